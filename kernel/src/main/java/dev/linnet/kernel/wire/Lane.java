package dev.linnet.kernel.wire;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A thread that does one job after the other; started with its first job. A job that fails does not end it. */
final class Lane {
    private final String name;
    private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private Thread thread;
    private boolean closed; // of the thread

    Lane(String name) {
        this.name = name;
    }

    void submit(Runnable job) {
        jobs.add(job);
        synchronized (this) {
            if (thread == null) {
                thread = new SteadyThread(this::loop, "linnet-" + name);
                thread.start();
            }
        }
    }

    /** Ends the thread after the jobs submitted so far. */
    void close() {
        jobs.add(() -> closed = true);
    }

    /** Waits until the thread has ended, at most so long. */
    void join(long millis) throws InterruptedException {
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started != null) {
            started.join(millis);
        }
    }

    private void loop() {
        while (!closed) {
            try {
                runNext();
            } catch (OutOfMemoryError _) {
                // there was not even enough to tell of a failure
            }
        }
    }

    private void runNext() {
        try {
            jobs.take().run();
        } catch (InterruptedException _) {
            // there is no reason to end
        } catch (Throwable t) {
            Log.defect("A job of " + name + " failed", t);
        }
    }
}

package dev.linnet.kernel.session;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import dev.linnet.kernel.engine.Reserve;

/**
 * A thread that runs cells or what they left to be called, replaced by a new one when something has to be left behind on
 * it. Threads started on it are of its own group, by which the engine tells them apart.
 */
final class CellThread {
    /** Deep recursion is normal in research code; untouched stack costs nothing. */
    private static final long STACK = 64L << 20;
    private static final CellRun STOP = new CellRun(null, () -> null);

    private final String name;
    private final Runnable between;
    private final ThreadGroup group;
    private LinkedBlockingQueue<CellRun> queue;
    private Thread thread;
    private CellRun running;
    private final Runnable atEnd = this::ended; // made now: a full heap must not prevent a run's end

    /** @param between done after each run, once its outcome is told: it delays nobody but a run that follows at once */
    CellThread(String name, Runnable between) {
        this.name = name;
        this.between = between;
        this.group = new ThreadGroup(name + "s");
    }

    /** Hands a run to the thread. The caller waits for it and lets one run at a time through. */
    synchronized void start(CellRun run) {
        if (thread == null) {
            var tasks = new LinkedBlockingQueue<CellRun>();
            queue = tasks;
            thread = new Thread(group, () -> work(tasks), name, STACK, false);
            thread.setDaemon(true);
            thread.start();
            Reserve.begin();
        }
        running = run;
        queue.add(run);
    }

    private void work(LinkedBlockingQueue<CellRun> tasks) {
        while (true) {
            try {
                var run = tasks.take();
                if (run == STOP) {
                    return;
                }
                run.execute(atEnd);
                if (run.isAbandoned()) {
                    return;
                }
                Reserve.refill();
                between.run();
            } catch (InterruptedException e) {
                // an interrupt that came too late for the cell it was meant for
            } catch (Throwable thrown) { // no cell's failure, for that is told
                Reserve.releaseAfter(thrown);
            }
        }
    }

    private synchronized void ended() {
        running = null;
        Thread.interrupted();
    }

    /**
     * Interrupts the run, whether it waits or computes; null where nothing runs.
     *
     * @param stop stops what the given thread runs
     */
    synchronized CellRun interrupt(Consumer<Thread> stop) {
        if (running != null) {
            running.cell().markInterrupted();
            stop.accept(thread);
            thread.interrupt();
        }
        return running;
    }

    /** Interrupts {@code run} once more if it still runs. */
    synchronized void interruptAgain(CellRun run, Consumer<Thread> stop) {
        if (running == run) {
            interrupt(stop);
        }
    }

    /**
     * Leaves the thread to itself if {@code run} is still on it.
     *
     * @param before what is to be done first, for the next run may begin at once
     */
    synchronized boolean abandon(CellRun run, Outcome instead, Consumer<Thread> before) {
        if (running != run) {
            return false;
        }
        before.accept(thread);
        if (!run.abandon(instead)) {
            return false;
        }
        running = null;
        thread = null;
        return true;
    }

    synchronized void close() {
        if (thread != null) {
            queue.add(STOP);
            thread = null;
        }
    }
}

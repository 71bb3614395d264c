package dev.linnet.attention.chunk;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs independent tasks on the caller's thread and some more; the tasks of one call are handed out one by one. */
public final class Team {
    /** A piece of work. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one task.
         *
         * @param task   which task, from 0
         * @param member which thread of the team works on it, from 0: at any time at most one task per member
         */
        void run(int task, int member);
    }

    private static final int ENOUGH = 4;
    private static final ExecutorService HELPERS = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("linnet-attention-", 0).factory());

    private Team() {}

    /** Lets a thread of the pool do something. */
    static void help(Runnable work) {
        HELPERS.execute(work);
    }

    /**
     * Whether the threads work best on different tasks: those are enough for all threads to finish together. Otherwise they had better
     * work together on one task after the other.
     */
    public static boolean apart(int threads, int tasks) {
        return tasks % threads == 0 || tasks >= ENOUGH * threads;
    }

    /**
     * Returns when all tasks have run, or where one has failed or the thread is interrupted, as soon as those under way have ended.
     *
     * @throws RuntimeException      what the first failing task threw; the others may not have run
     * @throws CancellationException if the thread is interrupted before the last task has begun
     */
    public static void run(int members, int tasks, Task task) {
        int helpers = Math.min(members, tasks) - 1;
        if (helpers <= 0) {
            for (int i = 0; i < tasks; i++) {
                stopIfInterrupted();
                task.run(i, 0);
            }
            return;
        }
        var run = new Run(tasks, task, helpers);
        for (int helper = 1; helper <= helpers; helper++) {
            int member = helper;
            HELPERS.execute(() -> run.help(member));
        }
        run.work(0);
        run.finish();
    }

    /**
     * To be called now and then by long tasks.
     *
     * @throws CancellationException if somebody wants the present thread to stop
     */
    public static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The computation was stopped before its end.");
        }
    }

    /** One call's tasks and helpers. */
    private static final class Run {
        private final int tasks;
        private final Task task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final CountDownLatch done;
        private final Thread[] helpers;

        Run(int tasks, Task task, int helpers) {
            this.tasks = tasks;
            this.task = task;
            done = new CountDownLatch(helpers);
            this.helpers = new Thread[helpers + 1];
        }

        void help(int member) {
            begin(member);
            work(member);
            end(member);
            done.countDown();
        }

        private synchronized void begin(int member) {
            helpers[member] = Thread.currentThread();
        }

        /** From here on nobody interrupts the helper for this call's sake; an interrupt that came is used up. */
        private synchronized void end(int member) {
            helpers[member] = null;
            if (Thread.interrupted()) {
                failure.compareAndSet(null, new CancellationException("A helper was stopped."));
            }
        }

        void work(int member) {
            try {
                for (int i = next.getAndIncrement(); i < tasks && failure.get() == null; i = next.getAndIncrement()) {
                    stopIfInterrupted();
                    task.run(i, member);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                stopHelpers();
            }
        }

        private synchronized void stopHelpers() {
            for (Thread helper : helpers) {
                if (helper != null && helper != Thread.currentThread()) {
                    helper.interrupt();
                }
            }
        }

        void finish() {
            awaitUninterruptibly();
            switch (failure.get()) {
                case null -> {
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }

        /** Helpers write into the caller's arrays, so the caller must not go on before they are done; an interrupt is kept for later. */
        private void awaitUninterruptibly() {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopHelpers();
                    failure.compareAndSet(null,
                            new CancellationException("The computation was stopped before its end."));
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

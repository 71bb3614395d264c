package dev.linnet.attention.chunk;

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

    private static final ExecutorService HELPERS = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("linnet-attention-", 0).factory());

    private Team() {}

    /**
     * Returns when all tasks have run.
     *
     * @throws RuntimeException what the first failing task threw; the others may not have run
     */
    public static void run(int members, int tasks, Task task) {
        int helpers = Math.min(members, tasks) - 1;
        if (helpers <= 0) {
            for (int i = 0; i < tasks; i++) {
                task.run(i, 0);
            }
            return;
        }
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var done = new CountDownLatch(helpers);
        for (int helper = 1; helper <= helpers; helper++) {
            int member = helper;
            HELPERS.execute(() -> {
                work(member, tasks, next, failure, task);
                done.countDown();
            });
        }
        work(0, tasks, next, failure, task);
        awaitUninterruptibly(done);
        switch (failure.get()) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void work(int member, int tasks, AtomicInteger next, AtomicReference<Throwable> failure, Task task) {
        try {
            for (int i = next.getAndIncrement(); i < tasks && failure.get() == null; i = next.getAndIncrement()) {
                task.run(i, member);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** The helpers write into the caller's arrays, so the caller must not go on before they are done; an interrupt is kept for later. */
    private static void awaitUninterruptibly(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.linnet.attention.chunk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Helpers that stay at hand while one thread, the leader, goes through many short phases, each of several tasks that may run at once.
 * Between phases helpers look out for the next one for some microseconds before they sleep: handing a phase over then costs less than a
 * chunk's work. The leader takes tasks as well and never waits for a helper that has not begun.
 */
public final class Crew {
    /** What the leader does. */
    @FunctionalInterface
    public interface Plan {
        void lead(Crew crew);
    }

    /** A look takes 10 to 50 nanoseconds. */
    private static final int LOOKS = 2000;
    private static final long NAP = 50_000;

    private final int members;
    /** Tasks of the present phase that nobody has taken. Who takes one holds the phase open until it is done. */
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private Team.Task task;
    private int tasks;
    private volatile boolean over;

    private Crew(int members) {
        this.members = members;
    }

    /**
     * Leads on the caller's thread, with {@code members - 1} helpers.
     *
     * @throws RuntimeException what the plan or the first failing task threw
     */
    public static void run(int members, Plan plan) {
        var crew = new Crew(members);
        try {
            for (int helper = 1; helper < members; helper++) {
                int member = helper;
                Team.help(() -> crew.serve(member));
            }
            plan.lead(crew);
        } finally {
            crew.over = true;
        }
    }

    /** Threads that work, the leader among them. */
    public int members() {
        return members;
    }

    /**
     * Returns when all tasks have run. To be called by the leader only.
     *
     * @throws RuntimeException what the first failing task threw; others may not have run
     */
    public void phase(int count, Team.Task work) {
        if (count == 0) {
            return;
        }
        task = work;
        tasks = count;
        undone.set(count);
        left.set(count);
        work(0);
        for (int looks = 0; undone.get() > 0; looks++) {
            await(looks);
        }
        switch (failure.get()) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void serve(int member) {
        for (int looks = 0; !over; looks++) {
            if (left.get() > 0) {
                work(member);
                looks = 0;
            }
            await(looks);
        }
    }

    private void work(int member) {
        for (int i = take(); i >= 0; i = take()) {
            try {
                if (failure.get() == null) {
                    task.run(i, member);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                undone.getAndDecrement();
            }
        }
    }

    /** The next task, or -1. The number of tasks is read when one has been taken, for then the phase cannot change. */
    private int take() {
        while (true) {
            int now = left.get();
            if (now == 0) {
                return -1;
            }
            if (left.compareAndSet(now, now - 1)) {
                return tasks - now;
            }
        }
    }

    private static void await(int looks) {
        if (looks < LOOKS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP);
        }
    }
}

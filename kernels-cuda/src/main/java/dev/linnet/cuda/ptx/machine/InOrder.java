package dev.linnet.cuda.ptx.machine;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.linnet.cuda.ptx.memory.DeviceFault;

/**
 * Does the atomics of a launch whose blocks run on several host threads in the order of the blocks. A thread runs blocks in runs, each from a
 * first block up to an end; the run of the first block that has not ended does its atomics at once, later ones leave them for later.
 */
public final class InOrder {
    /** So many atomics are left for later before a run waits for its turn. */
    static final int MOST = 1 << 18;
    private static final long NOBODY = Long.MAX_VALUE;

    /** Runs that have ended before their turn, by their first block. */
    private final Map<Long, Ended> ended = new HashMap<>();
    /** The first block of the run whose turn it is: all atomics before have been done, and nobody else does any. */
    private volatile long turn;
    /** Atomics of runs that have ended before their turn. */
    private volatile int left;

    private record Ended(long end, LateAtomics late) {}

    /** A run of blocks on one host thread. */
    public final class Run {
        private final LateAtomics late = new LateAtomics();
        private final long first;
        private final BooleanSupplier stop;
        private boolean now;

        Run(long first, BooleanSupplier stop) {
            this.first = first;
            this.stop = stop;
        }

        /** One atomic of the run's blocks: done now or later. */
        public void make(LateAtomics.Change change, MemorySegment memory, long at, long operand, long swap) {
            if (!now) {
                if (turn != first && late.count() + left >= MOST) {
                    await(first, stop);
                }
                now = turn == first;
                if (now) {
                    late.make();
                } else {
                    late.add(change, memory, at, operand, swap);
                    return;
                }
            }
            change.make(memory, at, operand, swap);
        }

        /** All blocks before {@code end} have ended. */
        public void end(long end) {
            if (now || !leave(first, new Ended(end, late))) {
                late.make();
                pass(end);
            }
        }

        /** The run has ended within a block: what it did up to there is done in its turn, and nothing after that. */
        public void broken() {
            end(NOBODY);
        }
    }

    /**
     * The run of blocks from this one on.
     *
     * @param stop whether it is to end early though it is not its turn yet
     */
    public Run run(long first, BooleanSupplier stop) {
        return new Run(first, stop);
    }

    private synchronized boolean leave(long first, Ended run) {
        if (turn == first) {
            return false;
        }
        ended.put(first, run);
        left += run.late.count();
        return true;
    }

    /** Does what was left for later by the runs that have ended and follow. */
    private void pass(long next) {
        Ended run;
        for (long at = next; (run = following(at)) != null; at = run.end) {
            run.late.make();
        }
    }

    private synchronized Ended following(long at) {
        Ended run = ended.remove(at);
        if (run == null) {
            turn = at;
            notifyAll();
        } else {
            left -= run.late.count();
        }
        return run;
    }

    /** Lets those look who wait for their turn whether they still should. */
    public synchronized void look() {
        notifyAll();
    }

    private synchronized void await(long first, BooleanSupplier stop) {
        while (turn != first) {
            if (stop.getAsBoolean()) {
                throw new DeviceFault(DeviceFault.Kind.INTERRUPTED, -1, "stopped");
            }
            try {
                TimeUnit.MILLISECONDS.timedWait(this, 20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DeviceFault(DeviceFault.Kind.INTERRUPTED, -1, "stopped");
            }
        }
    }
}

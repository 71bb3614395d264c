package dev.linnet.cuda.ptx;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the interpreter still computes lane by lane. Vectors are a hundred times slower than that until the virtual machine has
 * compiled what uses them, which takes it some tenths of a second; small launches are over before. Those that are not pay for
 * vectors after as long as vectors cost at first, so that no launch takes much more than twice what it could.
 */
final class Beginning {
    /** Nanoseconds of all threads together. */
    private static final long UNTIL = 300_000_000;

    private static final AtomicLong SPENT = new AtomicLong();
    private static volatile boolean over;

    private Beginning() {}

    static boolean laneByLane(LaunchOptions.Arithmetic how) {
        return switch (how) {
            case AUTO -> !over;
            case LANE_BY_LANE -> true;
            case VECTORS -> false;
        };
    }

    /** A turn of a block has been computed lane by lane. */
    static void spent(long nanos) {
        if (!over && SPENT.addAndGet(nanos) > UNTIL) {
            over = true;
        }
    }
}

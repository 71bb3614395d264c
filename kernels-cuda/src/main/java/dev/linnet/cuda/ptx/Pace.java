package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.machine.Block;

/**
 * Decides block by block whether a kernel's byte code is used, which at first is slower than the interpreter: until it is not, it gets
 * a share of the time. Both give the same bits.
 */
final class Pace {
    /** Nanoseconds that byte code gets before anything has been compared. */
    private static final long FIRST = 2_000_000;
    /** Nanoseconds after which byte code that has not become quicker is given up. */
    private static final long PATIENCE = 6_000_000_000L;
    /** Turns in a row that must have been quicker than the interpreter's. */
    private static final int ENOUGH = 3;

    private volatile boolean settled;
    private volatile boolean quicker;
    private long interpreted;
    private long interpretedTurns;
    private long compiled;
    private int won;

    /** Whether the next block is to run in byte code. */
    boolean compiled() {
        if (settled) {
            return quicker;
        }
        synchronized (this) {
            return interpretedTurns > 1 && compiled < FIRST + interpreted / 2;
        }
    }

    /** Whether byte code has been found to be slower. */
    boolean slower() {
        return settled && !quicker;
    }

    /** A block's next turn. */
    boolean run(Block b) {
        if (settled) {
            return b.runSlice();
        }
        boolean inByteCode = b.inByteCode();
        long start = System.nanoTime();
        boolean done = b.runSlice();
        ran(inByteCode, System.nanoTime() - start);
        return done;
    }

    private synchronized void ran(boolean inByteCode, long nanos) {
        if (!inByteCode) {
            interpreted += nanos;
            interpretedTurns++;
            return;
        }
        compiled += nanos;
        won = interpretedTurns > 0 && nanos < interpreted / interpretedTurns ? won + 1 : 0;
        quicker = won >= ENOUGH;
        settled = quicker || compiled > PATIENCE;
    }
}

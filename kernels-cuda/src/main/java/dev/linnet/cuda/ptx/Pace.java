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
    private static final long PATIENCE = 3_000_000_000L;
    /** Blocks in a row that must have been quicker than the interpreter's. */
    private static final int ENOUGH = 3;

    private volatile boolean settled;
    private volatile boolean quicker;
    private long interpreted;
    private long interpretedBlocks;
    private long compiled;
    private int won;

    /** Whether the next block is to run in byte code. */
    boolean compiled() {
        if (settled) {
            return quicker;
        }
        synchronized (this) {
            return interpretedBlocks > 1 && compiled < FIRST + interpreted / 4;
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
        long start = System.nanoTime();
        boolean done = b.runSlice();
        b.spent += System.nanoTime() - start;
        if (done) {
            ran(b.inByteCode(), b.spent);
        }
        return done;
    }

    /** Whole blocks are compared: their parts may take different shares of the time. */
    private synchronized void ran(boolean inByteCode, long nanos) {
        if (settled) {
            return;
        }
        if (!inByteCode) {
            interpreted += nanos;
            interpretedBlocks++;
            return;
        }
        compiled += nanos;
        won = interpretedBlocks > 0 && nanos < interpreted / interpretedBlocks ? won + 1 : 0;
        quicker = won >= ENOUGH;
        settled = quicker || compiled > PATIENCE;
    }
}

package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.machine.Block;

/**
 * Decides block by block whether a kernel's byte code is used, which at first is slower than the interpreter: until it is not, it gets
 * a share of the time. Both give the same bits.
 */
final class Pace {
    /** Nanoseconds that byte code gets before anything has been compared. */
    private static final long FIRST = 2_000_000;
    /** Nanoseconds in which the virtual machine compiles, on a machine of today, whatever is used often. */
    private static final long PATIENCE = 3_000_000_000L;
    /** On a slow one, or where blocks are large, it takes as long as so many blocks of the interpreter. */
    private static final long PATIENT_BLOCKS = 64;
    /** Blocks in a row that must have been quicker than the interpreter's. */
    private static final int ENOUGH = 3;
    /** A block that took so many times as long as the quickest was held up by something else, and counts as that much. */
    private static final long HELD_UP = 8;

    private volatile boolean settled;
    private volatile boolean quicker;
    private final Times interpreter = new Times();
    private final Times byteCode = new Times();
    /** What the first block in byte code took, most of it for making the byte code, which is done once. */
    private long making;
    /** What byte code had taken when a block last was the quickest so far by a tenth. */
    private long improved;
    private long record = Long.MAX_VALUE;
    private int won;

    /** Nanoseconds of blocks, as far as they were not held up. */
    private static final class Times {
        long sum;
        long blocks;
        long quickest = Long.MAX_VALUE;

        long add(long nanos) {
            quickest = Math.min(quickest, Math.max(1, nanos));
            long counted = Math.min(nanos, HELD_UP * quickest);
            sum += counted;
            blocks++;
            return counted;
        }

        long mean() {
            return sum / Math.max(1, blocks);
        }
    }

    /** Whether the next block is to run in byte code. */
    boolean compiled() {
        if (settled) {
            return quicker;
        }
        synchronized (this) {
            return interpreter.blocks > 1 && byteCode.sum - making < FIRST + interpreter.sum / 4;
        }
    }

    /** Whether it is decided. */
    boolean settled() {
        return settled;
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
    synchronized void ran(boolean inByteCode, long nanos) {
        if (settled) {
            return;
        }
        if (!inByteCode) {
            interpreter.add(nanos);
            return;
        }
        long counted = byteCode.add(nanos);
        making = byteCode.blocks == 1 ? counted : making;
        won = interpreter.blocks > 0 && counted < interpreter.mean() ? won + 1 : 0;
        quicker = won >= ENOUGH;
        if (counted < record - record / 10) {
            record = counted;
            improved = byteCode.sum;
        }
        // As long as it gets quicker, the virtual machine is still at work on it.
        long patience = Math.max(PATIENCE, PATIENT_BLOCKS * interpreter.mean());
        settled = quicker || byteCode.sum - improved > patience;
    }
}

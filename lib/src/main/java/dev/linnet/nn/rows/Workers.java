package dev.linnet.nn.rows;

import dev.linnet.attention.chunk.Team;

/** Divides the rows of an activation among threads, in blocks that do not depend on the number of threads. */
public final class Workers {
    /** Rows of a block. */
    static final int BLOCK = 64;

    private final int threads;

    /** Works on so many threads at once, at least 1. */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
        this.threads = threads;
    }

    /** Work on the rows {@code [from, to)} of block number {@code block}. */
    @FunctionalInterface
    interface Rows {
        void run(int from, int to, int block);
    }

    /** Most threads that work at once. */
    public int threads() {
        return threads;
    }

    /** The number of blocks that {@link #rows} makes. */
    static int blocks(int rows) {
        return (rows + BLOCK - 1) / BLOCK;
    }

    /** Runs {@code work} on every block of rows; returns when all are done. */
    void rows(int rows, Rows work) {
        each(blocks(rows), block -> work.run(block * BLOCK, Math.min(rows, (block + 1) * BLOCK), block));
    }

    /** Runs {@code work} for 0 to {@code count - 1}; returns when all are done. */
    void each(int count, java.util.function.IntConsumer work) {
        Team.run(threads, count, (task, _) -> work.accept(task));
    }
}

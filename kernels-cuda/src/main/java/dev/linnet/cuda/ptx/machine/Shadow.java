package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;

/** What is known of the accesses to a stretch of memory: for each cell the stamps of its last write and reads, and who owns it. */
final class Shadow {
    /** Cells of a page of a buffer. */
    static final int PAGE_AT = 12;
    static final int PAGE = 1 << PAGE_AT;

    final int[] write;
    final int[] read;
    /** Null for shared memory, which only one block sees. */
    final int[] owner;
    /** The memory's contents have been kept. */
    boolean saved;
    /** Clock of the watch that had it last. */
    int latest;
    int era;

    Shadow(int cells, boolean owned) {
        int length = (cells + Lanes.IL - 1) / Lanes.IL * Lanes.IL;
        write = new int[length];
        read = new int[length];
        owner = owned ? new int[length] : null;
    }

    /** As if nothing had been accessed. */
    void forget() {
        Arrays.fill(write, 0);
        Arrays.fill(read, 0);
    }
}

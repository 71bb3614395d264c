package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;

/** The stamps of a stretch of memory: for each cell those of its last write and of its last reads. */
final class Shadow {
    final int[] write;
    final int[] read;

    Shadow(int cells) {
        int length = Lanes.whole(cells);
        write = new int[length];
        read = new int[length];
    }

    /** As if nothing had been accessed. */
    void forget() {
        Arrays.fill(write, 0);
        Arrays.fill(read, 0);
    }
}

package dev.linnet.cuda.ptx.machine;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Atomics on global memory that the blocks of a run have left for later, one after another. */
public final class LateAtomics {
    private Change[] changes = new Change[16];
    private MemorySegment[] places = new MemorySegment[16];
    private long[] numbers = new long[48];
    private int count;

    /** What an atomic does to memory. */
    @FunctionalInterface
    public interface Change {
        /** Replaces what is there. */
        void make(MemorySegment memory, long at, long operand, long swap);
    }

    int count() {
        return count;
    }

    void add(Change change, MemorySegment memory, long at, long operand, long swap) {
        if (count == changes.length) {
            changes = Arrays.copyOf(changes, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
            numbers = Arrays.copyOf(numbers, 6 * count);
        }
        changes[count] = change;
        places[count] = memory;
        numbers[3 * count] = at;
        numbers[3 * count + 1] = operand;
        numbers[3 * count + 2] = swap;
        count++;
    }

    /** Does all of them and forgets them. */
    void make() {
        for (int k = 0; k < count; k++) {
            changes[k].make(places[k], numbers[3 * k], numbers[3 * k + 1], numbers[3 * k + 2]);
        }
        Arrays.fill(places, 0, count, null);
        count = 0;
    }
}

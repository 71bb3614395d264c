package dev.linnet.cuda.ptx.machine;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Checks and keeps the stamps of accesses to a stretch of cells: the last write of each and its last reads. One cell at a time, and
 * many at once where each lane accesses the cells after its neighbour's.
 */
final class Stamps {
    private static final int OWN = Stamp.WARP | Stamp.LANE | Stamp.MANY;
    private static final int OWN_READ = OWN | Stamp.OTHERS;
    /** For every number of cells that a lane accesses, as a power of two: which lane each cell of a warp's belongs to. */
    private static final int[][] LANES = new int[5][];

    static {
        for (int c = 0; c < LANES.length; c++) {
            LANES[c] = new int[Lanes.COUNT << c];
            for (int k = 0; k < LANES[c].length; k++) {
                LANES[c][k] = k >> c;
            }
        }
    }

    private Stamps() {}

    /** Whether a warp's lanes can access so many cells each, one after another, as a run. */
    static boolean runs(int cellsPerLane) {
        return Integer.bitCount(cellsPerLane) == 1 && cellsPerLane <= 1 << (LANES.length - 1);
    }

    /** Whether the thread of the stamp may read or overwrite what was written then. */
    private static boolean knows(Clocks clocks, int w, int write, int mine) {
        return write < clocks.floor(w) || ((write ^ mine) & OWN) == 0 || clocks.knows(w, write);
    }

    private static boolean knowsRead(Clocks clocks, int w, int read, int mine) {
        return read < clocks.floor(w) || ((read ^ mine) & OWN_READ) == 0
                || ((read & Stamp.OTHERS) == 0 && clocks.knows(w, read));
    }

    /** A read of one cell. False when it may race; then nothing is kept. */
    static boolean read(Clocks clocks, int w, int[] write, int[] read, int k, int mine) {
        if (!knows(clocks, w, write[k], mine)) {
            return false;
        }
        int before = read[k];
        if (before < clocks.floor(w)) {
            read[k] = mine;
            return true;
        }
        if ((before & Stamp.OTHERS) != 0 && before >= (mine & Stamp.TIME)) {
            return true;
        }
        int differs = before ^ mine;
        boolean otherWarps = ((differs & Stamp.WARP) | (before & Stamp.OTHERS)) != 0;
        if (!otherWarps && before < (mine & Stamp.TIME)) {
            read[k] = mine;
            return true;
        }
        boolean otherLanes = otherWarps || ((differs & Stamp.LANE) | (before & Stamp.MANY)) != 0;
        read[k] = (Math.max(before, mine) & Stamp.TIME) | (mine & ~Stamp.TIME) | (otherWarps ? Stamp.OTHERS : 0)
                | (otherLanes ? Stamp.MANY : 0);
        return true;
    }

    /** Whether a cell may be written. */
    static boolean mayWrite(Clocks clocks, int w, int[] write, int[] read, int k, int mine) {
        return knows(clocks, w, write[k], mine) && knowsRead(clocks, w, read[k], mine);
    }

    /** Whether a cell may be changed atomically. */
    static boolean mayChange(Clocks clocks, int w, int[] write, int[] read, int k, int mine) {
        return ((write[k] & Stamp.ATOMIC) != 0 || knows(clocks, w, write[k], mine))
                && knowsRead(clocks, w, read[k], mine);
    }

    /** Keeps a write of one cell; lanes of one instruction may write the same cell. */
    static void write(int[] write, int k, int mine) {
        int differs = write[k] ^ mine;
        write[k] = (differs & (Stamp.TIME | Stamp.WARP)) == 0 && (differs & Stamp.LANE) != 0
                ? mine | Stamp.MANY
                : mine;
    }

    /**
     * Reads of {@code 1 << shift} cells by each of the lanes from {@code lane} on, as many as a vector has.
     *
     * @param start stamps below this are as good as none, and reading what was not written is as bad as a race; 0 when it is not
     * @return false when one of them may race; some may have been kept then, which does no harm
     */
    static boolean readRun(Clocks clocks, int w, int[] write, int[] read, int k, int lane, int shift, int base,
            int start) {
        int[] lanes = LANES[shift];
        int from = lane << shift;
        int floor = clocks.floor(w);
        for (int j = 0; j < Lanes.IL << shift; j += Lanes.IL) {
            IntVector written = IntVector.fromArray(Lanes.I, write, k + j);
            if (start > 0 && written.compare(VectorOperators.LT, start).anyTrue()) {
                return false;
            }
            if (!written.compare(VectorOperators.LT, floor).allTrue()
                    && !known(write, k + j, lanes, from + j, floor, base, OWN, 0)) {
                return false;
            }
            IntVector before = IntVector.fromArray(Lanes.I, read, k + j);
            if (before.compare(VectorOperators.LT, floor).allTrue()) {
                IntVector.fromArray(Lanes.I, lanes, from + j).or(base).intoArray(read, k + j);
            } else if (!enough(read, k + j, base)) {
                merge(read, k + j, lanes, from + j, floor, base);
            }
        }
        return true;
    }

    // Vectors stay within methods: where one is too large to be inlined they would become objects.

    private static boolean known(int[] stamps, int k, int[] lanes, int lane, int floor, int base, int own, int others) {
        IntVector stamp = IntVector.fromArray(Lanes.I, stamps, k);
        IntVector differs = stamp.lanewise(VectorOperators.XOR, IntVector.fromArray(Lanes.I, lanes, lane).or(base));
        VectorMask<Integer> known = stamp.compare(VectorOperators.LT, floor)
                .or(differs.and(own).compare(VectorOperators.EQ, 0));
        if (known.allTrue()) {
            return true;
        }
        VectorMask<Integer> sameWarp = differs.and(Stamp.WARP).or(stamp.and(others)).compare(VectorOperators.EQ, 0);
        return known.or(sameWarp.and(stamp.compare(VectorOperators.LT, base & Stamp.TIME))).allTrue();
    }

    /** Whether all cells have been read by several warps since: those are not told apart any more. */
    private static boolean enough(int[] read, int k, int base) {
        IntVector before = IntVector.fromArray(Lanes.I, read, k);
        return before.compare(VectorOperators.GE, base & Stamp.TIME).allTrue()
                && before.and(Stamp.OTHERS).compare(VectorOperators.NE, 0).allTrue();
    }

    private static void merge(int[] read, int k, int[] lanes, int lane, int floor, int base) {
        IntVector before = IntVector.fromArray(Lanes.I, read, k);
        IntVector mine = IntVector.fromArray(Lanes.I, lanes, lane).or(base);
        IntVector differs = before.lanewise(VectorOperators.XOR, mine);
        IntVector warps = differs.and(Stamp.WARP).or(before.and(Stamp.OTHERS));
        VectorMask<Integer> otherWarps = warps.compare(VectorOperators.NE, 0);
        VectorMask<Integer> earlier = before.compare(VectorOperators.LT, base & Stamp.TIME);
        VectorMask<Integer> replaced = before.compare(VectorOperators.LT, floor).or(earlier.andNot(otherWarps));
        VectorMask<Integer> otherLanes = warps.or(differs.and(Stamp.LANE))
                .or(before.and(Stamp.MANY))
                .compare(VectorOperators.NE, 0);
        IntVector both = before.max(mine).and(Stamp.TIME).or(mine.and(~Stamp.TIME));
        both = both.blend(both.or(Stamp.MANY), otherLanes).blend(both.or(Stamp.MANY | Stamp.OTHERS), otherWarps);
        VectorMask<Integer> enough = before.and(Stamp.OTHERS).compare(VectorOperators.NE, 0).andNot(earlier);
        both.blend(mine, replaced).blend(before, enough.andNot(replaced)).intoArray(read, k);
    }

    /** As {@link #mayWrite} for a run. */
    static boolean mayWriteRun(Clocks clocks, int w, int[] write, int[] read, int k, int lane, int shift, int base) {
        int[] lanes = LANES[shift];
        int from = lane << shift;
        int floor = clocks.floor(w);
        for (int j = 0; j < Lanes.IL << shift; j += Lanes.IL) {
            if (!IntVector.fromArray(Lanes.I, write, k + j).compare(VectorOperators.LT, floor).allTrue()
                    && !known(write, k + j, lanes, from + j, floor, base, OWN, 0)) {
                return false;
            }
            if (!IntVector.fromArray(Lanes.I, read, k + j).compare(VectorOperators.LT, floor).allTrue()
                    && !known(read, k + j, lanes, from + j, floor, base, OWN_READ, Stamp.OTHERS)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the writes of a run. */
    static void writeRun(int[] write, int k, int lane, int shift, int base) {
        int[] lanes = LANES[shift];
        int from = lane << shift;
        for (int j = 0; j < Lanes.IL << shift; j += Lanes.IL) {
            IntVector mine = IntVector.fromArray(Lanes.I, lanes, from + j).or(base);
            IntVector differs = IntVector.fromArray(Lanes.I, write, k + j).lanewise(VectorOperators.XOR, mine);
            VectorMask<Integer> again = differs.and(Stamp.TIME | Stamp.WARP)
                    .compare(VectorOperators.EQ, 0)
                    .and(differs.and(Stamp.LANE).compare(VectorOperators.NE, 0));
            mine.blend(mine.or(Stamp.MANY), again).intoArray(write, k + j);
        }
    }
}

package dev.linnet.cuda.ptx.machine;

import java.util.function.IntPredicate;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Which block has accessed each cell of global memory, and how: one int each, the block's number over two bits for the kind. What
 * comes out does not depend on the order in which blocks run. 0 is none.
 */
final class Owners {
    static final int READ = 1;
    /** Written, or accessed in several ways: nobody else may. */
    static final int WRITE = 2;
    static final int ATOMIC = 3;
    private static final int KIND = 3;
    /** In place of a block's number. */
    private static final int SEVERAL = (1 << 29) - 1;
    /** Numbers of blocks are below this. */
    static final int BLOCKS = SEVERAL;
    private static final int READ_BY_SEVERAL = SEVERAL << 2 | READ;

    private Owners() {}

    /**
     * A cell after another access; -1 when two blocks do what they must not.
     *
     * @param passed whether what the block did is known to all because of a fence
     */
    static int next(int owner, int mine, IntPredicate passed) {
        if (owner == 0 || owner == mine) {
            return mine;
        }
        if (owner >>> 2 == mine >>> 2 && owner >>> 2 != SEVERAL) {
            return (mine & ~KIND) | WRITE;
        }
        if (passed.test(owner >>> 2)) {
            return mine;
        }
        if (passed.test(mine >>> 2)) {
            return owner;
        }
        return (owner & KIND) == (mine & KIND) && (mine & KIND) != WRITE ? SEVERAL << 2 | (mine & KIND) : -1;
    }

    /** Reads of so many cells, a multiple of a vector's lanes, by a block. False when one has to be looked at more closely. */
    static boolean read(int[] owners, int k, int cells, int block) {
        int read = block << 2 | READ;
        int write = block << 2 | WRITE;
        for (int j = 0; j < cells; j += Lanes.IL) {
            IntVector owner = IntVector.fromArray(Lanes.I, owners, k + j);
            VectorMask<Integer> none = owner.compare(VectorOperators.EQ, 0);
            if (none.allTrue()) {
                IntVector.broadcast(Lanes.I, read).intoArray(owners, k + j);
                continue;
            }
            VectorMask<Integer> same = owner.compare(VectorOperators.EQ, read)
                    .or(owner.compare(VectorOperators.EQ, write));
            if (!same.allTrue()) {
                VectorMask<Integer> reads = owner.and(KIND).compare(VectorOperators.EQ, READ);
                if (!same.or(none).or(reads).allTrue()) {
                    return false;
                }
                owner.blend(READ_BY_SEVERAL, reads.andNot(same)).blend(read, none).intoArray(owners, k + j);
            }
        }
        return true;
    }

    /** Whether so many cells were accessed by no other block. */
    static boolean mayWrite(int[] owners, int k, int cells, int block) {
        int read = block << 2 | READ;
        int write = block << 2 | WRITE;
        for (int j = 0; j < cells; j += Lanes.IL) {
            IntVector owner = IntVector.fromArray(Lanes.I, owners, k + j);
            if (!owner.compare(VectorOperators.EQ, 0)
                    .or(owner.compare(VectorOperators.EQ, read))
                    .or(owner.compare(VectorOperators.EQ, write))
                    .allTrue()) {
                return false;
            }
        }
        return true;
    }

    /** Keeps that a block wrote to so many cells. */
    static void write(int[] owners, int k, int cells, int block) {
        IntVector mine = IntVector.broadcast(Lanes.I, block << 2 | WRITE);
        for (int j = 0; j < cells; j += Lanes.IL) {
            mine.intoArray(owners, k + j);
        }
    }

    /** Adds what others have seen. False when blocks do what they must not. */
    static boolean merge(int[] into, int[] other, IntPredicate passed) {
        for (int k = 0; k < into.length; k += Lanes.IL) {
            IntVector a = IntVector.fromArray(Lanes.I, into, k);
            IntVector b = IntVector.fromArray(Lanes.I, other, k);
            if (a.compare(VectorOperators.EQ, 0).or(b.compare(VectorOperators.EQ, 0)).allTrue()) {
                a.or(b).intoArray(into, k);
                continue;
            }
            for (int j = k; j < k + Lanes.IL; j++) {
                if (other[j] != 0) {
                    int next = next(into[j], other[j], passed);
                    if (next == -1) {
                        return false;
                    }
                    into[j] = next;
                }
            }
        }
        return true;
    }
}

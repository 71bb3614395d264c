package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposition of blocks in vectors. A square of as many rows as a vector has lanes is transposed by exchanging its halves, then the
 * halves of the quarters, and so on: for each distance h, rows r and r + h trade the lanes whose bit h is set and is not.
 */
public final class Transpose {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorMask<Float> BIT_8 = bit(8);
    private static final VectorMask<Float> BIT_4 = bit(4);
    private static final VectorMask<Float> BIT_2 = bit(2);
    private static final VectorMask<Float> BIT_1 = bit(1);

    private Transpose() {}

    private static VectorShuffle<Float> swap(int h) {
        return VectorShuffle.fromOp(S, lane -> (lane ^ h) & (L - 1));
    }

    private static VectorMask<Float> bit(int h) {
        var set = new boolean[L];
        for (int lane = 0; lane < L; lane++) {
            set[lane] = (lane & h) != 0;
        }
        return VectorMask.fromArray(S, set, 0);
    }

    /** {@code to (columns x ldTo) = from (rows x ldFrom)^T}; rows and columns are multiples of {@link Lanes#COUNT}. */
    public static void transpose(float[] from, int ldFrom, int rows, int columns, float[] to, int ldTo) {
        transpose(from, 0, ldFrom, rows, columns, to, ldTo);
    }

    /** The same for a block that begins at {@code from0}. */
    public static void transpose(float[] from, int from0, int ldFrom, int rows, int columns, float[] to, int ldTo) {
        transpose(from, from0, ldFrom, rows, columns, to, 0, ldTo);
    }

    /** The same into a block that begins at {@code to0}. */
    public static void transpose(float[] from, int from0, int ldFrom, int rows, int columns, float[] to, int to0,
            int ldTo) {
        for (int r = 0; r < rows; r += L) {
            for (int c = 0; c < columns; c += L) {
                square(from, from0 + r * ldFrom + c, ldFrom, to, to0 + c * ldTo + r, ldTo);
            }
        }
    }

    private static void square(float[] from, int f, int ldFrom, float[] to, int t, int ldTo) {
        switch (L) {
            case 16 -> {
                for (int i = 0; i < 4; i++) {
                    eightFour(from, f + i * ldFrom, 4 * ldFrom, to, t + i * ldTo, 4 * ldTo);
                }
                for (int i = 0; i < 16; i += 4) {
                    twoOne(to, t + i * ldTo, ldTo, to, t + i * ldTo, ldTo);
                }
            }
            case 8 -> {
                for (int i = 0; i < 4; i++) {
                    four(from, f + i * ldFrom, 4 * ldFrom, to, t + i * ldTo, 4 * ldTo);
                }
                for (int i = 0; i < 8; i += 4) {
                    twoOne(to, t + i * ldTo, ldTo, to, t + i * ldTo, ldTo);
                }
            }
            case 4 -> twoOne(from, f, ldFrom, to, t, ldTo);
            default -> one(from, f, ldFrom, to, t, ldTo);
        }
    }

    /** Distances 8 and 4, on four rows four apart. */
    private static void eightFour(float[] from, int f, int ldFrom, float[] to, int t, int ldTo) {
        FloatVector a = FloatVector.fromArray(S, from, f);
        FloatVector b = FloatVector.fromArray(S, from, f + ldFrom);
        FloatVector c = FloatVector.fromArray(S, from, f + 2 * ldFrom);
        FloatVector d = FloatVector.fromArray(S, from, f + 3 * ldFrom);
        FloatVector ac = a.blend(c.rearrange(SWAP_8), BIT_8);
        FloatVector ca = a.rearrange(SWAP_8).blend(c, BIT_8);
        FloatVector bd = b.blend(d.rearrange(SWAP_8), BIT_8);
        FloatVector db = b.rearrange(SWAP_8).blend(d, BIT_8);
        ac.blend(bd.rearrange(SWAP_4), BIT_4).intoArray(to, t);
        ac.rearrange(SWAP_4).blend(bd, BIT_4).intoArray(to, t + ldTo);
        ca.blend(db.rearrange(SWAP_4), BIT_4).intoArray(to, t + 2 * ldTo);
        ca.rearrange(SWAP_4).blend(db, BIT_4).intoArray(to, t + 3 * ldTo);
    }

    /** Distance 4, on two rows four apart. */
    private static void four(float[] from, int f, int ldFrom, float[] to, int t, int ldTo) {
        FloatVector a = FloatVector.fromArray(S, from, f);
        FloatVector b = FloatVector.fromArray(S, from, f + ldFrom);
        a.blend(b.rearrange(SWAP_4), BIT_4).intoArray(to, t);
        a.rearrange(SWAP_4).blend(b, BIT_4).intoArray(to, t + ldTo);
    }

    /** Distances 2 and 1, on four rows that follow each other; in place if need be. */
    private static void twoOne(float[] from, int f, int ldFrom, float[] to, int t, int ldTo) {
        FloatVector a = FloatVector.fromArray(S, from, f);
        FloatVector b = FloatVector.fromArray(S, from, f + ldFrom);
        FloatVector c = FloatVector.fromArray(S, from, f + 2 * ldFrom);
        FloatVector d = FloatVector.fromArray(S, from, f + 3 * ldFrom);
        FloatVector ac = a.blend(c.rearrange(SWAP_2), BIT_2);
        FloatVector ca = a.rearrange(SWAP_2).blend(c, BIT_2);
        FloatVector bd = b.blend(d.rearrange(SWAP_2), BIT_2);
        FloatVector db = b.rearrange(SWAP_2).blend(d, BIT_2);
        ac.blend(bd.rearrange(SWAP_1), BIT_1).intoArray(to, t);
        ac.rearrange(SWAP_1).blend(bd, BIT_1).intoArray(to, t + ldTo);
        ca.blend(db.rearrange(SWAP_1), BIT_1).intoArray(to, t + 2 * ldTo);
        ca.rearrange(SWAP_1).blend(db, BIT_1).intoArray(to, t + 3 * ldTo);
    }

    /** Element by element, for vectors of other lengths. */
    private static void one(float[] from, int f, int ldFrom, float[] to, int t, int ldTo) {
        for (int r = 0; r < L; r++) {
            for (int c = 0; c < L; c++) {
                to[t + c * ldTo + r] = from[f + r * ldFrom + c];
            }
        }
    }
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.attention.matrix.Transpose;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Brings activations {@code [channel][lane]} to {@code [lane][channel]}. Vectors of sixteen lanes go by permutations of two vectors, which
 * one instruction of such machines does; others by {@link Transpose}.
 */
final class LaneTranspose {
    private static final int LENGTH = SPECIES.length();
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    private static final IntVector LOW_8 = low(8);
    private static final IntVector HIGH_8 = high(8);
    private static final IntVector LOW_4 = low(4);
    private static final IntVector HIGH_4 = high(4);
    private static final IntVector LOW_2 = low(2);
    private static final IntVector HIGH_2 = high(2);
    private static final IntVector LOW_1 = low(1);
    private static final IntVector HIGH_1 = high(1);

    private LaneTranspose() {}

    /** Of two rows a and b, h apart: a's lanes without bit h, and in place of the others b's without it. */
    private static IntVector low(int h) {
        return choose(h, 0);
    }

    /** a's lanes with bit h in place of those without it, and b's with it. */
    private static IntVector high(int h) {
        return choose(h, h);
    }

    private static IntVector choose(int h, int bit) {
        int[] indices = new int[WIDTH];
        for (int lane = 0; lane < WIDTH; lane++) {
            indices[lane] = ((lane & ~h) | bit) + ((lane & h) == 0 ? 0 : WIDTH);
        }
        return IntVector.fromArray(INTS, indices, 0);
    }

    /**
     * Channels, a multiple of the vector length and {@code row} apart, from {@code from0}, to sixteen rows {@code stride} apart from
     * {@code to0}.
     */
    static void transpose(float[] from, int from0, int row, int channels, float[] to, int to0, int stride) {
        if (LENGTH != WIDTH) {
            Transpose.transpose(from, from0, row, channels, WIDTH, to, to0, stride);
            return;
        }
        for (int c = 0; c < channels; c += WIDTH) {
            int at = to0 + c;
            for (int i = 0; i < 4; i++) {
                trade(from, from0 + (c + i) * row, 4 * row, to, at + i * stride, 4 * stride, LOW_8, HIGH_8, LOW_4,
                        HIGH_4);
            }
            for (int i = 0; i < WIDTH; i += 4) {
                trade(to, at + i * stride, stride, to, at + i * stride, stride, LOW_2, HIGH_2, LOW_1, HIGH_1);
            }
        }
    }

    /** Four rows trade lanes at two distances. */
    private static void trade(float[] from, int f, int fStride, float[] to, int t, int tStride, IntVector farLow,
            IntVector farHigh, IntVector nearLow, IntVector nearHigh) {
        IntVector a = load(from, f);
        IntVector b = load(from, f + fStride);
        IntVector c = load(from, f + 2 * fStride);
        IntVector d = load(from, f + 3 * fStride);
        IntVector ac = farLow.selectFrom(a, c);
        IntVector ca = farHigh.selectFrom(a, c);
        IntVector bd = farLow.selectFrom(b, d);
        IntVector db = farHigh.selectFrom(b, d);
        store(nearLow.selectFrom(ac, bd), to, t);
        store(nearHigh.selectFrom(ac, bd), to, t + tStride);
        store(nearLow.selectFrom(ca, db), to, t + 2 * tStride);
        store(nearHigh.selectFrom(ca, db), to, t + 3 * tStride);
    }

    private static IntVector load(float[] from, int at) {
        return FloatVector.fromArray(FloatVector.SPECIES_512, from, at).reinterpretAsInts();
    }

    private static void store(IntVector row, float[] to, int at) {
        row.reinterpretAsFloats().intoArray(to, at);
    }
}

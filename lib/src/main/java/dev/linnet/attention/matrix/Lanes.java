package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The machine's vectors of floats, and the exponential on them. */
public final class Lanes {
    /** The widest vectors that the machine works on well: 128, 256 or 512 bits. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Floats in a vector. */
    public static final int COUNT = SPECIES.length();

    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -0.00021219444f;
    private static final float SMALLEST = -87.3f;
    private static final float LARGEST = 88.3f;
    /** Adding 1.5 * 2^23 rounds a small float to an integer and leaves it in the low bits. */
    private static final float ROUND = 12582912f;

    private static final VectorShuffle<Float> FROM_8 = shift(8);
    private static final VectorShuffle<Float> FROM_4 = shift(4);
    private static final VectorShuffle<Float> FROM_2 = shift(2);
    private static final VectorShuffle<Float> FROM_1 = shift(1);

    private Lanes() {}

    private static VectorShuffle<Float> shift(int by) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane + by) & (COUNT - 1));
    }

    /**
     * The sum of a vector's numbers, half by half. Unlike {@code reduceLanes} it adds in one order, also before the compiler has
     * compiled it: the first call of a program and the thousandth give the same bits.
     */
    public static float sum(FloatVector x) {
        FloatVector y = x;
        switch (COUNT) {
            case 16 -> {
                y = y.add(y.rearrange(FROM_8));
                y = y.add(y.rearrange(FROM_4));
                y = y.add(y.rearrange(FROM_2));
                return y.add(y.rearrange(FROM_1)).lane(0);
            }
            case 8 -> {
                y = y.add(y.rearrange(FROM_4));
                y = y.add(y.rearrange(FROM_2));
                return y.add(y.rearrange(FROM_1)).lane(0);
            }
            case 4 -> {
                y = y.add(y.rearrange(FROM_2));
                return y.add(y.rearrange(FROM_1)).lane(0);
            }
            default -> {
                float sum = 0;
                for (int lane = 0; lane < COUNT; lane++) {
                    sum += x.lane(lane);
                }
                return sum;
            }
        }
    }

    /** The next multiple of {@link #COUNT}. */
    public static int padded(int n) {
        return (n + COUNT - 1) / COUNT * COUNT;
    }

    /** e^x within 2e-7 relative for x in [-87.3, 88.3]; 0 below (also for negative infinity), NaN for NaN. */
    public static FloatVector exp(FloatVector x) {
        FloatVector y = x.max(SMALLEST).min(LARGEST);
        FloatVector shifted = y.mul(LOG2_E).add(ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.mul(-LN2_HIGH).add(y).sub(n.mul(LN2_LOW));
        FloatVector p = FloatVector.broadcast(SPECIES, 0.00019875691f);
        p = p.fma(r, FloatVector.broadcast(SPECIES, 0.0013981999f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 0.008333452f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 0.041665796f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 0.16666666f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 0.5f));
        FloatVector e = p.fma(r.mul(r), r).add(1f);
        // n stands in the low bits of shifted; moved to the exponent it multiplies by 2^n
        FloatVector scaled = e.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        return scaled.blend(0f, x.lt(SMALLEST));
    }

    /** {@code to[i] = e^from[i]} for i in [0, n). */
    public static void exp(float[] from, float[] to, int n) {
        int i = 0;
        for (; i <= n - COUNT; i += COUNT) {
            exp(FloatVector.fromArray(SPECIES, from, i)).intoArray(to, i);
        }
        if (i < n) {
            var mask = SPECIES.indexInRange(i, n);
            exp(FloatVector.fromArray(SPECIES, from, i, mask)).intoArray(to, i, mask);
        }
    }
}

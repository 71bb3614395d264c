package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
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

    private Lanes() {}

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

package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponentials of many numbers, within 2e-7 relative: the argument is rounded to a multiple of ln 2 (or to an integer), the rest goes
 * through a polynomial of degree 6 (5), and the multiple into the exponent.
 *
 * <p>Each method on arrays has the polynomial in its own loop. A method on vectors is compiled by itself sooner or later, hence no longer
 * inlined where it is called, and then each call allocates its argument and its result. A comparison and a choice stand where max and min were to be
 * expected: those cost several times as much, for the sake of NaN and negative zero.
 */
public final class Exponentials {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private static final FloatVector ZERO = FloatVector.zero(S);
    private static final FloatVector ONE = FloatVector.broadcast(S, 1f);
    private static final FloatVector LOWEST = FloatVector.broadcast(S, -87.3f);
    private static final FloatVector HIGHEST = FloatVector.broadcast(S, 88.3f);
    private static final FloatVector LOWEST_POWER = FloatVector.broadcast(S, -126f);
    private static final FloatVector LOG2_E = FloatVector.broadcast(S, 1.442695f);
    private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(S, -0.6933594f);
    private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(S, 0.00021219444f);
    /** Adding 1.5 * 2^23 rounds a small float to an integer and leaves it in the low bits. */
    private static final FloatVector ROUND = FloatVector.broadcast(S, 12582912f);
    /** e^r = 1 + r + r^2 (E0 + E1 r + ...) */
    private static final FloatVector E5 = FloatVector.broadcast(S, 0.00019875691f);
    private static final FloatVector E4 = FloatVector.broadcast(S, 0.0013981999f);
    private static final FloatVector E3 = FloatVector.broadcast(S, 0.008333452f);
    private static final FloatVector E2 = FloatVector.broadcast(S, 0.041665796f);
    private static final FloatVector E1 = FloatVector.broadcast(S, 0.16666666f);
    private static final FloatVector E0 = FloatVector.broadcast(S, 0.5f);
    /** 2^r = 1 + P1 r + P2 r^2 + ..., the largest relative error on [-1/2, 1/2] as small as can be: 9.2e-8. */
    private static final FloatVector P5 = FloatVector.broadcast(S, 0.0013264727f);
    private static final FloatVector P4 = FloatVector.broadcast(S, 0.009671513f);
    private static final FloatVector P3 = FloatVector.broadcast(S, 0.055507336f);
    private static final FloatVector P2 = FloatVector.broadcast(S, 0.24022242f);
    private static final FloatVector P1 = FloatVector.broadcast(S, 0.693147f);

    private Exponentials() {}

    /** {@code to[i] = e^from[i]} for i in [0, n); as {@link #exp(FloatVector)}. */
    public static void exp(float[] from, float[] to, int n) {
        int whole = n / L * L;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, from, i);
            FloatVector y = x.blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
            FloatVector shifted = y.fma(LOG2_E, ROUND);
            FloatVector m = shifted.sub(ROUND);
            FloatVector r = m.fma(MINUS_LN2_LOW, m.fma(MINUS_LN2_HIGH, y));
            FloatVector p = E5.fma(r, E4).fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0).fma(r.mul(r), r.add(ONE));
            // the integer stands in the low bits of shifted; moved to the exponent it multiplies
            FloatVector e = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            e.blend(ZERO, x.compare(VectorOperators.LT, LOWEST)).intoArray(to, i);
        }
        if (whole < n) {
            VectorMask<Float> rest = S.indexInRange(whole, n);
            exp(FloatVector.fromArray(S, from, whole, rest)).intoArray(to, whole, rest);
        }
    }

    /**
     * e^x, right for x in [-87.3, 88.3], the end of that range above it, 0 below (also for negative infinity), NaN for NaN. For loops that may
     * allocate.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector y = x.blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
        FloatVector shifted = y.fma(LOG2_E, ROUND);
        FloatVector m = shifted.sub(ROUND);
        FloatVector r = m.fma(MINUS_LN2_LOW, m.fma(MINUS_LN2_HIGH, y));
        FloatVector p = E5.fma(r, E4).fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0).fma(r.mul(r), r.add(ONE));
        FloatVector e = p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        return e.blend(ZERO, x.compare(VectorOperators.LT, LOWEST));
    }

    /** {@code to[i] = 1 + x - less for x > 0, e^x - less otherwise}, for i in [0, padded(n)) and x from {@code from0} on. */
    public static void elu(float[] from, int from0, float[] to, int n, float less) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, from, from0 + i);
            FloatVector shifted = x.fma(LOG2_E, ROUND);
            FloatVector m = shifted.sub(ROUND);
            FloatVector r = m.fma(MINUS_LN2_LOW, m.fma(MINUS_LN2_HIGH, x));
            FloatVector p = E5.fma(r, E4).fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0).fma(r.mul(r), r.add(ONE));
            FloatVector e = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(ZERO, x.compare(VectorOperators.LT, LOWEST));
            e.blend(x.add(ONE), x.compare(VectorOperators.GT, ZERO)).sub(less).intoArray(to, i);
        }
    }

    /**
     * A block's columns j to j + L - 1, {@code rows} rows: {@code x = 2^(x - less)}, and their sums are added to {@code sums}. Right for
     * differences in [-126, 127], 0 below, NaN for NaN; larger ones must not come.
     *
     * @param less subtracted from each column, from entry j on; {@code sums} likewise
     */
    public static void exp2(float[] block, int ld, int rows, int j, float[] less, float[] sums) {
        FloatVector peak = FloatVector.fromArray(S, less, j);
        FloatVector sum = FloatVector.fromArray(S, sums, j);
        for (int at = j; at < rows * ld; at += ld) {
            FloatVector x = FloatVector.fromArray(S, block, at).sub(peak);
            FloatVector shifted = x.add(ROUND);
            FloatVector r = x.sub(shifted.sub(ROUND));
            FloatVector p = P5.fma(r, P4).fma(r, P3).fma(r, P2).fma(r, P1).fma(r, ONE);
            FloatVector e = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats()
                    .blend(ZERO, x.compare(VectorOperators.LT, LOWEST_POWER));
            e.intoArray(block, at);
            sum = sum.add(e);
        }
        sum.intoArray(sums, j);
    }
}

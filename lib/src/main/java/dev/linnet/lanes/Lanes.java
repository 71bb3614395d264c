package dev.linnet.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The layout {@code [time][channel][lane]}: its width, its vector species, and elementwise functions on its vectors. */
public final class Lanes {
    /** Sequences side by side, on every machine: results do not depend on the vector length. */
    public static final int WIDTH = 16;

    /** The machine's preferred vectors, at most {@link #WIDTH} long; {@code WIDTH} is a multiple of their length. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > WIDTH
            ? VectorSpecies.of(float.class, VectorShape.S_512_BIT)
            : FloatVector.SPECIES_PREFERRED;

    // Vector constants, not scalars broadcast where they are used: where the JIT does not inline a broadcast it allocates.
    private static final FloatVector LOWEST = broadcast(-87f);
    private static final FloatVector HIGHEST = broadcast(88f);
    private static final FloatVector LOG2_E = broadcast((float) 1.4426950408889634);
    private static final FloatVector MINUS_LN2_HIGH = broadcast((float) -0.693359375);
    private static final FloatVector MINUS_LN2_LOW = broadcast((float) 2.12194440e-4);
    /** Adding 1.5 * 2^23 rounds a small float to an integer and leaves that integer in its low bits. */
    private static final FloatVector ROUND = broadcast(12582912f);
    private static final FloatVector C5 = broadcast((float) 1.9875691500e-4);
    private static final FloatVector C4 = broadcast((float) 1.3981999507e-3);
    private static final FloatVector C3 = broadcast((float) 8.3334519073e-3);
    private static final FloatVector C2 = broadcast((float) 4.1665795894e-2);
    private static final FloatVector C1 = broadcast((float) 1.6666665459e-1);
    private static final FloatVector C0 = broadcast((float) 5.0000001201e-1);
    private static final FloatVector ONE = broadcast(1f);
    private static final IntVector BIAS = ONE.reinterpretAsInts();
    private static final IntVector ROUND_BITS = ROUND.reinterpretAsInts();
    private static final IntVector ROOT_HALF_BITS = broadcast((float) 0.70710678).reinterpretAsInts();
    private static final FloatVector HALF = broadcast(-0.5f);
    private static final FloatVector LN2_HIGH = broadcast((float) 0.693359375);
    private static final FloatVector LN2_LOW = broadcast((float) -2.12194440e-4);
    private static final FloatVector L8 = broadcast((float) 7.0376836292e-2);
    private static final FloatVector L7 = broadcast((float) -1.1514610310e-1);
    private static final FloatVector L6 = broadcast((float) 1.1676998740e-1);
    private static final FloatVector L5 = broadcast((float) -1.2420140846e-1);
    private static final FloatVector L4 = broadcast((float) 1.4249322787e-1);
    private static final FloatVector L3 = broadcast((float) -1.6668057665e-1);
    private static final FloatVector L2 = broadcast((float) 2.0000714765e-1);
    private static final FloatVector L1 = broadcast((float) -2.4999993993e-1);
    private static final FloatVector L0 = broadcast((float) 3.3333331174e-1);

    private Lanes() {}

    /** The number of floats of an activation. */
    public static int size(int time, int channels) {
        return Math.multiplyExact(Math.multiplyExact(time, channels), WIDTH);
    }

    /** The position of {@code [t][channel][lane]} in an activation of {@code channels} channels. */
    public static int index(int t, int channel, int lane, int channels) {
        return (t * channels + channel) * WIDTH + lane;
    }

    /**
     * e^x with a relative error below 2e-7 for x in [-87, 88], clamped outside. A degree-5 polynomial after reduction by
     * multiples of ln 2, in fused multiply-adds only.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector above = x.blend(LOWEST, x.lt(LOWEST)); // max and min, which mind the sign of zero, take several times as long
        FloatVector clamped = above.blend(HIGHEST, HIGHEST.lt(above));
        FloatVector shifted = clamped.fma(LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, clamped));
        FloatVector p = C5.fma(r, C4).fma(r, C3).fma(r, C2).fma(r, C1).fma(r, C0).fma(r.mul(r), r.add(ONE));
        return p.mul(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(BIAS).reinterpretAsFloats());
    }

    /** 1 / (1 + e^-x). */
    public static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }

    /**
     * ln x for normal x &gt; 0, absolute error below 1e-7 for x in [1/2, 2] and relative error below 2e-7 elsewhere. A degree-8
     * polynomial after taking out the exponent (coefficients of Cephes' logf).
     */
    public static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector exponent = bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector z = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(ONE);
        FloatVector n = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
        FloatVector square = z.mul(z);
        FloatVector p = L8.fma(z, L7).fma(z, L6).fma(z, L5).fma(z, L4).fma(z, L3).fma(z, L2).fma(z, L1).fma(z, L0);
        FloatVector tail = square.fma(HALF, n.fma(LN2_LOW, p.mul(z).mul(square)));
        return n.fma(LN2_HIGH, z.add(tail));
    }

    /** ln(1 + e^x), without overflow. */
    public static FloatVector softplus(FloatVector x) {
        return x.max(0f).add(log(exp(x.abs().neg()).add(ONE)));
    }

    /** The vector with {@code value} in every lane. */
    public static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}

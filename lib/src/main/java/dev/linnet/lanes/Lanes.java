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
        FloatVector clamped = x.max(LOWEST).min(HIGHEST);
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

    /** The vector with {@code value} in every lane. */
    public static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}

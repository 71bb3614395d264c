package dev.linnet.odeen.transformer;

import dev.linnet.attention.matrix.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Elementwise arithmetic on whole arrays of rows. Counts are multiples of 16, hence of every machine's vectors. */
final class Rows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final FloatVector ZERO = FloatVector.zero(S);

    private Rows() {}

    /** {@code x = max(x, 0)}. */
    static void relu(float[] x, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            v.blend(ZERO, v.compare(VectorOperators.LT, ZERO)).intoArray(x, i);
        }
    }

    /** {@code d = 0} where {@code y}, an output of {@link #relu}, is 0. */
    static void reluBackward(float[] y, float[] d, int count) {
        for (int i = 0; i < count; i += L) {
            var dead = FloatVector.fromArray(S, y, i).compare(VectorOperators.EQ, ZERO);
            FloatVector.fromArray(S, d, i).blend(ZERO, dead).intoArray(d, i);
        }
    }

    /** {@code x *= factors}, x from 0 on and the factors from {@code from} on. */
    static void multiply(float[] x, float[] factors, int from, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(S, x, i).mul(FloatVector.fromArray(S, factors, from + i)).intoArray(x, i);
        }
    }

    /** {@code to += from}. */
    static void add(float[] from, float[] to, int count) {
        add(from, 0, to, 0, count);
    }

    /** {@code to += from}, from two places on. */
    static void add(float[] from, int from0, float[] to, int to0, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(S, to, to0 + i).add(FloatVector.fromArray(S, from, from0 + i)).intoArray(to, to0 + i);
        }
    }

    /** The sum of a vector's numbers in an order of its own, whatever the compiler does. */
    static float total(float[] lanes) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < L; i += 4) {
            a += lanes[i];
            b += lanes[i + 1];
            c += lanes[i + 2];
            d += lanes[i + 3];
        }
        return (a + b) + (c + d);
    }
}

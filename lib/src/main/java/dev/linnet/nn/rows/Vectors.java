package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Arithmetic on stretches of arrays, of any length. Sums are added in one order whatever the compiler does, unlike
 * {@code reduceLanes}.
 */
final class Vectors {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Vectors() {}

    /** Σ a b over {@code n} numbers; {@code scratch} has {@link Lanes#COUNT} numbers. */
    static float dot(float[] a, int a0, float[] b, int b0, int n, float[] scratch) {
        FloatVector sum = FloatVector.zero(S);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            sum = FloatVector.fromArray(S, a, a0 + i).fma(FloatVector.fromArray(S, b, b0 + i), sum);
        }
        sum.intoArray(scratch, 0);
        float result = 0;
        for (int i = 0; i < L; i++) {
            result += scratch[i];
        }
        for (int i = whole; i < n; i++) {
            result = Math.fma(a[a0 + i], b[b0 + i], result);
        }
        return result;
    }

    /** {@code to += from}, {@code n} numbers. */
    static void add(float[] from, int from0, float[] to, int to0, int n) {
        for (int i = 0; i < n; i++) {
            to[to0 + i] += from[from0 + i];
        }
    }

    /** {@code to += a * b} elementwise, {@code n} numbers. */
    static void addProduct(float[] a, int a0, float[] b, int b0, float[] to, int to0, int n) {
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, a0 + i);
            x.fma(FloatVector.fromArray(S, b, b0 + i), FloatVector.fromArray(S, to, to0 + i)).intoArray(to, to0 + i);
        }
        for (int i = whole; i < n; i++) {
            to[to0 + i] = Math.fma(a[a0 + i], b[b0 + i], to[to0 + i]);
        }
    }

    /** The partial sums of blocks, {@code [block][columns]}, added to {@code to} in the order of the blocks. */
    static void addBlocks(float[] partial, int blocks, int columns, float[] to, int to0) {
        for (int block = 0; block < blocks; block++) {
            add(partial, block * columns, to, to0, columns);
        }
    }
}

package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Elementwise functions of layers on stretches of arrays, and their derivatives. */
final class Functions {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Functions() {}

    /** 1 / (1 + e^-x). */
    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(S, 1f).div(Exponentials.exp(x.neg()).add(1f));
    }

    /**
     * log(1 + e^x) = max(x, 0) + log(1 + u) with u = e^-|x|; log(1 + u) = 2 artanh(s) with s = u / (2 + u), at most 1/3, as the odd
     * series to s^15: relative error below 3e-7.
     */
    static FloatVector softplus(FloatVector x) {
        FloatVector u = Exponentials.exp(x.abs().neg());
        FloatVector s = u.div(u.add(2f));
        FloatVector s2 = s.mul(s);
        FloatVector p = FloatVector.broadcast(S, 2f / 15);
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 13));
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 11));
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 9));
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 7));
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 5));
        p = p.fma(s2, FloatVector.broadcast(S, 2f / 3));
        p = p.fma(s2, FloatVector.broadcast(S, 2f));
        return p.fma(s, x.max(0f));
    }

    /** {@code to = SiLU(from) = from sigmoid(from)}, {@code n} numbers. */
    static void silu(float[] from, int from0, float[] to, int to0, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector x = FloatVector.fromArray(S, from, from0 + i, m);
            x.mul(sigmoid(x)).intoArray(to, to0 + i, m);
        }
    }

    /** {@code to = SiLU(a) b}, {@code n} numbers from the same place on. */
    static void swish(float[] a, float[] b, float[] to, int at, int n) {
        for (int i = at; i < at + n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, at + n);
            FloatVector x = FloatVector.fromArray(S, a, i, m);
            x.mul(sigmoid(x)).mul(FloatVector.fromArray(S, b, i, m)).intoArray(to, i, m);
        }
    }

    /** The gradients of {@link #swish}: {@code da = d b SiLU'(a)}, {@code db = d SiLU(a)}; db may be d itself, da may not. */
    static void swishBackward(float[] a, float[] b, float[] d, float[] da, float[] db, int at, int n) {
        for (int i = at; i < at + n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, at + n);
            FloatVector x = FloatVector.fromArray(S, a, i, m);
            FloatVector s = sigmoid(x);
            FloatVector silu = x.mul(s);
            FloatVector g = FloatVector.fromArray(S, d, i, m);
            g.mul(FloatVector.fromArray(S, b, i, m)).mul(s.add(silu.sub(silu.mul(s)))).intoArray(da, i, m);
            g.mul(silu).intoArray(db, i, m);
        }
    }

    /** {@code d *= SiLU'(x)}, {@code n} numbers. */
    static void siluBackward(float[] x, int x0, float[] d, int d0, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(S, x, x0 + i, m);
            FloatVector s = sigmoid(v);
            FloatVector silu = v.mul(s);
            FloatVector.fromArray(S, d, d0 + i, m).mul(s.add(silu.sub(silu.mul(s)))).intoArray(d, d0 + i, m);
        }
    }

    /** {@code to = factor sigmoid(from)}, {@code n} numbers from the same place on. */
    static void sigmoid(float[] from, float[] to, int at, int n, float factor) {
        for (int i = at; i < at + n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, at + n);
            sigmoid(FloatVector.fromArray(S, from, i, m)).mul(factor).intoArray(to, i, m);
        }
    }

    /** {@code to = softplus(from)}, {@code n} numbers from the same place on. */
    static void softplus(float[] from, float[] to, int at, int n) {
        for (int i = at; i < at + n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, at + n);
            softplus(FloatVector.fromArray(S, from, i, m)).intoArray(to, i, m);
        }
    }
}

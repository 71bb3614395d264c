package dev.linnet.attention.recurrence;

import dev.linnet.attention.matrix.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * One step of {@link Recurrence} on one state, in single precision: what decoding does for every token. The state is read and
 * written once, in strips of columns that stay in the nearest cache between the two passes of the delta rule.
 */
public final class StateStep {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final int keys;
    private final int columns;
    private final int writes;
    private final boolean delta;

    /**
     * For states of these sizes.
     *
     * @param columns columns of the state
     */
    public StateStep(int keys, int columns, int writes, boolean delta) {
        this.keys = keys;
        this.columns = columns;
        this.writes = writes;
        this.delta = delta;
    }

    /**
     * Changes a state and reads it.
     *
     * @param state holds the {@code keys x columns} state from {@code at}
     * @param alpha forget gate of each key channel
     * @param k     keys of the step's writes, one after the other
     * @param v     values of the writes
     * @param beta  strengths of the writes from {@code beta0}; not read unless delta
     * @param q     scaled query
     * @param o     receives the output, from {@code o0}
     */
    public void step(float[] state, int at, float[] alpha, float[] k, float[] v, float[] beta, int beta0, float[] q,
            float[] o, int o0) {
        int j = 0;
        for (; j <= columns - 4 * L; j += 4 * L) {
            for (int w = 0; w < writes; w++) {
                wide(state, at + j, w == 0 ? alpha : null, k, w * keys, v, w * columns + j,
                        delta ? beta[beta0 + w] : 1f,
                        w == writes - 1 ? q : null, o, o0 + j);
            }
        }
        for (; j < columns; j += L) {
            VectorMask<Float> inside = S.indexInRange(j, columns);
            for (int w = 0; w < writes; w++) {
                narrow(state, at + j, w == 0 ? alpha : null, k, w * keys, v, w * columns + j,
                        delta ? beta[beta0 + w] : 1f,
                        w == writes - 1 ? q : null, o, o0 + j, inside);
            }
        }
    }

    private void wide(float[] s, int at, float[] alpha, float[] k, int k0, float[] v, int v0, float beta, float[] q,
            float[] o, int o0) {
        FloatVector u0 = FloatVector.fromArray(S, v, v0);
        FloatVector u1 = FloatVector.fromArray(S, v, v0 + L);
        FloatVector u2 = FloatVector.fromArray(S, v, v0 + 2 * L);
        FloatVector u3 = FloatVector.fromArray(S, v, v0 + 3 * L);
        if (delta) {
            for (int i = 0; i < keys; i++) {
                FloatVector f = FloatVector.broadcast(S, alpha == null ? -k[k0 + i] : -alpha[i] * k[k0 + i]);
                int row = at + i * columns;
                u0 = f.fma(FloatVector.fromArray(S, s, row), u0);
                u1 = f.fma(FloatVector.fromArray(S, s, row + L), u1);
                u2 = f.fma(FloatVector.fromArray(S, s, row + 2 * L), u2);
                u3 = f.fma(FloatVector.fromArray(S, s, row + 3 * L), u3);
            }
        }
        u0 = u0.mul(beta);
        u1 = u1.mul(beta);
        u2 = u2.mul(beta);
        u3 = u3.mul(beta);
        FloatVector o0v = FloatVector.zero(S);
        FloatVector o1v = FloatVector.zero(S);
        FloatVector o2v = FloatVector.zero(S);
        FloatVector o3v = FloatVector.zero(S);
        for (int i = 0; i < keys; i++) {
            int row = at + i * columns;
            float a = alpha == null ? 1f : alpha[i];
            float y = q == null ? 0f : q[i];
            FloatVector x = FloatVector.broadcast(S, k[k0 + i]);
            FloatVector n0 = x.fma(u0, FloatVector.fromArray(S, s, row).mul(a));
            FloatVector n1 = x.fma(u1, FloatVector.fromArray(S, s, row + L).mul(a));
            FloatVector n2 = x.fma(u2, FloatVector.fromArray(S, s, row + 2 * L).mul(a));
            FloatVector n3 = x.fma(u3, FloatVector.fromArray(S, s, row + 3 * L).mul(a));
            n0.intoArray(s, row);
            n1.intoArray(s, row + L);
            n2.intoArray(s, row + 2 * L);
            n3.intoArray(s, row + 3 * L);
            FloatVector z = FloatVector.broadcast(S, y);
            o0v = z.fma(n0, o0v);
            o1v = z.fma(n1, o1v);
            o2v = z.fma(n2, o2v);
            o3v = z.fma(n3, o3v);
        }
        o0v.intoArray(o, o0);
        o1v.intoArray(o, o0 + L);
        o2v.intoArray(o, o0 + 2 * L);
        o3v.intoArray(o, o0 + 3 * L);
    }

    private void narrow(float[] s, int at, float[] alpha, float[] k, int k0, float[] v, int v0, float beta, float[] q,
            float[] o,
            int o0, VectorMask<Float> inside) {
        FloatVector u = FloatVector.fromArray(S, v, v0, inside);
        if (delta) {
            for (int i = 0; i < keys; i++) {
                FloatVector f = FloatVector.broadcast(S, alpha == null ? -k[k0 + i] : -alpha[i] * k[k0 + i]);
                u = f.fma(FloatVector.fromArray(S, s, at + i * columns, inside), u);
            }
        }
        u = u.mul(beta);
        FloatVector sum = FloatVector.zero(S);
        for (int i = 0; i < keys; i++) {
            int row = at + i * columns;
            float a = alpha == null ? 1f : alpha[i];
            FloatVector n = FloatVector.broadcast(S, k[k0 + i]).fma(u, FloatVector.fromArray(S, s, row, inside).mul(a));
            n.intoArray(s, row, inside);
            sum = FloatVector.broadcast(S, q == null ? 0f : q[i]).fma(n, sum);
        }
        sum.intoArray(o, o0, inside);
    }
}

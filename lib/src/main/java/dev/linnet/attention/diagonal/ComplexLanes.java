package dev.linnet.attention.diagonal;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The complex diagonal linear RNN in float for sixteen sequences at once, forward and backward; computes what
 * {@link ComplexRecurrence} does, for every head and lane, from a zero state.
 *
 * <p>Shapes, all {@code [time][channel][lane]} (see {@link Lanes}): q, k {@code [T][H K][16]}, a, b {@code [T][H K/2][16]}, v and o
 * {@code [T][H V][16]}. Arrays may be longer than needed. An object owns its scratch memory: use one per thread.
 */
public final class ComplexLanes {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;

    private final int heads;
    private final int pairs;
    private final int valueWidth;
    private final int stateSize;
    private final float[] adjoint;
    /** States before each step of one head, and the state after the last. */
    private float[] states;

    /** @throws IllegalArgumentException if {@code keyWidth} is odd */
    public ComplexLanes(int heads, int keyWidth, int valueWidth) {
        if (heads < 1 || keyWidth < 2 || keyWidth % 2 != 0 || valueWidth < 1) {
            throw new IllegalArgumentException(
                    "heads, keyWidth and valueWidth are %d, %d and %d; each must be at least 1, and keyWidth even."
                            .formatted(heads, keyWidth, valueWidth));
        }
        this.heads = heads;
        this.pairs = keyWidth / 2;
        this.valueWidth = valueWidth;
        stateSize = keyWidth * valueWidth * WIDTH;
        adjoint = new float[stateSize];
        states = new float[stateSize];
    }

    /** The outputs {@code o} of {@code time} tokens. */
    public void forward(float[] q, float[] k, float[] v, float[] a, float[] b, float[] o, int time) {
        requireSizes(q, k, v, a, b, o, time);
        for (int head = 0; head < heads; head++) {
            Arrays.fill(states, 0, stateSize, 0f);
            for (int t = 0; t < time; t++) {
                step(0, 0, k, v, a, b, t, head);
                read(q, o, t, head);
            }
        }
    }

    /** The gradients of Σ dO ⊙ o; overwrites dq, dk, dv, da and db. The states are recomputed. */
    public void backward(float[] q, float[] k, float[] v, float[] a, float[] b, float[] dO, float[] dq, float[] dk,
            float[] dv, float[] da, float[] db, int time) {
        requireSizes(q, k, v, a, b, dO, time);
        int needed = Math.multiplyExact(time + 1, stateSize);
        if (states.length < needed) {
            states = new float[needed];
        }
        for (int head = 0; head < heads; head++) {
            Arrays.fill(states, 0, stateSize, 0f);
            for (int t = 0; t < time; t++) {
                step(t * stateSize, (t + 1) * stateSize, k, v, a, b, t, head);
            }
            Arrays.fill(adjoint, 0f);
            for (int t = time - 1; t >= 0; t--) {
                stepBackward(q, k, v, a, b, dO, dq, dk, dv, da, db, t, head);
            }
        }
    }

    private void requireSizes(float[] q, float[] k, float[] v, float[] a, float[] b, float[] o, int time) {
        int gates = Lanes.size(time, heads * pairs);
        int values = Lanes.size(time, heads * valueWidth);
        if (q.length < 2 * gates || k.length < 2 * gates || a.length < gates || b.length < gates
                || v.length < values || o.length < values) {
            throw new IllegalArgumentException(
                    "q, k, a, b, v, outputs have %d, %d, %d, %d, %d, %d numbers; [time][channel][lane] needs %d, %d, %d, %d, %d, %d."
                            .formatted(q.length, k.length, a.length, b.length, v.length, o.length, 2 * gates, 2 * gates,
                                    gates, gates, values, values));
        }
    }

    private int gate(int t, int head, int p) {
        return ((t * heads + head) * pairs + p) * WIDTH;
    }

    private int key(int t, int head, int i) {
        return ((t * heads + head) * 2 * pairs + i) * WIDTH;
    }

    private int value(int t, int head, int j) {
        return ((t * heads + head) * valueWidth + j) * WIDTH;
    }

    private static FloatVector at(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }

    private void step(int from, int to, float[] k, float[] v, float[] a, float[] b, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int p = 0; p < pairs; p++) {
                FloatVector k0 = at(k, key(t, head, 2 * p) + l);
                FloatVector k1 = at(k, key(t, head, 2 * p + 1) + l);
                FloatVector ap = at(a, gate(t, head, p) + l);
                FloatVector bp = at(b, gate(t, head, p) + l);
                for (int j = 0; j < valueWidth; j++) {
                    int real = (2 * p * valueWidth + j) * WIDTH + l;
                    int imaginary = real + valueWidth * WIDTH;
                    FloatVector vj = at(v, value(t, head, j) + l);
                    FloatVector s0 = at(states, from + real);
                    FloatVector s1 = at(states, from + imaginary);
                    ap.fma(s0, bp.neg().fma(s1, k0.mul(vj))).intoArray(states, to + real);
                    bp.fma(s0, ap.fma(s1, k1.mul(vj))).intoArray(states, to + imaginary);
                }
            }
        }
    }

    private void read(float[] q, float[] o, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int i = 0; i < 2 * pairs; i++) {
                    sum = at(q, key(t, head, i) + l).fma(at(states, (i * valueWidth + j) * WIDTH + l), sum);
                }
                sum.intoArray(o, value(t, head, j) + l);
            }
        }
    }

    private void stepBackward(float[] q, float[] k, float[] v, float[] a, float[] b, float[] dO, float[] dq,
            float[] dk, float[] dv, float[] da, float[] db, int t, int head) {
        int before = t * stateSize;
        int after = before + stateSize;
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector.zero(SPECIES).intoArray(dv, value(t, head, j) + l);
            }
            for (int p = 0; p < pairs; p++) {
                int key0 = key(t, head, 2 * p) + l;
                int key1 = key(t, head, 2 * p + 1) + l;
                FloatVector ap = at(a, gate(t, head, p) + l);
                FloatVector bp = at(b, gate(t, head, p) + l);
                FloatVector dq0 = FloatVector.zero(SPECIES);
                FloatVector dq1 = dq0;
                FloatVector dk0 = dq0;
                FloatVector dk1 = dq0;
                FloatVector dap = dq0;
                FloatVector dbp = dq0;
                for (int j = 0; j < valueWidth; j++) {
                    int real = (2 * p * valueWidth + j) * WIDTH + l;
                    int imaginary = real + valueWidth * WIDTH;
                    int vj = value(t, head, j) + l;
                    FloatVector doj = at(dO, vj);
                    FloatVector d0 = at(q, key0).fma(doj, at(adjoint, real));
                    FloatVector d1 = at(q, key1).fma(doj, at(adjoint, imaginary));
                    dq0 = doj.fma(at(states, after + real), dq0);
                    dq1 = doj.fma(at(states, after + imaginary), dq1);
                    at(k, key0).fma(d0, at(k, key1).fma(d1, at(dv, vj))).intoArray(dv, vj);
                    dk0 = d0.fma(at(v, vj), dk0);
                    dk1 = d1.fma(at(v, vj), dk1);
                    FloatVector s0 = at(states, before + real);
                    FloatVector s1 = at(states, before + imaginary);
                    dap = d0.fma(s0, d1.fma(s1, dap));
                    dbp = d1.fma(s0, d0.neg().fma(s1, dbp));
                    ap.fma(d0, bp.mul(d1)).intoArray(adjoint, real);
                    ap.fma(d1, bp.mul(d0).neg()).intoArray(adjoint, imaginary);
                }
                dq0.intoArray(dq, key0);
                dq1.intoArray(dq, key1);
                dk0.intoArray(dk, key0);
                dk1.intoArray(dk, key1);
                dap.intoArray(da, gate(t, head, p) + l);
                dbp.intoArray(db, gate(t, head, p) + l);
            }
        }
    }
}

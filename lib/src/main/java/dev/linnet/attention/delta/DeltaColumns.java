package dev.linnet.attention.delta;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a token does to eight columns of a head's state, S {@code [keyWidth][8]}, and backwards to their gradient D, one vector of lanes at a
 * time. The columns of a state do not know of each other, and eight of them stay in the nearest cache.
 *
 * <p>Keys and queries are in the layout of {@link Lanes}; numbers by column (values, errors, outputs and their gradients) lie one vector after
 * the other. Vectors are never handed to other methods here: where the JIT does not inline those, it allocates.
 */
final class DeltaColumns {
    /** Columns of a block. */
    static final int COUNT = 8;

    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;
    private static final int ROW = COUNT * LENGTH;

    private DeltaColumns() {}

    /** e = v - S^T k. */
    static void errors(float[] s, int s0, float[] k, int k0, int keyWidth, float[] v, float[] e, int e0) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, v, 0);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, v, LENGTH);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, v, 2 * LENGTH);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, v, 3 * LENGTH);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, v, 4 * LENGTH);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, v, 5 * LENGTH);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, v, 6 * LENGTH);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, v, 7 * LENGTH);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector minus = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH).neg();
            int at = s0 + i * ROW;
            sum0 = minus.fma(FloatVector.fromArray(SPECIES, s, at), sum0);
            sum1 = minus.fma(FloatVector.fromArray(SPECIES, s, at + LENGTH), sum1);
            sum2 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 2 * LENGTH), sum2);
            sum3 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 3 * LENGTH), sum3);
            sum4 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 4 * LENGTH), sum4);
            sum5 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 5 * LENGTH), sum5);
            sum6 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 6 * LENGTH), sum6);
            sum7 = minus.fma(FloatVector.fromArray(SPECIES, s, at + 7 * LENGTH), sum7);
        }
        sum0.intoArray(e, e0);
        sum1.intoArray(e, e0 + LENGTH);
        sum2.intoArray(e, e0 + 2 * LENGTH);
        sum3.intoArray(e, e0 + 3 * LENGTH);
        sum4.intoArray(e, e0 + 4 * LENGTH);
        sum5.intoArray(e, e0 + 5 * LENGTH);
        sum6.intoArray(e, e0 + 6 * LENGTH);
        sum7.intoArray(e, e0 + 7 * LENGTH);
    }

    /** S' = S + k (β e)^T, from {@code from} to {@code to}. */
    static void write(float[] s, int from, int to, float[] k, int k0, int keyWidth, float[] beta, int b0, float[] e,
            int e0) {
        FloatVector b = FloatVector.fromArray(SPECIES, beta, b0);
        FloatVector w0 = FloatVector.fromArray(SPECIES, e, e0).mul(b);
        FloatVector w1 = FloatVector.fromArray(SPECIES, e, e0 + LENGTH).mul(b);
        FloatVector w2 = FloatVector.fromArray(SPECIES, e, e0 + 2 * LENGTH).mul(b);
        FloatVector w3 = FloatVector.fromArray(SPECIES, e, e0 + 3 * LENGTH).mul(b);
        FloatVector w4 = FloatVector.fromArray(SPECIES, e, e0 + 4 * LENGTH).mul(b);
        FloatVector w5 = FloatVector.fromArray(SPECIES, e, e0 + 5 * LENGTH).mul(b);
        FloatVector w6 = FloatVector.fromArray(SPECIES, e, e0 + 6 * LENGTH).mul(b);
        FloatVector w7 = FloatVector.fromArray(SPECIES, e, e0 + 7 * LENGTH).mul(b);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector key = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH);
            int at = from + i * ROW;
            int next = to + i * ROW;
            key.fma(w0, FloatVector.fromArray(SPECIES, s, at)).intoArray(s, next);
            key.fma(w1, FloatVector.fromArray(SPECIES, s, at + LENGTH)).intoArray(s, next + LENGTH);
            key.fma(w2, FloatVector.fromArray(SPECIES, s, at + 2 * LENGTH)).intoArray(s, next + 2 * LENGTH);
            key.fma(w3, FloatVector.fromArray(SPECIES, s, at + 3 * LENGTH)).intoArray(s, next + 3 * LENGTH);
            key.fma(w4, FloatVector.fromArray(SPECIES, s, at + 4 * LENGTH)).intoArray(s, next + 4 * LENGTH);
            key.fma(w5, FloatVector.fromArray(SPECIES, s, at + 5 * LENGTH)).intoArray(s, next + 5 * LENGTH);
            key.fma(w6, FloatVector.fromArray(SPECIES, s, at + 6 * LENGTH)).intoArray(s, next + 6 * LENGTH);
            key.fma(w7, FloatVector.fromArray(SPECIES, s, at + 7 * LENGTH)).intoArray(s, next + 7 * LENGTH);
        }
    }

    /** The same in place, and then o = S'^T q. */
    static void writeAndRead(float[] s, int s0, float[] k, float[] q, int k0, int keyWidth, float[] beta, int b0,
            float[] e, int e0, float[] o) {
        FloatVector b = FloatVector.fromArray(SPECIES, beta, b0);
        FloatVector w0 = FloatVector.fromArray(SPECIES, e, e0).mul(b);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector w1 = FloatVector.fromArray(SPECIES, e, e0 + LENGTH).mul(b);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, e, e0 + 2 * LENGTH).mul(b);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, e, e0 + 3 * LENGTH).mul(b);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        FloatVector w4 = FloatVector.fromArray(SPECIES, e, e0 + 4 * LENGTH).mul(b);
        FloatVector sum4 = FloatVector.zero(SPECIES);
        FloatVector w5 = FloatVector.fromArray(SPECIES, e, e0 + 5 * LENGTH).mul(b);
        FloatVector sum5 = FloatVector.zero(SPECIES);
        FloatVector w6 = FloatVector.fromArray(SPECIES, e, e0 + 6 * LENGTH).mul(b);
        FloatVector sum6 = FloatVector.zero(SPECIES);
        FloatVector w7 = FloatVector.fromArray(SPECIES, e, e0 + 7 * LENGTH).mul(b);
        FloatVector sum7 = FloatVector.zero(SPECIES);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector key = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH);
            FloatVector query = FloatVector.fromArray(SPECIES, q, k0 + i * WIDTH);
            int at = s0 + i * ROW;
            FloatVector next0 = key.fma(w0, FloatVector.fromArray(SPECIES, s, at));
            next0.intoArray(s, at);
            sum0 = query.fma(next0, sum0);
            FloatVector next1 = key.fma(w1, FloatVector.fromArray(SPECIES, s, at + LENGTH));
            next1.intoArray(s, at + LENGTH);
            sum1 = query.fma(next1, sum1);
            FloatVector next2 = key.fma(w2, FloatVector.fromArray(SPECIES, s, at + 2 * LENGTH));
            next2.intoArray(s, at + 2 * LENGTH);
            sum2 = query.fma(next2, sum2);
            FloatVector next3 = key.fma(w3, FloatVector.fromArray(SPECIES, s, at + 3 * LENGTH));
            next3.intoArray(s, at + 3 * LENGTH);
            sum3 = query.fma(next3, sum3);
            FloatVector next4 = key.fma(w4, FloatVector.fromArray(SPECIES, s, at + 4 * LENGTH));
            next4.intoArray(s, at + 4 * LENGTH);
            sum4 = query.fma(next4, sum4);
            FloatVector next5 = key.fma(w5, FloatVector.fromArray(SPECIES, s, at + 5 * LENGTH));
            next5.intoArray(s, at + 5 * LENGTH);
            sum5 = query.fma(next5, sum5);
            FloatVector next6 = key.fma(w6, FloatVector.fromArray(SPECIES, s, at + 6 * LENGTH));
            next6.intoArray(s, at + 6 * LENGTH);
            sum6 = query.fma(next6, sum6);
            FloatVector next7 = key.fma(w7, FloatVector.fromArray(SPECIES, s, at + 7 * LENGTH));
            next7.intoArray(s, at + 7 * LENGTH);
            sum7 = query.fma(next7, sum7);
        }
        sum0.intoArray(o, 0);
        sum1.intoArray(o, LENGTH);
        sum2.intoArray(o, 2 * LENGTH);
        sum3.intoArray(o, 3 * LENGTH);
        sum4.intoArray(o, 4 * LENGTH);
        sum5.intoArray(o, 5 * LENGTH);
        sum6.intoArray(o, 6 * LENGTH);
        sum7.intoArray(o, 7 * LENGTH);
    }

    /**
     * dq = S do, or dq += S do; D += q do^T; then as {@link #strengthBackward} for the factor that was written last.
     */
    static void readBackward(float[] s, int s0, float[] d, int d0, float[] q, float[] k, int k0, int keyWidth,
            float[] dO, float[] dq, float[] beta, float[] dBeta, int b0, float[] e, int e0, float[] w, float[] dv,
            boolean add) {
        FloatVector o0 = FloatVector.fromArray(SPECIES, dO, 0);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector o1 = FloatVector.fromArray(SPECIES, dO, LENGTH);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector o2 = FloatVector.fromArray(SPECIES, dO, 2 * LENGTH);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector o3 = FloatVector.fromArray(SPECIES, dO, 3 * LENGTH);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        FloatVector o4 = FloatVector.fromArray(SPECIES, dO, 4 * LENGTH);
        FloatVector sum4 = FloatVector.zero(SPECIES);
        FloatVector o5 = FloatVector.fromArray(SPECIES, dO, 5 * LENGTH);
        FloatVector sum5 = FloatVector.zero(SPECIES);
        FloatVector o6 = FloatVector.fromArray(SPECIES, dO, 6 * LENGTH);
        FloatVector sum6 = FloatVector.zero(SPECIES);
        FloatVector o7 = FloatVector.fromArray(SPECIES, dO, 7 * LENGTH);
        FloatVector sum7 = FloatVector.zero(SPECIES);
        for (int i = 0; i < keyWidth; i++) {
            int ki = k0 + i * WIDTH;
            FloatVector query = FloatVector.fromArray(SPECIES, q, ki);
            FloatVector key = FloatVector.fromArray(SPECIES, k, ki);
            FloatVector even = add ? FloatVector.fromArray(SPECIES, dq, ki) : FloatVector.zero(SPECIES);
            FloatVector odd = FloatVector.zero(SPECIES);
            int at = d0 + i * ROW;
            int state = s0 + i * ROW;
            FloatVector grad0 = query.fma(o0, FloatVector.fromArray(SPECIES, d, at));
            grad0.intoArray(d, at);
            even = o0.fma(FloatVector.fromArray(SPECIES, s, state), even);
            sum0 = key.fma(grad0, sum0);
            FloatVector grad1 = query.fma(o1, FloatVector.fromArray(SPECIES, d, at + LENGTH));
            grad1.intoArray(d, at + LENGTH);
            odd = o1.fma(FloatVector.fromArray(SPECIES, s, state + LENGTH), odd);
            sum1 = key.fma(grad1, sum1);
            FloatVector grad2 = query.fma(o2, FloatVector.fromArray(SPECIES, d, at + 2 * LENGTH));
            grad2.intoArray(d, at + 2 * LENGTH);
            even = o2.fma(FloatVector.fromArray(SPECIES, s, state + 2 * LENGTH), even);
            sum2 = key.fma(grad2, sum2);
            FloatVector grad3 = query.fma(o3, FloatVector.fromArray(SPECIES, d, at + 3 * LENGTH));
            grad3.intoArray(d, at + 3 * LENGTH);
            odd = o3.fma(FloatVector.fromArray(SPECIES, s, state + 3 * LENGTH), odd);
            sum3 = key.fma(grad3, sum3);
            FloatVector grad4 = query.fma(o4, FloatVector.fromArray(SPECIES, d, at + 4 * LENGTH));
            grad4.intoArray(d, at + 4 * LENGTH);
            even = o4.fma(FloatVector.fromArray(SPECIES, s, state + 4 * LENGTH), even);
            sum4 = key.fma(grad4, sum4);
            FloatVector grad5 = query.fma(o5, FloatVector.fromArray(SPECIES, d, at + 5 * LENGTH));
            grad5.intoArray(d, at + 5 * LENGTH);
            odd = o5.fma(FloatVector.fromArray(SPECIES, s, state + 5 * LENGTH), odd);
            sum5 = key.fma(grad5, sum5);
            FloatVector grad6 = query.fma(o6, FloatVector.fromArray(SPECIES, d, at + 6 * LENGTH));
            grad6.intoArray(d, at + 6 * LENGTH);
            even = o6.fma(FloatVector.fromArray(SPECIES, s, state + 6 * LENGTH), even);
            sum6 = key.fma(grad6, sum6);
            FloatVector grad7 = query.fma(o7, FloatVector.fromArray(SPECIES, d, at + 7 * LENGTH));
            grad7.intoArray(d, at + 7 * LENGTH);
            odd = o7.fma(FloatVector.fromArray(SPECIES, s, state + 7 * LENGTH), odd);
            sum7 = key.fma(grad7, sum7);
            even.add(odd).intoArray(dq, ki);
        }
        FloatVector b = FloatVector.fromArray(SPECIES, beta, b0);
        FloatVector strength = add ? FloatVector.fromArray(SPECIES, dBeta, b0) : FloatVector.zero(SPECIES);
        sum0.intoArray(w, 0);
        sum0.mul(b).intoArray(dv, 0);
        strength = sum0.fma(FloatVector.fromArray(SPECIES, e, e0), strength);
        sum1.intoArray(w, LENGTH);
        sum1.mul(b).intoArray(dv, LENGTH);
        strength = sum1.fma(FloatVector.fromArray(SPECIES, e, e0 + LENGTH), strength);
        sum2.intoArray(w, 2 * LENGTH);
        sum2.mul(b).intoArray(dv, 2 * LENGTH);
        strength = sum2.fma(FloatVector.fromArray(SPECIES, e, e0 + 2 * LENGTH), strength);
        sum3.intoArray(w, 3 * LENGTH);
        sum3.mul(b).intoArray(dv, 3 * LENGTH);
        strength = sum3.fma(FloatVector.fromArray(SPECIES, e, e0 + 3 * LENGTH), strength);
        sum4.intoArray(w, 4 * LENGTH);
        sum4.mul(b).intoArray(dv, 4 * LENGTH);
        strength = sum4.fma(FloatVector.fromArray(SPECIES, e, e0 + 4 * LENGTH), strength);
        sum5.intoArray(w, 5 * LENGTH);
        sum5.mul(b).intoArray(dv, 5 * LENGTH);
        strength = sum5.fma(FloatVector.fromArray(SPECIES, e, e0 + 5 * LENGTH), strength);
        sum6.intoArray(w, 6 * LENGTH);
        sum6.mul(b).intoArray(dv, 6 * LENGTH);
        strength = sum6.fma(FloatVector.fromArray(SPECIES, e, e0 + 6 * LENGTH), strength);
        sum7.intoArray(w, 7 * LENGTH);
        sum7.mul(b).intoArray(dv, 7 * LENGTH);
        strength = sum7.fma(FloatVector.fromArray(SPECIES, e, e0 + 7 * LENGTH), strength);
        strength.intoArray(dBeta, b0);
    }

    /** w = D^T k; dv = β w; dβ = w·e, or dβ += w·e. */
    static void strengthBackward(float[] d, int d0, float[] k, int k0, int keyWidth, float[] beta, float[] dBeta,
            int b0,
            float[] e, int e0, float[] w, float[] dv, boolean add) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        FloatVector sum4 = FloatVector.zero(SPECIES);
        FloatVector sum5 = FloatVector.zero(SPECIES);
        FloatVector sum6 = FloatVector.zero(SPECIES);
        FloatVector sum7 = FloatVector.zero(SPECIES);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector key = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH);
            int at = d0 + i * ROW;
            sum0 = key.fma(FloatVector.fromArray(SPECIES, d, at), sum0);
            sum1 = key.fma(FloatVector.fromArray(SPECIES, d, at + LENGTH), sum1);
            sum2 = key.fma(FloatVector.fromArray(SPECIES, d, at + 2 * LENGTH), sum2);
            sum3 = key.fma(FloatVector.fromArray(SPECIES, d, at + 3 * LENGTH), sum3);
            sum4 = key.fma(FloatVector.fromArray(SPECIES, d, at + 4 * LENGTH), sum4);
            sum5 = key.fma(FloatVector.fromArray(SPECIES, d, at + 5 * LENGTH), sum5);
            sum6 = key.fma(FloatVector.fromArray(SPECIES, d, at + 6 * LENGTH), sum6);
            sum7 = key.fma(FloatVector.fromArray(SPECIES, d, at + 7 * LENGTH), sum7);
        }
        FloatVector b = FloatVector.fromArray(SPECIES, beta, b0);
        FloatVector strength = add ? FloatVector.fromArray(SPECIES, dBeta, b0) : FloatVector.zero(SPECIES);
        sum0.intoArray(w, 0);
        sum0.mul(b).intoArray(dv, 0);
        strength = sum0.fma(FloatVector.fromArray(SPECIES, e, e0), strength);
        sum1.intoArray(w, LENGTH);
        sum1.mul(b).intoArray(dv, LENGTH);
        strength = sum1.fma(FloatVector.fromArray(SPECIES, e, e0 + LENGTH), strength);
        sum2.intoArray(w, 2 * LENGTH);
        sum2.mul(b).intoArray(dv, 2 * LENGTH);
        strength = sum2.fma(FloatVector.fromArray(SPECIES, e, e0 + 2 * LENGTH), strength);
        sum3.intoArray(w, 3 * LENGTH);
        sum3.mul(b).intoArray(dv, 3 * LENGTH);
        strength = sum3.fma(FloatVector.fromArray(SPECIES, e, e0 + 3 * LENGTH), strength);
        sum4.intoArray(w, 4 * LENGTH);
        sum4.mul(b).intoArray(dv, 4 * LENGTH);
        strength = sum4.fma(FloatVector.fromArray(SPECIES, e, e0 + 4 * LENGTH), strength);
        sum5.intoArray(w, 5 * LENGTH);
        sum5.mul(b).intoArray(dv, 5 * LENGTH);
        strength = sum5.fma(FloatVector.fromArray(SPECIES, e, e0 + 5 * LENGTH), strength);
        sum6.intoArray(w, 6 * LENGTH);
        sum6.mul(b).intoArray(dv, 6 * LENGTH);
        strength = sum6.fma(FloatVector.fromArray(SPECIES, e, e0 + 6 * LENGTH), strength);
        sum7.intoArray(w, 7 * LENGTH);
        sum7.mul(b).intoArray(dv, 7 * LENGTH);
        strength = sum7.fma(FloatVector.fromArray(SPECIES, e, e0 + 7 * LENGTH), strength);
        strength.intoArray(dBeta, b0);
    }

    /** dk = β (D e - S w), or dk += that; D -= β k w^T. */
    static void writeBackward(float[] s, int s0, float[] d, int d0, float[] k, int k0, int keyWidth, float[] beta,
            int b0,
            float[] e, int e0, float[] w, float[] dk, boolean add) {
        FloatVector b = FloatVector.fromArray(SPECIES, beta, b0);
        FloatVector error0 = FloatVector.fromArray(SPECIES, e, e0);
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, 0);
        FloatVector error1 = FloatVector.fromArray(SPECIES, e, e0 + LENGTH);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, LENGTH);
        FloatVector error2 = FloatVector.fromArray(SPECIES, e, e0 + 2 * LENGTH);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, 2 * LENGTH);
        FloatVector error3 = FloatVector.fromArray(SPECIES, e, e0 + 3 * LENGTH);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, 3 * LENGTH);
        FloatVector error4 = FloatVector.fromArray(SPECIES, e, e0 + 4 * LENGTH);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, 4 * LENGTH);
        FloatVector error5 = FloatVector.fromArray(SPECIES, e, e0 + 5 * LENGTH);
        FloatVector w5 = FloatVector.fromArray(SPECIES, w, 5 * LENGTH);
        FloatVector error6 = FloatVector.fromArray(SPECIES, e, e0 + 6 * LENGTH);
        FloatVector w6 = FloatVector.fromArray(SPECIES, w, 6 * LENGTH);
        FloatVector error7 = FloatVector.fromArray(SPECIES, e, e0 + 7 * LENGTH);
        FloatVector w7 = FloatVector.fromArray(SPECIES, w, 7 * LENGTH);
        for (int i = 0; i < keyWidth; i++) {
            int ki = k0 + i * WIDTH;
            FloatVector minus = FloatVector.fromArray(SPECIES, k, ki).mul(b).neg();
            FloatVector written = FloatVector.zero(SPECIES);
            FloatVector erased = FloatVector.zero(SPECIES);
            int at = d0 + i * ROW;
            int state = s0 + i * ROW;
            FloatVector grad0 = FloatVector.fromArray(SPECIES, d, at);
            written = grad0.fma(error0, written);
            erased = w0.fma(FloatVector.fromArray(SPECIES, s, state), erased);
            minus.fma(w0, grad0).intoArray(d, at);
            FloatVector grad1 = FloatVector.fromArray(SPECIES, d, at + LENGTH);
            written = grad1.fma(error1, written);
            erased = w1.fma(FloatVector.fromArray(SPECIES, s, state + LENGTH), erased);
            minus.fma(w1, grad1).intoArray(d, at + LENGTH);
            FloatVector grad2 = FloatVector.fromArray(SPECIES, d, at + 2 * LENGTH);
            written = grad2.fma(error2, written);
            erased = w2.fma(FloatVector.fromArray(SPECIES, s, state + 2 * LENGTH), erased);
            minus.fma(w2, grad2).intoArray(d, at + 2 * LENGTH);
            FloatVector grad3 = FloatVector.fromArray(SPECIES, d, at + 3 * LENGTH);
            written = grad3.fma(error3, written);
            erased = w3.fma(FloatVector.fromArray(SPECIES, s, state + 3 * LENGTH), erased);
            minus.fma(w3, grad3).intoArray(d, at + 3 * LENGTH);
            FloatVector grad4 = FloatVector.fromArray(SPECIES, d, at + 4 * LENGTH);
            written = grad4.fma(error4, written);
            erased = w4.fma(FloatVector.fromArray(SPECIES, s, state + 4 * LENGTH), erased);
            minus.fma(w4, grad4).intoArray(d, at + 4 * LENGTH);
            FloatVector grad5 = FloatVector.fromArray(SPECIES, d, at + 5 * LENGTH);
            written = grad5.fma(error5, written);
            erased = w5.fma(FloatVector.fromArray(SPECIES, s, state + 5 * LENGTH), erased);
            minus.fma(w5, grad5).intoArray(d, at + 5 * LENGTH);
            FloatVector grad6 = FloatVector.fromArray(SPECIES, d, at + 6 * LENGTH);
            written = grad6.fma(error6, written);
            erased = w6.fma(FloatVector.fromArray(SPECIES, s, state + 6 * LENGTH), erased);
            minus.fma(w6, grad6).intoArray(d, at + 6 * LENGTH);
            FloatVector grad7 = FloatVector.fromArray(SPECIES, d, at + 7 * LENGTH);
            written = grad7.fma(error7, written);
            erased = w7.fma(FloatVector.fromArray(SPECIES, s, state + 7 * LENGTH), erased);
            minus.fma(w7, grad7).intoArray(d, at + 7 * LENGTH);
            FloatVector before = add ? FloatVector.fromArray(SPECIES, dk, ki) : FloatVector.zero(SPECIES);
            b.fma(written.sub(erased), before).intoArray(dk, ki);
        }
    }

    /** S' = α S, from {@code from} to {@code to}. */
    static void decay(float[] s, int from, int to, int size, float[] gates, int g0) {
        FloatVector gate = FloatVector.fromArray(SPECIES, gates, g0);
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector.fromArray(SPECIES, s, from + i).mul(gate).intoArray(s, to + i);
        }
    }

    /** dα = Σ D ⊙ S, or dα += that; D <- α D. */
    static void decayBackward(float[] s, int s0, int size, float[] d, int d0, float[] gates, float[] dGates, int g0,
            boolean add) {
        FloatVector gate = FloatVector.fromArray(SPECIES, gates, g0);
        FloatVector sum = add ? FloatVector.fromArray(SPECIES, dGates, g0) : FloatVector.zero(SPECIES);
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector di = FloatVector.fromArray(SPECIES, d, d0 + i);
            sum = di.fma(FloatVector.fromArray(SPECIES, s, s0 + i), sum);
            di.mul(gate).intoArray(d, d0 + i);
        }
        sum.intoArray(dGates, g0);
    }
}

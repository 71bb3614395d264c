package dev.linnet.attention.diagonal;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a token does to four columns of a head's state, S {@code [keyWidth][4]}, and backwards to their gradient D, one vector of lanes at a
 * time. The columns of a state do not know of each other, and four of them stay in the nearest cache.
 *
 * <p>Keys, queries and gates are in the layout of {@link Lanes}; numbers by column (values, outputs and their gradients) lie one vector after
 * the other. Vectors are never handed to other methods here: where the JIT does not inline those, it allocates.
 */
final class DiagonalColumns {
    /** Columns of a block. */
    static final int COUNT = 4;

    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;
    private static final int ROW = COUNT * LENGTH;

    private DiagonalColumns() {}

    /** S' = diag(a) S + k v^T, from {@code from} to {@code to}. */
    static void step(float[] s, int from, int to, float[] k, float[] gates, int k0, int keyWidth, float[] v) {
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, 0);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, LENGTH);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, 2 * LENGTH);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, 3 * LENGTH);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector key = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH);
            FloatVector gate = FloatVector.fromArray(SPECIES, gates, k0 + i * WIDTH);
            int at = from + i * ROW;
            int next = to + i * ROW;
            gate.fma(FloatVector.fromArray(SPECIES, s, at), key.mul(v0)).intoArray(s, next);
            gate.fma(FloatVector.fromArray(SPECIES, s, at + LENGTH), key.mul(v1)).intoArray(s, next + LENGTH);
            gate.fma(FloatVector.fromArray(SPECIES, s, at + 2 * LENGTH), key.mul(v2)).intoArray(s, next + 2 * LENGTH);
            gate.fma(FloatVector.fromArray(SPECIES, s, at + 3 * LENGTH), key.mul(v3)).intoArray(s, next + 3 * LENGTH);
        }
    }

    /** S' = diag(a) S + k v^T in place; o = S'^T q. */
    static void stepAndRead(float[] s, int s0, float[] k, float[] gates, float[] q, int k0, int keyWidth, float[] v,
            float[] out) {
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, 0);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, LENGTH);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, 2 * LENGTH);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, 3 * LENGTH);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < keyWidth; i++) {
            FloatVector key = FloatVector.fromArray(SPECIES, k, k0 + i * WIDTH);
            FloatVector gate = FloatVector.fromArray(SPECIES, gates, k0 + i * WIDTH);
            FloatVector query = FloatVector.fromArray(SPECIES, q, k0 + i * WIDTH);
            int at = s0 + i * ROW;
            FloatVector next0 = gate.fma(FloatVector.fromArray(SPECIES, s, at), key.mul(v0));
            next0.intoArray(s, at);
            sum0 = query.fma(next0, sum0);
            FloatVector next1 = gate.fma(FloatVector.fromArray(SPECIES, s, at + LENGTH), key.mul(v1));
            next1.intoArray(s, at + LENGTH);
            sum1 = query.fma(next1, sum1);
            FloatVector next2 = gate.fma(FloatVector.fromArray(SPECIES, s, at + 2 * LENGTH), key.mul(v2));
            next2.intoArray(s, at + 2 * LENGTH);
            sum2 = query.fma(next2, sum2);
            FloatVector next3 = gate.fma(FloatVector.fromArray(SPECIES, s, at + 3 * LENGTH), key.mul(v3));
            next3.intoArray(s, at + 3 * LENGTH);
            sum3 = query.fma(next3, sum3);
        }
        sum0.intoArray(out, 0);
        sum1.intoArray(out, LENGTH);
        sum2.intoArray(out, 2 * LENGTH);
        sum3.intoArray(out, 3 * LENGTH);
    }

    /**
     * The gradients of one step from state S: D += q do^T; dq = a ⊙ (S do) + k (v·do), which is S' do; dv = D^T k; dk = D v; da = D ⊙ S summed
     * over columns; D &lt;- diag(a) D. Adds to dq, dk and da if {@code add}.
     */
    static void backward(float[] s, int s0, float[] d, int d0, float[] q, float[] k, float[] gates, int k0,
            int keyWidth, float[] v, float[] dO, float[] dq, float[] dk, float[] dGates, float[] dv, boolean add) {
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, 0);
        FloatVector o0 = FloatVector.fromArray(SPECIES, dO, 0);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, LENGTH);
        FloatVector o1 = FloatVector.fromArray(SPECIES, dO, LENGTH);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, 2 * LENGTH);
        FloatVector o2 = FloatVector.fromArray(SPECIES, dO, 2 * LENGTH);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, 3 * LENGTH);
        FloatVector o3 = FloatVector.fromArray(SPECIES, dO, 3 * LENGTH);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        FloatVector product = v0.fma(o0, v1.mul(o1)).add(v2.fma(o2, v3.mul(o3)));
        for (int i = 0; i < keyWidth; i++) {
            int ki = k0 + i * WIDTH;
            FloatVector query = FloatVector.fromArray(SPECIES, q, ki);
            FloatVector key = FloatVector.fromArray(SPECIES, k, ki);
            FloatVector gate = FloatVector.fromArray(SPECIES, gates, ki);
            FloatVector read = FloatVector.zero(SPECIES);
            FloatVector queryGradient = add ? FloatVector.fromArray(SPECIES, dq, ki) : FloatVector.zero(SPECIES);
            FloatVector keyGradient = add ? FloatVector.fromArray(SPECIES, dk, ki) : FloatVector.zero(SPECIES);
            FloatVector gateGradient = add ? FloatVector.fromArray(SPECIES, dGates, ki) : FloatVector.zero(SPECIES);
            int at = d0 + i * ROW;
            int state = s0 + i * ROW;
            FloatVector state0 = FloatVector.fromArray(SPECIES, s, state);
            FloatVector grad0 = query.fma(o0, FloatVector.fromArray(SPECIES, d, at));
            read = o0.fma(state0, read);
            sum0 = key.fma(grad0, sum0);
            keyGradient = grad0.fma(v0, keyGradient);
            gateGradient = grad0.fma(state0, gateGradient);
            grad0.mul(gate).intoArray(d, at);
            FloatVector state1 = FloatVector.fromArray(SPECIES, s, state + LENGTH);
            FloatVector grad1 = query.fma(o1, FloatVector.fromArray(SPECIES, d, at + LENGTH));
            read = o1.fma(state1, read);
            sum1 = key.fma(grad1, sum1);
            keyGradient = grad1.fma(v1, keyGradient);
            gateGradient = grad1.fma(state1, gateGradient);
            grad1.mul(gate).intoArray(d, at + LENGTH);
            FloatVector state2 = FloatVector.fromArray(SPECIES, s, state + 2 * LENGTH);
            FloatVector grad2 = query.fma(o2, FloatVector.fromArray(SPECIES, d, at + 2 * LENGTH));
            read = o2.fma(state2, read);
            sum2 = key.fma(grad2, sum2);
            keyGradient = grad2.fma(v2, keyGradient);
            gateGradient = grad2.fma(state2, gateGradient);
            grad2.mul(gate).intoArray(d, at + 2 * LENGTH);
            FloatVector state3 = FloatVector.fromArray(SPECIES, s, state + 3 * LENGTH);
            FloatVector grad3 = query.fma(o3, FloatVector.fromArray(SPECIES, d, at + 3 * LENGTH));
            read = o3.fma(state3, read);
            sum3 = key.fma(grad3, sum3);
            keyGradient = grad3.fma(v3, keyGradient);
            gateGradient = grad3.fma(state3, gateGradient);
            grad3.mul(gate).intoArray(d, at + 3 * LENGTH);
            gate.fma(read, key.fma(product, queryGradient)).intoArray(dq, ki);
            keyGradient.intoArray(dk, ki);
            gateGradient.intoArray(dGates, ki);
        }
        sum0.intoArray(dv, 0);
        sum1.intoArray(dv, LENGTH);
        sum2.intoArray(dv, 2 * LENGTH);
        sum3.intoArray(dv, 3 * LENGTH);
    }
}

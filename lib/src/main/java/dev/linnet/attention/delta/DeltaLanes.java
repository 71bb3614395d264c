package dev.linnet.attention.delta;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * DeltaNet and DeltaProduct in float for sixteen sequences at once, forward and backward; computes what
 * {@link DeltaRecurrence} does, for every head and lane.
 *
 * <p>Shapes, all {@code [time][channel][lane]} (see {@link Lanes}): q {@code [T][H K][16]}, for each Householder factor j
 * k[j] {@code [T][H K][16]}, v[j] {@code [T][H V][16]}, beta[j] {@code [T][H][16]}, o {@code [T][H V][16]}, states
 * {@code [H][K V][16]}. Arrays may be longer than needed. The attention scale is folded into q by the caller. With gates
 * {@code [T][H][16]} (gated DeltaNet and DeltaProduct, arXiv 2412.06464) the state is multiplied by its token's gate before the
 * first factor.
 *
 * <p>An object owns its scratch memory: use one per thread. Nothing is allocated per call while T does not grow.
 */
public final class DeltaLanes {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int householders;
    private final int stateSize;
    private final float[] adjoint;
    private final float[] w;
    /** States before each micro-step of one head, and the state after the last. */
    private float[] states;
    /** v - S^T k of each micro-step of one head. */
    private float[] errors;

    public DeltaLanes(int heads, int keyWidth, int valueWidth, int householders) {
        this.heads = positive("heads", heads);
        this.keyWidth = positive("keyWidth", keyWidth);
        this.valueWidth = positive("valueWidth", valueWidth);
        this.householders = positive("householders", householders);
        stateSize = keyWidth * valueWidth * WIDTH;
        adjoint = new float[stateSize];
        w = new float[valueWidth * WIDTH];
        states = new float[stateSize];
        errors = new float[valueWidth * WIDTH];
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1.");
        }
        return value;
    }

    /**
     * The outputs {@code o} of {@code time} tokens.
     *
     * @param initialState state before the first token, or null for zero
     * @param finalState   receives the state after the last token, or null
     */
    public void forward(float[] q, float[][] k, float[][] v, float[][] beta, float[] o, int time, float[] initialState,
            float[] finalState) {
        forward(q, k, v, beta, null, o, time, initialState, finalState);
    }

    /** The same with {@code gates}, or without (null). */
    public void forward(float[] q, float[][] k, float[][] v, float[][] beta, float[] gates, float[] o, int time,
            float[] initialState, float[] finalState) {
        requireSizes(q, k, v, beta, gates, time);
        requireSize("o", o, Lanes.size(time, heads * valueWidth));
        for (int head = 0; head < heads; head++) {
            loadState(initialState, head);
            for (int t = 0; t < time; t++) {
                if (gates != null) {
                    decay(0, 0, gates, t, head);
                }
                for (int j = 0; j < householders; j++) {
                    errors(states, 0, k[j], v[j], t, head, 0);
                    write(states, 0, 0, k[j], beta[j], t, head, 0);
                }
                read(states, 0, q, o, t, head);
            }
            if (finalState != null) {
                System.arraycopy(states, 0, finalState, head * stateSize, stateSize);
            }
        }
    }

    /**
     * The gradients of Σ dO ⊙ o + Σ dFinal ⊙ S_T; overwrites dq, dk, dv, dBeta and dInitial. The states are recomputed,
     * so a forward pass need not have run.
     *
     * @param initialState state before the first token, or null for zero
     * @param dFinal       gradient of the state after the last token, or null for zero
     * @param dInitial     receives the gradient of the initial state, or null
     */
    public void backward(float[] q, float[][] k, float[][] v, float[][] beta, float[] initialState, float[] dO,
            float[] dFinal, float[] dq, float[][] dk, float[][] dv, float[][] dBeta, float[] dInitial, int time) {
        backward(q, k, v, beta, null, initialState, dO, dFinal, dq, dk, dv, dBeta, null, dInitial, time);
    }

    /** The same with {@code gates}, whose gradient overwrites {@code dGates}, or without (both null). */
    public void backward(float[] q, float[][] k, float[][] v, float[][] beta, float[] gates, float[] initialState,
            float[] dO, float[] dFinal, float[] dq, float[][] dk, float[][] dv, float[][] dBeta, float[] dGates,
            float[] dInitial, int time) {
        requireSizes(q, k, v, beta, gates, time);
        requireSize("dO", dO, Lanes.size(time, heads * valueWidth));
        reserve(time * (householders + (gates == null ? 0 : 1)));
        for (int head = 0; head < heads; head++) {
            loadState(initialState, head);
            int m = 0;
            for (int t = 0; t < time; t++) {
                if (gates != null) {
                    decay(m * stateSize, (m + 1) * stateSize, gates, t, head);
                    m++;
                }
                for (int j = 0; j < householders; j++, m++) {
                    int state = m * stateSize;
                    errors(states, state, k[j], v[j], t, head, m);
                    write(states, state, state + stateSize, k[j], beta[j], t, head, m);
                }
            }
            if (dFinal == null) {
                Arrays.fill(adjoint, 0f);
            } else {
                System.arraycopy(dFinal, head * stateSize, adjoint, 0, stateSize);
            }
            for (int t = time - 1; t >= 0; t--) {
                readBackward(m * stateSize, q, dO, dq, t, head);
                for (int j = householders - 1; j >= 0; j--) {
                    m--;
                    writeBackward(m, k[j], beta[j], dk[j], dv[j], dBeta[j], t, head);
                }
                if (gates != null) {
                    m--;
                    decayBackward(m * stateSize, gates, dGates, t, head);
                }
            }
            if (dInitial != null) {
                System.arraycopy(adjoint, 0, dInitial, head * stateSize, stateSize);
            }
        }
    }

    private void requireSizes(float[] q, float[][] k, float[][] v, float[][] beta, float[] gates, int time) {
        requireSize("q", q, Lanes.size(time, heads * keyWidth));
        if (gates != null) {
            requireSize("gates", gates, Lanes.size(time, heads));
        }
        if (k.length != householders || v.length != householders || beta.length != householders) {
            throw new IllegalArgumentException(
                    "%d Householder factors need as many keys, values and strengths; got %d, %d and %d."
                            .formatted(householders, k.length, v.length, beta.length));
        }
        for (int j = 0; j < householders; j++) {
            requireSize("k[" + j + "]", k[j], Lanes.size(time, heads * keyWidth));
            requireSize("v[" + j + "]", v[j], Lanes.size(time, heads * valueWidth));
            requireSize("beta[" + j + "]", beta[j], Lanes.size(time, heads));
        }
    }

    private static void requireSize(String name, float[] array, int needed) {
        if (array.length < needed) {
            throw new IllegalArgumentException(
                    "%s has %d numbers; [time][channel][lane] needs %d.".formatted(name, array.length, needed));
        }
    }

    private void reserve(int microSteps) {
        int needed = Math.multiplyExact(microSteps + 1, stateSize);
        if (states.length < needed) {
            states = new float[needed];
            errors = new float[(microSteps + 1) * valueWidth * WIDTH];
        }
    }

    private void loadState(float[] initialState, int head) {
        if (initialState == null) {
            Arrays.fill(states, 0, stateSize, 0f);
        } else {
            System.arraycopy(initialState, head * stateSize, states, 0, stateSize);
        }
    }

    private int key(int t, int head, int i) {
        return ((t * heads + head) * keyWidth + i) * WIDTH;
    }

    private int value(int t, int head, int j) {
        return ((t * heads + head) * valueWidth + j) * WIDTH;
    }

    /** S' = α S. */
    private void decay(int from, int to, float[] gates, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            FloatVector gate = FloatVector.fromArray(SPECIES, gates, (t * heads + head) * WIDTH + l);
            for (int ij = l; ij < stateSize; ij += WIDTH) {
                FloatVector.fromArray(SPECIES, states, from + ij).mul(gate).intoArray(states, to + ij);
            }
        }
    }

    /** dα = Σ D ⊙ S; D <- α D. */
    private void decayBackward(int state, float[] gates, float[] dGates, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            int scalar = (t * heads + head) * WIDTH + l;
            FloatVector gate = FloatVector.fromArray(SPECIES, gates, scalar);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int ij = l; ij < stateSize; ij += WIDTH) {
                FloatVector d = FloatVector.fromArray(SPECIES, adjoint, ij);
                sum = d.fma(FloatVector.fromArray(SPECIES, states, state + ij), sum);
                d.mul(gate).intoArray(adjoint, ij);
            }
            sum.intoArray(dGates, scalar);
        }
    }

    /** e = v - S^T k. */
    private void errors(float[] s, int state, float[] k, float[] v, int t, int head, int m) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector e = FloatVector.fromArray(SPECIES, v, value(t, head, j) + l);
                for (int i = 0; i < keyWidth; i++) {
                    FloatVector ki = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l).neg();
                    FloatVector sij = FloatVector.fromArray(SPECIES, s, state + (i * valueWidth + j) * WIDTH + l);
                    e = ki.fma(sij, e);
                }
                e.intoArray(errors, (m * valueWidth + j) * WIDTH + l);
            }
        }
    }

    /** S' = S + k (β e)^T. */
    private void write(float[] s, int from, int to, float[] k, float[] beta, int t, int head, int m) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            FloatVector b = FloatVector.fromArray(SPECIES, beta, (t * heads + head) * WIDTH + l);
            for (int i = 0; i < keyWidth; i++) {
                FloatVector bk = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l).mul(b);
                for (int j = 0; j < valueWidth; j++) {
                    int ij = (i * valueWidth + j) * WIDTH + l;
                    FloatVector e = FloatVector.fromArray(SPECIES, errors, (m * valueWidth + j) * WIDTH + l);
                    bk.fma(e, FloatVector.fromArray(SPECIES, s, from + ij)).intoArray(s, to + ij);
                }
            }
        }
    }

    /** o = S^T q. */
    private void read(float[] s, int state, float[] q, float[] o, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int i = 0; i < keyWidth; i++) {
                    FloatVector qi = FloatVector.fromArray(SPECIES, q, key(t, head, i) + l);
                    sum = qi.fma(FloatVector.fromArray(SPECIES, s, state + (i * valueWidth + j) * WIDTH + l), sum);
                }
                sum.intoArray(o, value(t, head, j) + l);
            }
        }
    }

    /** dq = S do; D += q do^T. */
    private void readBackward(int state, float[] q, float[] dO, float[] dq, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int i = 0; i < keyWidth; i++) {
                FloatVector qi = FloatVector.fromArray(SPECIES, q, key(t, head, i) + l);
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int j = 0; j < valueWidth; j++) {
                    int ij = (i * valueWidth + j) * WIDTH + l;
                    FloatVector doj = FloatVector.fromArray(SPECIES, dO, value(t, head, j) + l);
                    sum = doj.fma(FloatVector.fromArray(SPECIES, states, state + ij), sum);
                    qi.fma(doj, FloatVector.fromArray(SPECIES, adjoint, ij)).intoArray(adjoint, ij);
                }
                sum.intoArray(dq, key(t, head, i) + l);
            }
        }
    }

    /** w = D^T k; dβ = w·e; dv = β w; dk = β (D e - S w); D -= β k w^T. */
    private void writeBackward(int m, float[] k, float[] beta, float[] dk, float[] dv, float[] dBeta, int t,
            int head) {
        int state = m * stateSize;
        for (int l = 0; l < WIDTH; l += LENGTH) {
            int scalar = (t * heads + head) * WIDTH + l;
            FloatVector b = FloatVector.fromArray(SPECIES, beta, scalar);
            FloatVector dBetaSum = FloatVector.zero(SPECIES);
            for (int j = 0; j < valueWidth; j++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int i = 0; i < keyWidth; i++) {
                    FloatVector ki = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l);
                    sum = ki.fma(FloatVector.fromArray(SPECIES, adjoint, (i * valueWidth + j) * WIDTH + l), sum);
                }
                FloatVector e = FloatVector.fromArray(SPECIES, errors, (m * valueWidth + j) * WIDTH + l);
                dBetaSum = sum.fma(e, dBetaSum);
                sum.intoArray(w, j * WIDTH + l);
                sum.mul(b).intoArray(dv, value(t, head, j) + l);
            }
            dBetaSum.intoArray(dBeta, scalar);
            for (int i = 0; i < keyWidth; i++) {
                FloatVector minusBk = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l).mul(b).neg();
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int j = 0; j < valueWidth; j++) {
                    int ij = (i * valueWidth + j) * WIDTH + l;
                    FloatVector e = FloatVector.fromArray(SPECIES, errors, (m * valueWidth + j) * WIDTH + l);
                    FloatVector wj = FloatVector.fromArray(SPECIES, w, j * WIDTH + l);
                    FloatVector d = FloatVector.fromArray(SPECIES, adjoint, ij);
                    sum = d.fma(e, sum);
                    sum = wj.neg().fma(FloatVector.fromArray(SPECIES, states, state + ij), sum);
                    minusBk.fma(wj, d).intoArray(adjoint, ij);
                }
                sum.mul(b).intoArray(dk, key(t, head, i) + l);
            }
        }
    }
}

package dev.linnet.attention.diagonal;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The diagonal linear RNN in float for sixteen sequences at once, forward and backward; computes what
 * {@link DiagonalRecurrence} does, for every head and lane.
 *
 * <p>Shapes, all {@code [time][channel][lane]} (see {@link Lanes}): q, k, gates {@code [T][H K][16]}, v and o
 * {@code [T][H V][16]}, states {@code [H][K V][16]}. Arrays may be longer than needed. An object owns its scratch memory:
 * use one per thread.
 */
public final class DiagonalLanes {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();
    private static final int WIDTH = Lanes.WIDTH;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int stateSize;
    private final float[] adjoint;
    /** States before each step of one head, and the state after the last. */
    private float[] states;

    public DiagonalLanes(int heads, int keyWidth, int valueWidth) {
        if (heads < 1 || keyWidth < 1 || valueWidth < 1) {
            throw new IllegalArgumentException(
                    "heads, keyWidth and valueWidth are %d, %d and %d; each must be at least 1."
                            .formatted(heads, keyWidth, valueWidth));
        }
        this.heads = heads;
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        stateSize = keyWidth * valueWidth * WIDTH;
        adjoint = new float[stateSize];
        states = new float[stateSize];
    }

    /**
     * The outputs {@code o} of {@code time} tokens.
     *
     * @param initialState state before the first token, or null for zero
     * @param finalState   receives the state after the last token, or null
     */
    public void forward(float[] q, float[] k, float[] v, float[] gates, float[] o, int time, float[] initialState,
            float[] finalState) {
        requireSizes(q, k, v, gates, o, time);
        for (int head = 0; head < heads; head++) {
            loadState(initialState, head);
            for (int t = 0; t < time; t++) {
                step(0, 0, k, v, gates, t, head);
                read(q, o, t, head);
            }
            if (finalState != null) {
                System.arraycopy(states, 0, finalState, head * stateSize, stateSize);
            }
        }
    }

    /**
     * The gradients of Σ dO ⊙ o + Σ dFinal ⊙ S_T; overwrites dq, dk, dv, dGates and dInitial. The states are recomputed,
     * so a forward pass need not have run.
     *
     * @param initialState state before the first token, or null for zero
     * @param dFinal       gradient of the state after the last token, or null for zero
     * @param dInitial     receives the gradient of the initial state, or null
     */
    public void backward(float[] q, float[] k, float[] v, float[] gates, float[] initialState, float[] dO,
            float[] dFinal, float[] dq, float[] dk, float[] dv, float[] dGates, float[] dInitial, int time) {
        requireSizes(q, k, v, gates, dO, time);
        int needed = Math.multiplyExact(time + 1, stateSize);
        if (states.length < needed) {
            states = new float[needed];
        }
        for (int head = 0; head < heads; head++) {
            loadState(initialState, head);
            for (int t = 0; t < time; t++) {
                step(t * stateSize, (t + 1) * stateSize, k, v, gates, t, head);
            }
            if (dFinal == null) {
                Arrays.fill(adjoint, 0f);
            } else {
                System.arraycopy(dFinal, head * stateSize, adjoint, 0, stateSize);
            }
            for (int t = time - 1; t >= 0; t--) {
                stepBackward(q, k, v, gates, dO, dq, dk, dv, dGates, t, head);
            }
            if (dInitial != null) {
                System.arraycopy(adjoint, 0, dInitial, head * stateSize, stateSize);
            }
        }
    }

    private void requireSizes(float[] q, float[] k, float[] v, float[] gates, float[] o, int time) {
        int keys = Lanes.size(time, heads * keyWidth);
        int values = Lanes.size(time, heads * valueWidth);
        if (q.length < keys || k.length < keys || gates.length < keys || v.length < values || o.length < values) {
            throw new IllegalArgumentException(
                    "q, k, gates, v, outputs have %d, %d, %d, %d, %d numbers; [time][channel][lane] needs %d, %d, %d, %d, %d."
                            .formatted(q.length, k.length, gates.length, v.length, o.length, keys, keys, keys, values,
                                    values));
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

    private void step(int from, int to, float[] k, float[] v, float[] gates, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int i = 0; i < keyWidth; i++) {
                FloatVector ki = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l);
                FloatVector a = FloatVector.fromArray(SPECIES, gates, key(t, head, i) + l);
                for (int j = 0; j < valueWidth; j++) {
                    int ij = (i * valueWidth + j) * WIDTH + l;
                    FloatVector write = ki.mul(FloatVector.fromArray(SPECIES, v, value(t, head, j) + l));
                    a.fma(FloatVector.fromArray(SPECIES, states, from + ij), write).intoArray(states, to + ij);
                }
            }
        }
    }

    private void read(float[] q, float[] o, int t, int head) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int i = 0; i < keyWidth; i++) {
                    FloatVector qi = FloatVector.fromArray(SPECIES, q, key(t, head, i) + l);
                    sum = qi.fma(FloatVector.fromArray(SPECIES, states, (i * valueWidth + j) * WIDTH + l), sum);
                }
                sum.intoArray(o, value(t, head, j) + l);
            }
        }
    }

    private void stepBackward(float[] q, float[] k, float[] v, float[] gates, float[] dO, float[] dq, float[] dk,
            float[] dv, float[] dGates, int t, int head) {
        int before = t * stateSize;
        for (int l = 0; l < WIDTH; l += LENGTH) {
            for (int j = 0; j < valueWidth; j++) {
                FloatVector.zero(SPECIES).intoArray(dv, value(t, head, j) + l);
            }
            for (int i = 0; i < keyWidth; i++) {
                FloatVector qi = FloatVector.fromArray(SPECIES, q, key(t, head, i) + l);
                FloatVector ki = FloatVector.fromArray(SPECIES, k, key(t, head, i) + l);
                FloatVector a = FloatVector.fromArray(SPECIES, gates, key(t, head, i) + l);
                FloatVector dqi = FloatVector.zero(SPECIES);
                FloatVector dki = FloatVector.zero(SPECIES);
                FloatVector da = FloatVector.zero(SPECIES);
                for (int j = 0; j < valueWidth; j++) {
                    int ij = (i * valueWidth + j) * WIDTH + l;
                    int vj = value(t, head, j) + l;
                    FloatVector doj = FloatVector.fromArray(SPECIES, dO, vj);
                    FloatVector d = qi.fma(doj, FloatVector.fromArray(SPECIES, adjoint, ij));
                    dqi = doj.fma(FloatVector.fromArray(SPECIES, states, before + stateSize + ij), dqi);
                    ki.fma(d, FloatVector.fromArray(SPECIES, dv, vj)).intoArray(dv, vj);
                    dki = d.fma(FloatVector.fromArray(SPECIES, v, vj), dki);
                    da = d.fma(FloatVector.fromArray(SPECIES, states, before + ij), da);
                    d.mul(a).intoArray(adjoint, ij);
                }
                dqi.intoArray(dq, key(t, head, i) + l);
                dki.intoArray(dk, key(t, head, i) + l);
                da.intoArray(dGates, key(t, head, i) + l);
            }
        }
    }
}

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

    /** Micro-steps of a segment, through which the blocks of columns go one after the other: few enough for the second cache. */
    private static final int SEGMENT = 32;
    private static final int COLUMNS = DeltaColumns.COUNT;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int householders;
    /** Numbers of a block of columns. */
    private final int blockSize;
    /** The state of all blocks of one head, and its gradient. */
    private final float[] current;
    private final float[] adjoint;
    /** Numbers by column: what a kernel reads, and what it writes. */
    private final float[] read = new float[COLUMNS * LENGTH];
    private final float[] written = new float[COLUMNS * LENGTH];
    private final float[] w = new float[COLUMNS * LENGTH];
    /** States of one block: before each micro-step of a segment, and the state after the last. */
    private float[] states;
    /** v - S^T k of each micro-step of a segment. */
    private float[] errors;
    /** States of all blocks before each segment. */
    private float[] checkpoints = new float[0];

    public DeltaLanes(int heads, int keyWidth, int valueWidth, int householders) {
        this.heads = positive("heads", heads);
        this.keyWidth = positive("keyWidth", keyWidth);
        this.valueWidth = positive("valueWidth", valueWidth);
        this.householders = positive("householders", householders);
        blockSize = keyWidth * DeltaColumns.COUNT * LENGTH;
        int blocks = (valueWidth + COLUMNS - 1) / COLUMNS;
        current = new float[Math.multiplyExact(blocks, blockSize)];
        adjoint = new float[current.length];
        states = new float[blockSize];
        errors = new float[(householders + 1) * COLUMNS * LENGTH];
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
        int segment = segment(gates);
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(initialState, head, l, current);
                for (int from = 0; from < time; from += segment) {
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        for (int t = from; t < Math.min(time, from + segment); t++) {
                            token(current, block(j), k, v, beta, gates, q, t, head, l, j, 0, false);
                            scatter(o, value(t, head, j) + l, j);
                        }
                    }
                }
                store(current, finalState, head, l);
            }
        }
    }

    /** The tokens of a segment. */
    private int segment(float[] gates) {
        return Math.max(1, SEGMENT / microSteps(gates));
    }

    private int microSteps(float[] gates) {
        return householders + (gates == null ? 0 : 1);
    }

    private int block(int j) {
        return j / COLUMNS * blockSize;
    }

    /**
     * One token's micro-steps on a block that lies in {@code s} from {@code s0}, in place or ({@code keep}) each to the next place; the errors
     * go to the m-th place and the next ones. Unless q is null (only in place), the token's output is left in {@code written}. Returns the place
     * after the last.
     */
    private int token(float[] s, int s0, float[][] k, float[][] v, float[][] beta, float[] gates, float[] q, int t,
            int head, int l, int j, int m, boolean keep) {
        int place = m;
        int at = s0;
        int stride = keep ? blockSize : 0;
        if (gates != null) {
            DeltaColumns.decay(s, at, at + stride, blockSize, gates, scalar(t, head) + l);
            at += stride;
            place++;
        }
        int key = key(t, head) + l;
        for (int factor = 0; factor < householders; factor++) {
            int e = place * COLUMNS * LENGTH;
            gather(v[factor], value(t, head, j) + l, j);
            DeltaColumns.errors(s, at, k[factor], key, keyWidth, read, errors, e);
            if (q != null && factor == householders - 1) {
                DeltaColumns.writeAndRead(s, at, k[factor], q, key, keyWidth, beta[factor], scalar(t, head) + l, errors,
                        e, written);
            } else {
                DeltaColumns.write(s, at, at + stride, k[factor], key, keyWidth, beta[factor], scalar(t, head) + l,
                        errors, e);
            }
            at += stride;
            place++;
        }
        return place;
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
        int segment = segment(gates);
        int segments = (time + segment - 1) / segment;
        reserve(segment * microSteps(gates), segments);
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(initialState, head, l, current);
                for (int number = 0; number < segments; number++) {
                    System.arraycopy(current, 0, checkpoints, number * current.length, current.length);
                    int last = number + 1 < segments ? (number + 1) * segment : 0; // nobody asks for the last state
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        for (int t = number * segment; t < last; t++) {
                            token(current, block(j), k, v, beta, gates, null, t, head, l, j, 0, false);
                        }
                    }
                }
                load(dFinal, head, l, adjoint);
                for (int number = segments - 1; number >= 0; number--) {
                    int from = number * segment;
                    int to = Math.min(time, from + segment);
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        System.arraycopy(checkpoints, number * current.length + block(j), states, 0, blockSize);
                        int m = 0;
                        for (int t = from; t < to; t++) {
                            m = token(states, m * blockSize, k, v, beta, gates, null, t, head, l, j, m, true);
                        }
                        for (int t = to - 1; t >= from; t--) {
                            gather(dO, value(t, head, j) + l, j);
                            m = tokenBackward(q, k, beta, gates, dq, dk, dv, dBeta, dGates, t, head, l, j, m);
                        }
                    }
                }
                store(adjoint, dInitial, head, l);
            }
        }
    }

    /**
     * Goes back through one token, the gradient of whose output has been gathered: the output and the micro-steps, which end before the
     * m-th. Returns the number of the first.
     */
    private int tokenBackward(float[] q, float[][] k, float[][] beta, float[] gates, float[] dq, float[][] dk,
            float[][] dv, float[][] dBeta, float[] dGates, int t, int head, int l, int j, int m) {
        int key = key(t, head) + l;
        int scalar = scalar(t, head) + l;
        int before = m;
        for (int factor = householders - 1; factor >= 0; factor--) {
            before--;
            int e = before * COLUMNS * LENGTH;
            if (before == m - 1) {
                DeltaColumns.readBackward(states, m * blockSize, adjoint, block(j), q, k[factor], key, keyWidth, read,
                        dq, beta[factor], dBeta[factor], scalar, errors, e, w, written, j > 0);
            } else {
                DeltaColumns.strengthBackward(adjoint, block(j), k[factor], key, keyWidth, beta[factor], dBeta[factor],
                        scalar, errors, e, w, written, j > 0);
            }
            scatter(dv[factor], value(t, head, j) + l, j);
            DeltaColumns.writeBackward(states, before * blockSize, adjoint, block(j), k[factor], key, keyWidth,
                    beta[factor],
                    scalar, errors, e, w, dk[factor], j > 0);
        }
        if (gates != null) {
            before--;
            DeltaColumns.decayBackward(states, before * blockSize, blockSize, adjoint, block(j), gates, dGates, scalar,
                    j > 0);
        }
        return before;
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

    private void reserve(int microSteps, int segments) {
        int needed = (microSteps + 1) * blockSize;
        if (states.length < needed) {
            states = new float[needed];
            errors = new float[(microSteps + 1) * COLUMNS * LENGTH];
        }
        if (checkpoints.length < segments * current.length) {
            checkpoints = new float[segments * current.length];
        }
    }

    private int key(int t, int head) {
        return (t * heads + head) * keyWidth * WIDTH;
    }

    private int value(int t, int head, int j) {
        return ((t * heads + head) * valueWidth + j) * WIDTH;
    }

    private int scalar(int t, int head) {
        return (t * heads + head) * WIDTH;
    }

    /** One head's state in blocks, for the lanes from l on; zeros if it is null, and beyond the last column. */
    private void load(float[] state, int head, int l, float[] blocks) {
        Arrays.fill(blocks, 0f);
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(state, state(head, i, j) + l, blocks, inBlocks(i, j), LENGTH);
                }
            }
        }
    }

    private void store(float[] blocks, float[] state, int head, int l) {
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(blocks, inBlocks(i, j), state, state(head, i, j) + l, LENGTH);
                }
            }
        }
    }

    private int state(int head, int i, int j) {
        return ((head * keyWidth + i) * valueWidth + j) * WIDTH;
    }

    private int inBlocks(int i, int j) {
        return block(j) + (i * COLUMNS + j % COLUMNS) * LENGTH;
    }

    /** Numbers of the columns from j on; zeros beyond the last one, which then add nothing to any sum. */
    private void gather(float[] from, int at, int j) {
        int columns = Math.min(COLUMNS, valueWidth - j);
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(SPECIES, from, at + c * WIDTH).intoArray(read, c * LENGTH);
        }
        for (int c = columns; c < COLUMNS; c++) {
            FloatVector.zero(SPECIES).intoArray(read, c * LENGTH);
        }
    }

    private void scatter(float[] to, int at, int j) {
        int columns = Math.min(COLUMNS, valueWidth - j);
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(SPECIES, written, c * LENGTH).intoArray(to, at + c * WIDTH);
        }
    }
}

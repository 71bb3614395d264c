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
 * <p>The forward pass keeps the errors v - S^T k and some of the states; backwards, a segment's states are written again from these.
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
    /** Vectors that the lanes take. */
    private static final int PARTS = WIDTH / LENGTH;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int householders;
    private final int blocks;
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
    private float[] states = new float[0];
    /** v - S^T k of each micro-step of the last forward pass, by head and block. */
    private float[] errors = new float[0];
    /** States of all heads and blocks before each segment of the last forward pass. */
    private float[] checkpoints = new float[0];
    /** Tokens of the last forward pass, and its micro-steps a token. */
    private int forwardTime;
    private int forwardSteps;

    public DeltaLanes(int heads, int keyWidth, int valueWidth, int householders) {
        this.heads = positive("heads", heads);
        this.keyWidth = positive("keyWidth", keyWidth);
        this.valueWidth = positive("valueWidth", valueWidth);
        this.householders = positive("householders", householders);
        blockSize = Math.multiplyExact(keyWidth, COLUMNS * LENGTH);
        blocks = (valueWidth + COLUMNS - 1) / COLUMNS;
        int size = Math.multiplyExact(blocks, blockSize);
        current = new float[size];
        adjoint = new float[size];
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
        int segments = segments(time, segment);
        reserve(time, segments, microSteps(gates));
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(initialState, head, l, current);
                for (int from = 0; from < time; from += segment) {
                    System.arraycopy(current, 0, checkpoints, checkpoint(head, l, from / segment, segments),
                            current.length);
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        for (int t = from; t < Math.min(time, from + segment); t++) {
                            token(k, v, beta, gates, q, t, head, l, j);
                            scatter(o, value(t, head, j) + l, j);
                        }
                    }
                }
                store(current, finalState, head, l);
            }
        }
    }

    /** The number of a head's lanes from l on. */
    private static int part(int head, int l) {
        return head * PARTS + l / LENGTH;
    }

    /** Where the errors of a token's micro-steps on a block begin. */
    private int error(int head, int l, int j, int t) {
        return ((part(head, l) * blocks + j / COLUMNS) * forwardTime + t) * forwardSteps * COLUMNS * LENGTH;
    }

    /** Where the state before a segment of a head's lanes from l on is. */
    private int checkpoint(int head, int l, int number, int segments) {
        return (part(head, l) * segments + number) * current.length;
    }

    private static int segments(int time, int segment) {
        return (time + segment - 1) / segment;
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

    /** One token's micro-steps on a block of the current state; leaves the token's output in {@code written}. */
    private void token(float[][] k, float[][] v, float[][] beta, float[] gates, float[] q, int t, int head, int l,
            int j) {
        int s = block(j);
        int e = error(head, l, j, t);
        int key = key(t, head) + l;
        int scalar = scalar(t, head) + l;
        if (gates != null) {
            DeltaColumns.decay(current, s, s, blockSize, gates, scalar);
            e += COLUMNS * LENGTH;
        }
        for (int factor = 0; factor < householders; factor++) {
            gather(v[factor], value(t, head, j) + l, j);
            DeltaColumns.errors(current, s, k[factor], key, keyWidth, read, errors, e);
            if (factor == householders - 1) {
                DeltaColumns.writeAndRead(current, s, k[factor], q, key, keyWidth, beta[factor], scalar, errors, e,
                        written);
            } else {
                DeltaColumns.write(current, s, s, k[factor], key, keyWidth, beta[factor], scalar, errors, e);
            }
            e += COLUMNS * LENGTH;
        }
    }

    /** Writes a block's states of a segment again, one after the other; returns how many follow the first. */
    private int again(float[][] k, float[][] beta, float[] gates, int head, int l, int j, int from, int to) {
        int m = 0;
        for (int t = from; t < to; t++) {
            int e = error(head, l, j, t);
            int scalar = scalar(t, head) + l;
            if (gates != null) {
                DeltaColumns.decay(states, place(m), place(m + 1), blockSize, gates, scalar);
                m++;
                e += COLUMNS * LENGTH;
            }
            for (int factor = 0; factor < householders; factor++) {
                DeltaColumns.write(states, place(m), place(m + 1), k[factor], key(t, head) + l, keyWidth, beta[factor],
                        scalar, errors, e);
                m++;
                e += COLUMNS * LENGTH;
            }
        }
        return m;
    }

    /**
     * The gradients of Σ dO ⊙ o + Σ dFinal ⊙ S_T, for the inputs of the last {@link #forward}; overwrites dq, dk, dv, dBeta and dInitial.
     *
     * @param dFinal       gradient of the state after the last token, or null for zero
     * @param dInitial     receives the gradient of the initial state, or null
     * @throws IllegalStateException if the last forward pass was of another number of tokens
     */
    public void backward(float[] q, float[][] k, float[][] v, float[][] beta, float[] dO, float[] dFinal,
            float[] dq, float[][] dk, float[][] dv, float[][] dBeta, float[] dInitial, int time) {
        backward(q, k, v, beta, null, dO, dFinal, dq, dk, dv, dBeta, null, dInitial, time);
    }

    /** The same with {@code gates}, whose gradient overwrites {@code dGates}, or without (both null). */
    public void backward(float[] q, float[][] k, float[][] v, float[][] beta, float[] gates, float[] dO,
            float[] dFinal, float[] dq, float[][] dk, float[][] dv, float[][] dBeta, float[] dGates,
            float[] dInitial, int time) {
        requireSizes(q, k, v, beta, gates, time);
        requireSize("dO", dO, Lanes.size(time, heads * valueWidth));
        if (time != forwardTime || microSteps(gates) != forwardSteps) {
            throw new IllegalStateException(
                    "The last forward pass was of %d tokens of %d micro-steps; the backward pass is to be of %d of %d. Run that of the same inputs first."
                            .formatted(forwardTime, forwardSteps, time, microSteps(gates)));
        }
        int segment = segment(gates);
        int segments = segments(time, segment);
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(dFinal, head, l, adjoint);
                for (int number = segments - 1; number >= 0; number--) {
                    int from = number * segment;
                    int to = Math.min(time, from + segment);
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        System.arraycopy(checkpoints, checkpoint(head, l, number, segments) + block(j), states, 0,
                                blockSize);
                        int m = again(k, beta, gates, head, l, j, from, to);
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
        int e = error(head, l, j, t + 1);
        for (int factor = householders - 1; factor >= 0; factor--) {
            before--;
            e -= COLUMNS * LENGTH;
            if (before == m - 1) {
                DeltaColumns.readBackward(states, place(m), adjoint, block(j), q, k[factor], key, keyWidth, read, dq,
                        beta[factor], dBeta[factor], scalar, errors, e, w, written, j > 0);
            } else {
                DeltaColumns.strengthBackward(adjoint, block(j), k[factor], key, keyWidth, beta[factor], dBeta[factor],
                        scalar, errors, e, w, written, j > 0);
            }
            scatter(dv[factor], value(t, head, j) + l, j);
            DeltaColumns.writeBackward(states, place(before), adjoint, block(j), k[factor], key, keyWidth,
                    beta[factor], scalar, errors, e, w, dk[factor], j > 0);
        }
        if (gates != null) {
            before--;
            DeltaColumns.decayBackward(states, place(before), blockSize, adjoint, block(j), gates, dGates, scalar,
                    j > 0);
        }
        return before;
    }

    /** Where the m-th of the states of a segment is. */
    private int place(int m) {
        return m * blockSize;
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

    private void reserve(int time, int segments, int microSteps) {
        forwardTime = time;
        forwardSteps = microSteps;
        int needed = Math.multiplyExact(Math.multiplyExact(heads * PARTS * blocks, time),
                microSteps * COLUMNS * LENGTH);
        if (errors.length < needed) {
            errors = new float[needed];
        }
        int kept = Math.multiplyExact(heads * PARTS * segments, Math.multiplyExact(blocks, blockSize));
        if (checkpoints.length < kept) {
            checkpoints = new float[kept];
        }
        int written = Math.max(SEGMENT, microSteps) + 1;
        if (states.length < place(written)) {
            states = new float[Math.multiplyExact(written, blockSize)];
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
    private void load(float[] state, int head, int l, float[] to) {
        Arrays.fill(to, 0f);
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(state, state(head, i, j) + l, to, inBlocks(i, j), LENGTH);
                }
            }
        }
    }

    private void store(float[] from, float[] state, int head, int l) {
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(from, inBlocks(i, j), state, state(head, i, j) + l, LENGTH);
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

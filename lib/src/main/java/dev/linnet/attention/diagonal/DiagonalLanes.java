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

    private static final int COLUMNS = DiagonalColumns.COUNT;
    /** Vectors that the lanes take. */
    private static final int PARTS = WIDTH / LENGTH;
    /** Steps of a segment, through which the blocks of columns go one after the other: few enough for the second cache. */
    private static final int SEGMENT = 32;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int blocks;
    /** Numbers of a block of columns. */
    private final int blockSize;
    /** The state of all blocks of one head, and its gradient. */
    private final float[] current;
    private final float[] adjoint;
    /** Numbers by column: what a kernel reads, and what it writes. */
    private final float[] values = new float[COLUMNS * LENGTH];
    private final float[] outputs = new float[COLUMNS * LENGTH];
    private final float[] written = new float[COLUMNS * LENGTH];
    /** States of one block before each step of a segment. */
    private final float[] states;
    /** States of all heads and blocks before each segment of the last forward pass. */
    private float[] checkpoints = new float[0];
    private int forwardTime = -1;

    public DiagonalLanes(int heads, int keyWidth, int valueWidth) {
        if (heads < 1 || keyWidth < 1 || valueWidth < 1) {
            throw new IllegalArgumentException(
                    "heads, keyWidth and valueWidth are %d, %d and %d; each must be at least 1."
                            .formatted(heads, keyWidth, valueWidth));
        }
        this.heads = heads;
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        blockSize = Math.multiplyExact(keyWidth, COLUMNS * LENGTH);
        blocks = (valueWidth + COLUMNS - 1) / COLUMNS;
        current = new float[Math.multiplyExact(blocks, blockSize)];
        adjoint = new float[Math.multiplyExact(blocks, blockSize)];
        states = new float[Math.multiplyExact(SEGMENT, blockSize)];
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
        forwardTime = time;
        int segments = segments(time);
        int needed = Math.multiplyExact(heads * PARTS * segments, Math.multiplyExact(blocks, blockSize));
        if (checkpoints.length < needed) {
            checkpoints = new float[needed];
        }
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(initialState, head, l, current);
                for (int from = 0; from < time; from += SEGMENT) {
                    System.arraycopy(current, 0, checkpoints, checkpoint(head, l, from / SEGMENT, segments),
                            current.length);
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        for (int t = from; t < Math.min(time, from + SEGMENT); t++) {
                            gather(v, value(t, head, j) + l, values, j);
                            DiagonalColumns.stepAndRead(current, block(j), k, gates, q, key(t, head) + l, keyWidth,
                                    values, written);
                            scatter(o, value(t, head, j) + l, j);
                        }
                    }
                }
                store(current, finalState, head, l);
            }
        }
    }

    private int block(int j) {
        return j / COLUMNS * blockSize;
    }

    private static int segments(int time) {
        return (time + SEGMENT - 1) / SEGMENT;
    }

    /** Where the state before a segment of a head's lanes from l on is. */
    private int checkpoint(int head, int l, int number, int segments) {
        return ((head * PARTS + l / LENGTH) * segments + number) * current.length;
    }

    /**
     * The gradients of Σ dO ⊙ o + Σ dFinal ⊙ S_T, for the inputs of the last {@link #forward}; overwrites dq, dk, dv, dGates and dInitial.
     *
     * @param dFinal       gradient of the state after the last token, or null for zero
     * @param dInitial     receives the gradient of the initial state, or null
     * @throws IllegalStateException if the last forward pass was of another number of tokens
     */
    public void backward(float[] q, float[] k, float[] v, float[] gates, float[] dO, float[] dFinal, float[] dq,
            float[] dk, float[] dv, float[] dGates, float[] dInitial, int time) {
        requireSizes(q, k, v, gates, dO, time);
        if (time != forwardTime) {
            throw new IllegalStateException(
                    "The backward pass is to be of %d tokens; the last forward pass was %s. Run that of the same inputs first."
                            .formatted(time, forwardTime < 0 ? "none" : "of " + forwardTime));
        }
        int segments = segments(time);
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(dFinal, head, l, adjoint);
                for (int number = segments - 1; number >= 0; number--) {
                    int from = number * SEGMENT;
                    int to = Math.min(time, from + SEGMENT);
                    for (int j = 0; j < valueWidth; j += COLUMNS) {
                        System.arraycopy(checkpoints, checkpoint(head, l, number, segments) + block(j), states, 0,
                                blockSize);
                        for (int t = from; t < to - 1; t++) {
                            int state = (t - from) * blockSize;
                            step(states, state, state + blockSize, k, v, gates, t, head, l, j);
                        }
                        for (int t = to - 1; t >= from; t--) {
                            gather(v, value(t, head, j) + l, values, j);
                            gather(dO, value(t, head, j) + l, outputs, j);
                            DiagonalColumns.backward(states, (t - from) * blockSize, adjoint, block(j), q, k,
                                    gates,
                                    key(t, head) + l, keyWidth, values, outputs, dq, dk, dGates, written, j > 0);
                            scatter(dv, value(t, head, j) + l, j);
                        }
                    }
                }
                store(adjoint, dInitial, head, l);
            }
        }
    }

    private void step(float[] s, int from, int to, float[] k, float[] v, float[] gates, int t, int head, int l,
            int j) {
        gather(v, value(t, head, j) + l, values, j);
        DiagonalColumns.step(s, from, to, k, gates, key(t, head) + l, keyWidth, values);
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

    private int key(int t, int head) {
        return (t * heads + head) * keyWidth * WIDTH;
    }

    private int value(int t, int head, int j) {
        return ((t * heads + head) * valueWidth + j) * WIDTH;
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
    private void gather(float[] from, int at, float[] to, int j) {
        int columns = Math.min(COLUMNS, valueWidth - j);
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(SPECIES, from, at + c * WIDTH).intoArray(to, c * LENGTH);
        }
        for (int c = columns; c < COLUMNS; c++) {
            FloatVector.zero(SPECIES).intoArray(to, c * LENGTH);
        }
    }

    private void scatter(float[] to, int at, int j) {
        int columns = Math.min(COLUMNS, valueWidth - j);
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(SPECIES, written, c * LENGTH).intoArray(to, at + c * WIDTH);
        }
    }
}

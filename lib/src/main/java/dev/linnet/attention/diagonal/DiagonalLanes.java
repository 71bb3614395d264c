package dev.linnet.attention.diagonal;

import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;
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

    private static final int HEIGHT = DiagonalTiles.HEIGHT;
    private static final int COLUMNS = DiagonalTiles.COLUMNS;
    /** Vectors that the lanes take. */
    private static final int PARTS = WIDTH / LENGTH;
    /** Tokens of a segment, through which the tiles of a state go one after the other: few enough for the nearest caches. */
    public static final int SEGMENT = 16;
    /** Rows of tiles that go through all columns together: what a segment has of their keys stays in the nearest cache. */
    private static final int GROUP = 2;

    private final int heads;
    private final int keyWidth;
    private final int valueWidth;
    private final int keyRows;
    private final int valueRows;
    /** Numbers of a head's state in tiles. */
    private final int stateSize;
    private final Slab slab;
    /** Where a segment's rows of a head begin in the slab, {@code [row of tiles][step]} and {@code [column of tiles][step]}. */
    private final int keys;
    private final int values;
    /** Where a tile before each step of a segment begins in it, and the gradients of all heads' states. */
    private final int states;
    private final int adjoints;
    /** Where the states of all heads begin in it. */
    private final int current;
    /** The states of all heads before each segment of the last forward pass, copied there and back in order: a tile would wait for far memory. */
    private float[] checkpoints = new float[0];
    private int forwardTime = -1;

    public DiagonalLanes(int heads, int keyWidth, int valueWidth) {
        this(heads, keyWidth, valueWidth, new Slab());
    }

    /** The same with its scratch memory in {@code slab}. */
    public DiagonalLanes(int heads, int keyWidth, int valueWidth, Slab slab) {
        if (heads < 1 || keyWidth < 1 || valueWidth < 1) {
            throw new IllegalArgumentException(
                    "heads, keyWidth and valueWidth are %d, %d and %d; each must be at least 1."
                            .formatted(heads, keyWidth, valueWidth));
        }
        this.heads = heads;
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        this.slab = slab;
        keyRows = Math.ceilDiv(keyWidth, HEIGHT);
        valueRows = Math.ceilDiv(valueWidth, COLUMNS);
        stateSize = Math.multiplyExact(Math.multiplyExact(keyRows, valueRows), DiagonalTiles.SIZE);
        keys = slab.take(Math.multiplyExact(keyRows, SEGMENT * DiagonalTiles.KEYS));
        values = slab.take(Math.multiplyExact(valueRows, SEGMENT * DiagonalTiles.VALUES));
        states = slab.take(SEGMENT * DiagonalTiles.SIZE);
        adjoints = slab.take(Math.multiplyExact(heads * PARTS, stateSize));
        current = slab.take(Math.multiplyExact(heads * PARTS, stateSize));
    }

    /**
     * The outputs {@code o} of {@code time} tokens.
     *
     * @param initialState state before the first token, or null for zero
     * @param finalState   receives the state after the last token, or null
     */
    public void forward(float[] q, float[] k, float[] v, float[] gates, float[] o, int time, float[] initialState,
            float[] finalState) {
        beginForward(time, initialState);
        for (int from = 0; from < time; from += SEGMENT) {
            forward(q, k, v, gates, o, from);
        }
        for (int head = 0; finalState != null && head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                store(slab.array(), current(head, l), finalState, head, l);
            }
        }
    }

    /** Begins a forward pass of {@code time} tokens that goes on by {@link #forward(float[], float[], float[], float[], float[], int)}. */
    public void beginForward(int time, float[] initialState) {
        forwardTime = time;
        int needed = Math.multiplyExact(Math.multiplyExact(heads * PARTS, segments(time)), stateSize);
        if (checkpoints.length < needed) {
            checkpoints = new float[needed];
        }
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(initialState, head, l, slab.array(), current(head, l));
            }
        }
    }

    /**
     * The outputs of the {@link #SEGMENT} tokens from {@code from}, a multiple of it, on, or of those that are left, after those before them;
     * the arrays are those of all tokens.
     */
    public void forward(float[] q, float[] k, float[] v, float[] gates, float[] o, int from) {
        int steps = steps(from);
        requireSizes(q, k, v, gates, o, from + steps);
        float[] memory = slab.array();
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                gatherKeys(q, k, gates, from, steps, head, l);
                gatherValues(v, from, steps, head, l);
                int state = current(head, l);
                System.arraycopy(memory, state, checkpoints, checkpoint(head, l, from / SEGMENT), stateSize);
                for (int first = 0; first < keyRows; first += GROUP) {
                    for (int j = 0; j < valueRows; j++) {
                        for (int i = first; i < Math.min(keyRows, first + GROUP); i++) {
                            int tile = tile(i, j);
                            DiagonalTiles.forward(memory, state + tile, keyRow(i), valueRow(j), steps);
                        }
                    }
                }
                scatterValues(DiagonalTiles.OUTPUT, o, value(from, head) + l, steps);
            }
        }
    }

    private int steps(int from) {
        if (from < 0 || from >= forwardTime || from % SEGMENT != 0) {
            throw new IllegalArgumentException(
                    "from is %d; it must be a multiple of %d below the %d tokens of the pass.".formatted(from, SEGMENT,
                            Math.max(0, forwardTime)));
        }
        return Math.min(SEGMENT, forwardTime - from);
    }

    private static int segments(int time) {
        return Math.ceilDiv(time, SEGMENT);
    }

    /** Where the state before a segment of a head's lanes from l on is kept; those of one segment lie side by side. */
    private int checkpoint(int head, int l, int number) {
        return ((number * heads + head) * PARTS + l / LENGTH) * stateSize;
    }

    /** Where the state is that a head's lanes from l on have come to. */
    private int current(int head, int l) {
        return current + (head * PARTS + l / LENGTH) * stateSize;
    }

    private int tile(int i, int j) {
        return (i * valueRows + j) * DiagonalTiles.SIZE;
    }

    private int keyRow(int i) {
        return keys + i * SEGMENT * DiagonalTiles.KEYS;
    }

    private int valueRow(int j) {
        return values + j * SEGMENT * DiagonalTiles.VALUES;
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
        beginBackward(time, dFinal);
        for (int from = (segments(time) - 1) * SEGMENT; from >= 0; from -= SEGMENT) {
            int key = key(from, 0);
            backward(q, k, v, gates, dO, dq, key, dk, key, dv, value(from, 0), dGates, key, from);
        }
        for (int head = 0; dInitial != null && head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                store(slab.array(), adjoint(head, l), dInitial, head, l);
            }
        }
    }

    /**
     * Begins a backward pass that goes on, from the last segment to the first, by
     * {@link #backward(float[], float[], float[], float[], float[], float[], int, int, int, int, int)}.
     *
     * @throws IllegalStateException if the last forward pass was of another number of tokens
     */
    public void beginBackward(int time, float[] dFinal) {
        if (time != forwardTime) {
            throw new IllegalStateException(
                    "The backward pass is to be of %d tokens; the last forward pass was %s. Run that of the same inputs first."
                            .formatted(time, forwardTime < 0 ? "none" : "of " + forwardTime));
        }
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                load(dFinal, head, l, slab.array(), adjoint(head, l));
            }
        }
    }

    /**
     * The gradients of the segment from {@code from} on, after those behind it; the inputs are those of all tokens, the gradients those of the
     * segment alone, in {@code d} from {@code dq}, {@code dk}, {@code dv} and {@code dGates}, which are overwritten.
     */
    public void backward(float[] q, float[] k, float[] v, float[] gates, float[] dO, float[] d, int dq, int dk, int dv,
            int dGates, int from) {
        backward(q, k, v, gates, dO, d, dq, d, dk, d, dv, d, dGates, from);
    }

    private void backward(float[] q, float[] k, float[] v, float[] gates, float[] dO, float[] dq, int dq0, float[] dk,
            int dk0, float[] dv, int dv0, float[] dGates, int dGates0, int from) {
        int steps = steps(from);
        requireSizes(q, k, v, gates, dO, from + steps);
        float[] memory = slab.array();
        for (int head = 0; head < heads; head++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                gatherKeys(q, k, gates, from, steps, head, l);
                clearKeys(steps);
                gatherValues(v, dO, from, steps, head, l);
                int state = current(head, l);
                System.arraycopy(checkpoints, checkpoint(head, l, from / SEGMENT), memory, state, stateSize);
                int gradient = adjoint(head, l);
                for (int first = 0; first < keyRows; first += GROUP) {
                    for (int j = 0; j < valueRows; j++) {
                        for (int i = first; i < Math.min(keyRows, first + GROUP); i++) {
                            int tile = tile(i, j);
                            DiagonalTiles.again(memory, state + tile, states, keyRow(i), valueRow(j), steps);
                            DiagonalTiles.backward(memory, gradient + tile, states, keyRow(i), valueRow(j), steps);
                        }
                    }
                }
                int key = key(0, head) + l;
                scatterKeys(DiagonalTiles.QUERY_GRADIENT, dq, dq0 + key, steps);
                scatterKeys(DiagonalTiles.KEY_GRADIENT, dk, dk0 + key, steps);
                scatterKeys(DiagonalTiles.GATE_GRADIENT, dGates, dGates0 + key, steps);
                scatterValues(DiagonalTiles.VALUE_GRADIENT, dv, dv0 + value(0, head) + l, steps);
            }
        }
    }

    private int adjoint(int head, int l) {
        return adjoints + (head * PARTS + l / LENGTH) * stateSize;
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

    private int value(int t, int head) {
        return (t * heads + head) * valueWidth * WIDTH;
    }

    /** One head's state in tiles, for the lanes from l on, to {@code at}; zeros if it is null, and beyond the last key and column. */
    private void load(float[] state, int head, int l, float[] to, int at) {
        Arrays.fill(to, at, at + stateSize, 0f);
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(state, state(head, i, j) + l, to, at + inTiles(i, j), LENGTH);
                }
            }
        }
    }

    private void store(float[] from, int at, float[] state, int head, int l) {
        if (state != null) {
            for (int i = 0; i < keyWidth; i++) {
                for (int j = 0; j < valueWidth; j++) {
                    System.arraycopy(from, at + inTiles(i, j), state, state(head, i, j) + l, LENGTH);
                }
            }
        }
    }

    private int state(int head, int i, int j) {
        return ((head * keyWidth + i) * valueWidth + j) * WIDTH;
    }

    private int inTiles(int i, int j) {
        return tile(i / HEIGHT, j / COLUMNS) + (i % HEIGHT * COLUMNS + j % COLUMNS) * LENGTH;
    }

    /** Keys, gates and queries of a segment. What there is room for beyond the last key stays zero and adds nothing to any sum. */
    private void gatherKeys(float[] q, float[] k, float[] gates, int from, int steps, int head, int l) {
        float[] memory = slab.array();
        for (int t = 0; t < steps; t++) {
            int at = key(from + t, head) + l;
            for (int i = 0; i < keyWidth; i++) {
                int to = keyPlace(t, i);
                copy(k, at + i * WIDTH, memory, to + DiagonalTiles.KEY);
                copy(gates, at + i * WIDTH, memory, to + DiagonalTiles.GATE);
                copy(q, at + i * WIDTH, memory, to + DiagonalTiles.QUERY);
            }
        }
    }

    /** Zeros for a segment's gradients of keys, gates and queries. */
    private void clearKeys(int steps) {
        float[] memory = slab.array();
        for (int i = 0; i < keyRows; i++) {
            for (int t = 0; t < steps; t++) {
                int at = keyRow(i) + t * DiagonalTiles.KEYS;
                Arrays.fill(memory, at + DiagonalTiles.GRADIENTS, at + DiagonalTiles.KEYS, 0f);
            }
        }
    }

    /** What is at a place in the rows of keys to {@code [steps][H K][16]} from {@code at}. */
    private void scatterKeys(int place, float[] to, int at, int steps) {
        float[] memory = slab.array();
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < keyWidth; i++) {
                copy(memory, keyPlace(t, i) + place, to, at + key(t, 0) + i * WIDTH);
            }
        }
    }

    /** Values of a segment and zeros for their outputs. */
    private void gatherValues(float[] v, int from, int steps, int head, int l) {
        float[] memory = slab.array();
        for (int t = 0; t < steps; t++) {
            int at = value(from + t, head) + l;
            for (int j = 0; j < valueWidth; j++) {
                copy(v, at + j * WIDTH, memory, valuePlace(t, j) + DiagonalTiles.VALUE);
            }
            for (int j = 0; j < valueRows * COLUMNS; j++) {
                FloatVector.zero(SPECIES).intoArray(memory, valuePlace(t, j) + DiagonalTiles.OUTPUT);
            }
        }
    }

    /** Values of a segment, gradients of their outputs, products of both, and zeros for the values' gradients. */
    private void gatherValues(float[] v, float[] dO, int from, int steps, int head, int l) {
        gatherValues(v, from, steps, head, l);
        float[] memory = slab.array();
        for (int t = 0; t < steps; t++) {
            int at = value(from + t, head) + l;
            for (int j = 0; j < valueWidth; j++) {
                copy(dO, at + j * WIDTH, memory, valuePlace(t, j) + DiagonalTiles.OUTPUT);
            }
            for (int j = 0; j < valueRows; j++) {
                DiagonalTiles.beginBackward(memory, valueRow(j) + t * DiagonalTiles.VALUES);
            }
        }
    }

    /** What is at a place in the rows of values to {@code [steps][H V][16]} from {@code at}. */
    private void scatterValues(int place, float[] to, int at, int steps) {
        float[] memory = slab.array();
        for (int t = 0; t < steps; t++) {
            for (int j = 0; j < valueWidth; j++) {
                copy(memory, valuePlace(t, j) + place, to, at + value(t, 0) + j * WIDTH);
            }
        }
    }

    private int keyPlace(int t, int i) {
        return keyRow(i / HEIGHT) + t * DiagonalTiles.KEYS + i % HEIGHT * LENGTH;
    }

    private int valuePlace(int t, int j) {
        return valueRow(j / COLUMNS) + t * DiagonalTiles.VALUES + j % COLUMNS * LENGTH;
    }

    private static void copy(float[] from, int at, float[] to, int place) {
        FloatVector.fromArray(SPECIES, from, at).intoArray(to, place);
    }
}

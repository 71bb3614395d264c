package dev.linnet.attention.gla;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Ahead;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One chunk of one head, padded, and the forward products on it. With G the sums of log gates down the rows, per channel:
 *
 * <pre>
 *     P_rs = sum_i Q_ri K_si exp(G_ri - G_si), s &lt;= r
 *     O = P V + (Q * exp G) S                S &lt;- diag(exp G_last) S + (K * exp(G_last - G))^T V
 * </pre>
 *
 * Where no channel forgets more than e^-30 over the chunk, P is the plain product (Q * exp G) (K * exp -G)^T, whose factors then
 * neither overflow nor lose digits. Otherwise {@link SubChunks} works it out with products of gates only, however hard they are.
 */
final class GlaChunk {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final float GENTLE = -30f;

    /** What the next chunk will touch. */
    final Ahead ahead = new Ahead(9, 4);
    final int keys;
    final int values;
    final int keyWidth;
    final int valueWidth;
    /** Most rows of a chunk, padded. */
    final int width;
    final float[] q;
    final float[] k;
    final Operand v;
    /** Log gates, then, if the chunk is gentle, their sums G; else the gates themselves. */
    final float[] gates;
    /** exp G. */
    final float[] fromStart;
    /** exp(G_last - G). */
    final float[] toEnd;
    /** Q * exp G. */
    final float[] decayedQ;
    /** K * exp(G_last - G). */
    final float[] decayedK;
    /** K * exp(-G); used if the chunk is gentle. */
    final float[] liftedK;
    final float[] p;
    final float[] o;
    final float[] transposed;
    final SubChunks subChunks;
    boolean gentle;
    int rows;
    int padded;
    private final float scale;

    GlaChunk(float scale, Layout layout, int width) {
        this.scale = scale;
        this.width = width;
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(values);
        q = new float[width * keyWidth];
        k = new float[width * keyWidth];
        v = new Operand(values, valueWidth, width);
        gates = new float[width * keyWidth];
        fromStart = new float[width * keyWidth];
        toEnd = new float[width * keyWidth];
        decayedQ = new float[width * keyWidth];
        decayedK = new float[width * keyWidth];
        liftedK = new float[width * keyWidth];
        p = new float[width * width];
        o = new float[width * valueWidth];
        transposed = new float[Math.max(keyWidth, valueWidth) * Math.max(width, keyWidth)];
        subChunks = new SubChunks(this);
    }

    int stateSize() {
        return keyWidth * valueWidth;
    }

    /** What the state needs: keys, values, gates. */
    void loadWrites(FloatInputs in, int firstRow, int newRows) {
        rows = newRows;
        padded = Lanes.padded(rows);
        Blocks.load(in.k(), firstRow * keys, rows, keys, k, keyWidth, padded);
        v.load(in.v(), firstRow * values, rows, padded);
        Blocks.load(in.logDecay(), firstRow * keys, rows, keys, gates, keyWidth, padded);
        gentle = isGentle();
        if (gentle) {
            sumGates();
        } else {
            multiplyGates();
        }
    }

    private boolean isGentle() {
        FloatVector least = FloatVector.zero(S);
        for (int i = 0; i < keyWidth; i += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int r = 0; r < padded; r++) {
                sum = sum.add(FloatVector.fromArray(S, gates, r * keyWidth + i));
            }
            least = least.min(sum);
        }
        return least.reduceLanes(VectorOperators.MIN) >= GENTLE;
    }

    /** From sums of logs, which keep more digits than products. */
    private void sumGates() {
        int last = (padded - 1) * keyWidth;
        for (int i = keyWidth; i < padded * keyWidth; i += L) {
            FloatVector above = FloatVector.fromArray(S, gates, i - keyWidth);
            FloatVector.fromArray(S, gates, i).add(above).intoArray(gates, i);
        }
        Exponentials.exp(gates, fromStart, padded * keyWidth);
        for (int i = 0; i < keyWidth; i += L) {
            FloatVector whole = FloatVector.fromArray(S, fromStart, last + i);
            for (int at = i; at <= last + i; at += keyWidth) {
                FloatVector rest = FloatVector.fromArray(S, k, at).div(FloatVector.fromArray(S, fromStart, at));
                rest.intoArray(liftedK, at);
                rest.mul(whole).intoArray(decayedK, at);
            }
        }
    }

    private void multiplyGates() {
        int n = padded * keyWidth;
        Exponentials.exp(gates, gates, n);
        System.arraycopy(gates, 0, fromStart, 0, keyWidth);
        for (int i = keyWidth; i < n; i += L) {
            FloatVector above = FloatVector.fromArray(S, fromStart, i - keyWidth);
            FloatVector.fromArray(S, gates, i).mul(above).intoArray(fromStart, i);
        }
        java.util.Arrays.fill(toEnd, n - keyWidth, n, 1f);
        for (int i = n - keyWidth - L; i >= 0; i -= L) {
            FloatVector below = FloatVector.fromArray(S, toEnd, i + keyWidth);
            FloatVector.fromArray(S, gates, i + keyWidth).mul(below).intoArray(toEnd, i);
        }
        Blocks.multiply(k, toEnd, decayedK, n);
    }

    void loadQueries(FloatInputs in, int firstRow) {
        Blocks.load(in.q(), firstRow * keys, rows, keys, q, keyWidth, padded);
        if (scale != 1) {
            Blocks.scale(q, padded * keyWidth, scale);
        }
        Blocks.multiply(q, fromStart, decayedQ, padded * keyWidth);
    }

    void scaleQueryGradient(float[] dQ) {
        if (scale != 1) {
            Blocks.scale(dQ, padded * keyWidth, scale);
        }
    }

    /** P of this chunk. */
    void weights() {
        if (gentle) {
            Transpose.transpose(liftedK, keyWidth, padded, keyWidth, transposed, width);
            Multiply.rows(decayedQ, 0, keyWidth, transposed, 0, width, p, 0, width, padded, padded, keyWidth,
                    Triangle.RESULT_LOWER, 1,
                    false, ahead);
            Blocks.clearAbove(p, width, padded);
        } else {
            subChunks.weights();
        }
    }

    /** Whether the chunk's rows lie in the caller's arrays as in a block of outputs. */
    boolean fillsOutputs() {
        return values == valueWidth && rows == padded;
    }

    /** O from P and the state that enters the chunk, into a block of {@code to} that begins at {@code at}. */
    void outputs(float[] state, float[] to, int at) {
        Multiply.rows(p, 0, width, v.array(), v.at(), valueWidth, to, at, valueWidth, padded, valueWidth, padded,
                Triangle.LOWER, 1,
                false, ahead);
        Multiply.rows(decayedQ, 0, keyWidth, state, 0, valueWidth, to, at, valueWidth, padded, valueWidth, keyWidth,
                Triangle.NONE, 1, true, ahead);
    }

    /** The state that leaves the chunk. */
    void advance(float[] state) {
        decayRows(state);
        write(state, true);
    }

    /** What the chunk adds to the decayed state. */
    void write(float[] state, boolean add) {
        Multiply.columns(decayedK, 0, keyWidth, v.array(), v.at(), valueWidth, state, 0, valueWidth, keyWidth,
                valueWidth, padded, Triangle.NONE, 1, add, ahead);
    }

    /** State row i times the decay of channel i over the whole chunk. */
    void decayRows(float[] state) {
        int last = (padded - 1) * keyWidth;
        for (int i = 0; i < keyWidth; i++) {
            Blocks.scale(state, i * valueWidth, valueWidth, fromStart[last + i]);
        }
    }
}

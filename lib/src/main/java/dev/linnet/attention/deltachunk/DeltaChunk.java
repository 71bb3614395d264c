package dev.linnet.attention.deltachunk;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.decay.Decays;
import dev.linnet.attention.matrix.Ahead;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.Solve;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * One chunk of one head, padded, and the forward products on it. Rows are writes, {@code n} to a step; queries are steps, and query i
 * reads after write (i + 1) n - 1. With e, d and E of {@link Decays} over writes, and e_q, E_q their rows at the last writes of steps:
 *
 * <pre>
 *     A = tril(diag(beta) (K K^T * E), -1)
 *     X = V - diag(e) K S                        what is missing under each key, were the chunk's other writes not there
 *     (I + A) U = diag(beta) X                   forward substitution: what the writes add under their keys
 *     P = tril(Q K^T * E_q)
 *     O = P U + diag(e_q) Q S                    S &lt;- total S + (diag(d) K)^T U
 * </pre>
 *
 * Only one solve of width V is needed, since S is at hand when a chunk's turn comes; the papers' W and U (widths K and V) are for
 * working out the chunks at the same time.
 */
final class DeltaChunk {
    final Decays decays;
    final int writes;
    /** What the next chunk will touch. */
    final Ahead ahead = new Ahead(9, 4);
    final int keys;
    final int values;
    final int keyWidth;
    final int valueWidth;
    /** Most rows of a chunk and most queries, padded. */
    final int width;
    final int queryWidth;
    final float[] q;
    final Operand k;
    final Operand v;
    final float[] beta;
    /** K K^T * E below the diagonal, not yet times beta. */
    final float[] overlaps;
    final float[] a;
    final float[] p;
    final float[] u;
    final float[] x;
    final float[] recalled;
    final float[] o;
    /** diag(d) K and diag(e_q) Q; used if anything decays. */
    final float[] decayedK;
    final float[] decayedQ;
    final float[] keysTransposed;
    final float[] fromStartQueries;
    int steps;
    int rows;
    int padded;
    int paddedQueries;
    private final float[] ones;
    private final float scale;

    DeltaChunk(StateRule rule, float scale, Layout layout, int chunkSteps) {
        this.scale = scale;
        writes = rule.writes();
        width = Lanes.padded(chunkSteps * writes);
        queryWidth = Lanes.padded(chunkSteps);
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(values);
        decays = new Decays(rule, width);
        q = new float[queryWidth * keyWidth];
        k = new Operand(keys, keyWidth, width);
        v = new Operand(values, valueWidth, width);
        beta = new float[width];
        overlaps = new float[width * width];
        a = new float[width * width];
        p = new float[queryWidth * width];
        u = new float[width * valueWidth];
        x = new float[width * valueWidth];
        recalled = new float[width * valueWidth];
        o = new float[queryWidth * valueWidth];
        decayedK = new float[decays.none() ? 0 : width * keyWidth];
        decayedQ = new float[decays.none() ? 0 : queryWidth * keyWidth];
        ones = new float[width];
        Arrays.fill(ones, 1f);
        keysTransposed = new float[keyWidth * width];
        fromStartQueries = new float[queryWidth];
    }

    int stateSize() {
        return keyWidth * valueWidth;
    }

    void loadWrites(FloatInputs in, int head, int firstStep, int newSteps) {
        steps = newSteps;
        rows = steps * writes;
        padded = Lanes.padded(rows);
        paddedQueries = Lanes.padded(steps);
        int firstRow = firstStep * writes;
        k.load(in.k(), firstRow * keys, rows, padded);
        v.load(in.v(), firstRow * values, rows, padded);
        Blocks.load(in.beta(), firstRow, 1, rows, beta, padded, 1);
        decays.load(in.logDecay(), head, firstStep, steps, padded);
    }

    void loadQueries(FloatInputs in, int firstStep) {
        Blocks.load(in.q(), firstStep * keys, steps, keys, q, keyWidth, paddedQueries);
        if (scale != 1) {
            Blocks.scale(q, paddedQueries * keyWidth, scale);
        }
        if (!decays.none()) {
            for (int i = 0; i < paddedQueries; i++) {
                fromStartQueries[i] = i < steps ? decays.fromStart()[(i + 1) * writes - 1] : 0f;
            }
        }
    }

    /** A of this chunk, and the decayed keys. */
    void overlaps() {
        Transpose.transpose(k.array(), k.at(), keyWidth, padded, keyWidth, keysTransposed, width);
        Multiply.rows(k.array(), k.at(), keyWidth, keysTransposed, 0, width, overlaps, 0, width, padded, padded,
                keyWidth, Triangle.RESULT_LOWER, 1, false, ahead);
        decays.maskBelow(overlaps, width, padded);
        Blocks.scaleRows(overlaps, beta, a, padded, width);
        if (!decays.none()) {
            Blocks.scaleRows(k.array(), k.at(), decays.toEnd(), decayedK, 0, padded, keyWidth);
        }
    }

    /** P and the decayed queries, after {@link #overlaps}. */
    void weights() {
        Multiply.rows(q, 0, keyWidth, keysTransposed, 0, width, p, 0, width, paddedQueries, padded, keyWidth,
                Triangle.RESULT_LOWER, writes, false, ahead);
        decays.mask(p, width, paddedQueries, writes);
        if (!decays.none()) {
            Blocks.scaleRows(q, fromStartQueries, decayedQ, paddedQueries, keyWidth);
        }
    }

    /** U, from the state that enters the chunk. */
    void solve(float[] state) {
        Multiply.rows(k.array(), k.at(), keyWidth, state, 0, valueWidth, recalled, 0, valueWidth, padded, valueWidth,
                keyWidth, Triangle.NONE, 1, false, ahead);
        missing(decays.none() ? ones : decays.fromStart());
        Solve.unitLower(a, width, u, valueWidth, padded, valueWidth);
    }

    /** X, and diag(beta) X in u. */
    private void missing(float[] fromStart) {
        for (int r = 0; r < padded; r++) {
            float e = fromStart[r];
            float b = beta[r];
            for (int i = r * valueWidth; i < (r + 1) * valueWidth; i += Lanes.COUNT) {
                FloatVector known = FloatVector.fromArray(Lanes.SPECIES, recalled, i).mul(e);
                FloatVector rest = FloatVector.fromArray(Lanes.SPECIES, v.array(), v.at() + i).sub(known);
                rest.intoArray(x, i);
                rest.mul(b).intoArray(u, i);
            }
        }
    }

    /** O from P, U and the state that enters the chunk, into a block of {@code target} that begins at {@code at}. */
    void outputs(float[] state, float[] target, int at) {
        Multiply.rows(p, 0, width, u, 0, valueWidth, target, at, valueWidth, paddedQueries, valueWidth, padded,
                Triangle.LOWER, writes, false, ahead);
        Multiply.rows(decays.none() ? q : decayedQ, 0, keyWidth, state, 0, valueWidth, target, at, valueWidth,
                paddedQueries, valueWidth, keyWidth, Triangle.NONE, 1, true, ahead);
    }

    /** Whether the chunk's steps lie in the caller's arrays as in a block of outputs. */
    boolean fillsOutputs() {
        return values == valueWidth && steps == paddedQueries;
    }

    /** Makes the state that enters the chunk into the one that leaves it, after {@link #solve}. */
    void advance(float[] state) {
        if (decays.none()) {
            Multiply.columns(k.array(), k.at(), keyWidth, u, 0, valueWidth, state, 0, valueWidth, keyWidth, valueWidth,
                    padded, Triangle.NONE, 1, true, ahead);
        } else {
            Blocks.scale(state, stateSize(), decays.total());
            Multiply.columns(decayedK, 0, keyWidth, u, 0, valueWidth, state, 0, valueWidth, keyWidth, valueWidth,
                    padded, Triangle.NONE, 1, true, ahead);
        }
    }

    void scaleQueryGradient(float[] dQ) {
        if (scale != 1) {
            Blocks.scale(dQ, paddedQueries * keyWidth, scale);
        }
    }
}

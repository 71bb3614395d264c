package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of queries against tiles of keys, so that no more than a tile of scores is there at any time. Softmax keeps for each row the
 * largest score so far and the sum of weights relative to it, and rescales when a larger one comes.
 */
final class BlockChunk {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    final BlockForm form;
    final int keys;
    final int values;
    final int keyWidth;
    final int valueWidth;
    /** Most rows of a tile, padded. */
    final int width;
    final float[] q;
    final float[] k;
    final float[] v;
    final float[] p;
    final float[] o;
    final float[] transposed;
    /** Of each row of the query tile: the largest score, then in the end log of the sum of exp(score). */
    final float[] peak;
    final float[] sum;
    /** Of each row, as many parts of the sum of weights as a vector has numbers: they are added up once, in the end. */
    private final float[] parts;
    int queryRows;
    int paddedQueries;
    int keyRows;
    int paddedKeys;
    private final float scale;

    BlockChunk(BlockForm form, float scale, Layout layout, int width) {
        this.form = form;
        this.scale = scale;
        this.width = width;
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(values);
        q = new float[width * keyWidth];
        k = new float[width * keyWidth];
        v = new float[width * valueWidth];
        p = new float[width * width];
        o = new float[width * valueWidth];
        transposed = new float[Math.max(keyWidth, valueWidth) * width];
        peak = new float[width];
        sum = new float[width];
        parts = new float[width * L];
    }

    void loadQueries(FloatInputs in, int firstRow, int rows) {
        queryRows = rows;
        paddedQueries = Lanes.padded(rows);
        Blocks.load(in.q(), firstRow * keys, rows, keys, q, keyWidth, paddedQueries);
        if (scale != 1) {
            Blocks.scale(q, paddedQueries * keyWidth, scale);
        }
    }

    void loadKeys(FloatInputs in, int firstRow, int rows) {
        keyRows = rows;
        paddedKeys = Lanes.padded(rows);
        Blocks.load(in.k(), firstRow * keys, rows, keys, k, keyWidth, paddedKeys);
        Blocks.load(in.v(), firstRow * values, rows, values, v, valueWidth, paddedKeys);
    }

    /** Scores of the tile in p. */
    void scores() {
        Transpose.transpose(k, keyWidth, paddedKeys, keyWidth, transposed, width);
        Multiply.rows(q, 0, keyWidth, transposed, 0, width, p, 0, width, paddedQueries, paddedKeys, keyWidth,
                Triangle.NONE, 1, false);
    }

    /** Keys of the tile that row r sees. */
    int seen(int r, boolean diagonal) {
        return diagonal && form.causal() ? Math.min(keyRows, r + 1) : keyRows;
    }

    void begin() {
        Arrays.fill(o, 0, paddedQueries * valueWidth, 0f);
        Arrays.fill(peak, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0f);
        Arrays.fill(parts, 0f);
    }

    /** Takes a tile of keys: p becomes weights relative to the peaks, o and the parts of sums grow. */
    void take(boolean diagonal) {
        scores();
        for (int r = 0; r < paddedQueries; r++) {
            int at = r * width;
            int seen = seen(r, diagonal);
            int whole = Lanes.padded(seen);
            // a key that is not seen weighs nothing
            Arrays.fill(p, at + seen, at + whole, Float.NEGATIVE_INFINITY);
            Arrays.fill(p, at + whole, at + paddedKeys, 0f);
            if (form.weights() == Weights.RELA) {
                rectify(p, at, whole);
            } else {
                float larger = Math.max(peak[r], largest(p, at, whole));
                float factor = (float) Math.exp(peak[r] - larger);
                peak[r] = larger;
                exponentials(p, at, whole, larger, r * L, factor);
                if (factor != 1) {
                    Blocks.scale(o, r * valueWidth, valueWidth, factor);
                }
            }
        }
        Multiply.rows(p, 0, width, v, 0, valueWidth, o, 0, valueWidth, paddedQueries, valueWidth, paddedKeys,
                Triangle.NONE, 1, true);
    }

    private static void rectify(float[] p, int at, int n) {
        for (int i = at; i < at + n; i += L) {
            FloatVector.fromArray(S, p, i).max(0f).intoArray(p, i);
        }
    }

    private static float largest(float[] p, int at, int n) {
        FloatVector largest = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int i = at; i < at + n; i += L) {
            largest = largest.max(FloatVector.fromArray(S, p, i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    /** p = exp(p - peak) for n entries, whole vectors. */
    static void exponentials(float[] p, int at, int n, float peak) {
        for (int i = at; i < at + n; i += L) {
            Lanes.exp(FloatVector.fromArray(S, p, i).sub(peak)).intoArray(p, i);
        }
    }

    /** The same, and parts = factor * parts + p: no vector is added up here, which would cost more than the exponentials. */
    private void exponentials(float[] scores, int at, int n, float largest, int part, float factor) {
        FloatVector sums = FloatVector.fromArray(S, parts, part).mul(factor);
        for (int i = at; i < at + n; i += L) {
            FloatVector e = Lanes.exp(FloatVector.fromArray(S, scores, i).sub(largest));
            e.intoArray(scores, i);
            sums = sums.add(e);
        }
        sums.intoArray(parts, part);
    }

    /** Makes o the outputs; leaves in {@code peak} what exp(score - peak) needs to be the weight, in {@code sum} the divisors. */
    void finish() {
        for (int r = 0; r < queryRows; r++) {
            int row = r * valueWidth;
            if (form.weights() == Weights.SOFTMAX) {
                sum[r] = Lanes.sum(FloatVector.fromArray(S, parts, r * L));
                peak[r] += (float) Math.log(sum[r]);
            } else {
                sum[r] = (float) Math.sqrt(Blocks.dot(o, row, o, row, valueWidth) / values + form.epsilon());
            }
            Blocks.scale(o, row, valueWidth, 1 / sum[r]);
        }
    }

    void scaleQueryGradient(float[] dQ) {
        if (scale != 1) {
            Blocks.scale(dQ, paddedQueries * keyWidth, scale);
        }
    }
}

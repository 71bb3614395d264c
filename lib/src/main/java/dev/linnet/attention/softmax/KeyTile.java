package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Ahead;
import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.Triangle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Some keys and values and their scores with a tile of queries, {@code p[key][query]}: no more than a tile of scores is there at any time.
 * Queries lie along the vectors, so that the largest score and the sum of weights of a vector of queries are found without adding
 * up a vector, and neither keys nor scores have to be transposed.
 */
final class KeyTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final FloatVector UNSEEN = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    private static final FloatVector ZERO = FloatVector.zero(S);

    /** What the next tile of keys will touch, and what will be touched after the last one. */
    final Ahead near = new Ahead(2, 8);
    final Ahead beyond = new Ahead(7, 10);
    final Operand k;
    final Operand v;
    final float[] p;
    int rows;
    int padded;
    private final BlockForm form;
    private final int keys;
    private final int values;
    final int width;
    private final float[] larger;

    KeyTile(BlockForm form, Layout layout, int width) {
        this.form = form;
        this.width = width;
        keys = layout.keyDim();
        values = layout.valueDim();
        k = new Operand(keys, Lanes.padded(keys), width);
        v = new Operand(values, Lanes.padded(values), width);
        p = new float[width * width];
        larger = new float[width];
    }

    void load(FloatInputs in, int firstRow, int count) {
        rows = count;
        padded = Lanes.padded(count);
        k.load(in.k(), firstRow * keys, rows, padded);
        v.load(in.v(), firstRow * values, rows, padded);
    }

    /** Has the products look at the keys and values of the next tile. */
    Ahead lookAt(FloatInputs in, int firstRow, int count) {
        near.clear();
        near.add(in.k(), firstRow, count, keys);
        near.add(in.v(), firstRow, count, values);
        return near;
    }

    /** Scores in p. On the diagonal, where key r is of the same step as query r, only those that are needed. */
    void scores(QueryTile q, boolean diagonal, Ahead ahead) {
        Multiply.rows(k.array(), k.at(), q.keyWidth, q.transposed, 0, width, p, 0, width, padded, q.padded, q.keyWidth,
                diagonal ? Triangle.RESULT_UPPER : Triangle.NONE, 1, false, ahead);
    }

    /** Shows the keys to the queries: p becomes weights relative to the peaks; outputs and sums of weights grow. */
    void show(QueryTile q, boolean diagonal, Ahead ahead) {
        scores(q, diagonal, ahead);
        for (int j = 0; j < q.padded; j += L) {
            int seen = seen(j, diagonal);
            if (diagonal) {
                hideLater(j, seen);
            }
            if (form.weights() == Weights.SOFTMAX && exceeds(j, seen, q.peak)) {
                q.raise(j, larger);
            }
            weights(j, seen, q.peak, q.sum);
            clearRest(p, j, seen, diagonal);
        }
        Multiply.columns(p, 0, width, v.array(), v.at(), q.valueWidth, q.o, 0, q.valueWidth, q.padded, q.valueWidth,
                padded, diagonal ? Triangle.LOWER : Triangle.NONE, 1, !q.fresh, ahead);
        q.fresh = false;
    }

    /** Scores of queries j to j + L - 1 become weights relative to the peaks. */
    void weights(int j, int seen, float[] peaks, float[] sums) {
        if (form.weights() == Weights.RELA) {
            rectify(j, seen);
        } else {
            Exponentials.exp2(p, width, seen, j, peaks, sums);
        }
    }

    /** Keys that queries j to j + L - 1 may see. */
    int seen(int j, boolean diagonal) {
        return diagonal ? Math.min(rows, j + L) : rows;
    }

    /** On the diagonal: no query sees a key later than itself. */
    void hideLater(int j, int seen) {
        for (int r = j; r < seen; r++) {
            VectorMask<Float> sees = S.indexInRange(j - r, L);
            UNSEEN.blend(FloatVector.fromArray(S, p, r * width + j), sees).intoArray(p, r * width + j);
        }
    }

    /** Makes zero what products of p read beyond the keys that are seen. */
    void clearRest(float[] block, int j, int seen, boolean diagonal) {
        int end = diagonal ? Math.min(padded, (j + L + Multiply.TILE - 1) / Multiply.TILE * Multiply.TILE) : padded;
        for (int r = seen; r < end; r++) {
            ZERO.intoArray(block, r * width + j);
        }
    }

    private void rectify(int j, int seen) {
        for (int at = j; at < seen * width; at += width) {
            FloatVector.fromArray(S, p, at).max(0f).intoArray(p, at);
        }
    }

    /**
     * Whether a query of the vector from j has a score above its peak; leaves the larger ones in {@code larger}. Four rows at a time: a
     * comparison and a choice take long to come back.
     */
    private boolean exceeds(int j, int seen, float[] peaks) {
        FloatVector before = FloatVector.fromArray(S, peaks, j);
        FloatVector a = before;
        FloatVector b = before;
        FloatVector c = before;
        FloatVector d = before;
        int at = j;
        int r = 0;
        for (; r < seen - 3; r += 4) {
            FloatVector x = FloatVector.fromArray(S, p, at);
            a = a.blend(x, x.compare(VectorOperators.GT, a));
            FloatVector y = FloatVector.fromArray(S, p, at + width);
            b = b.blend(y, y.compare(VectorOperators.GT, b));
            FloatVector z = FloatVector.fromArray(S, p, at + 2 * width);
            c = c.blend(z, z.compare(VectorOperators.GT, c));
            FloatVector w = FloatVector.fromArray(S, p, at + 3 * width);
            d = d.blend(w, w.compare(VectorOperators.GT, d));
            at += 4 * width;
        }
        for (; r < seen; r++) {
            FloatVector x = FloatVector.fromArray(S, p, at);
            a = a.blend(x, x.compare(VectorOperators.GT, a));
            at += width;
        }
        a = a.blend(b, b.compare(VectorOperators.GT, a));
        c = c.blend(d, d.compare(VectorOperators.GT, c));
        a = a.blend(c, c.compare(VectorOperators.GT, a));
        a.intoArray(larger, j);
        return a.compare(VectorOperators.GT, before).anyTrue();
    }
}

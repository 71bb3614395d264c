package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Ahead;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Some keys and values and sums for their gradients; scores and gradients of scores lie as in {@link KeyTile}. */
final class KeyGradient {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final FloatVector ZERO = FloatVector.zero(S);

    final KeyTile tile;
    private final int keys;
    private final int values;
    private final int keyWidth;
    private final int valueWidth;
    private final int width;
    private final float[] dP;
    private final float[] dK;
    private final float[] dV;
    private final float[] unused;
    private final float[] ones;

    KeyGradient(KeyTile tile, Layout layout) {
        this.tile = tile;
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(values);
        width = tile.width;
        dP = new float[tile.p.length];
        dK = new float[width * keyWidth];
        dV = new float[width * valueWidth];
        unused = new float[width];
        ones = new float[width];
        Arrays.fill(ones, 1f);
    }

    void load(FloatInputs in, int firstRow, int rows) {
        tile.load(in, firstRow, rows);
        Arrays.fill(dK, 0, tile.padded * keyWidth, 0f);
        Arrays.fill(dV, 0, tile.padded * valueWidth, 0f);
    }

    /**
     * Adds what a tile of queries gives.
     *
     * @param dQ       sum of the queries' gradients, without the scale
     * @param diagonal whether key r is of the same step as query r
     * @param shown    whether these keys have just been shown to these queries, and no others: the weights are there
     */
    void compare(QueryGradient q, float[] dQ, boolean diagonal, boolean shown) {
        int n = q.tile.padded;
        int m = tile.padded;
        Ahead ahead = shown ? tile.beyond : tile.near;
        if (!shown) {
            tile.scores(q.tile, diagonal, ahead);
        }
        Multiply.rows(tile.v.array(), tile.v.at(), valueWidth, q.transposed, 0, width, dP, 0, width, m, n, valueWidth,
                diagonal ? Triangle.RESULT_UPPER : Triangle.NONE, 1, false, ahead);
        for (int j = 0; j < n; j += L) {
            int seen = tile.seen(j, diagonal);
            if (!shown) {
                if (diagonal) {
                    tile.hideLater(j, seen);
                }
                tile.weights(j, seen, q.tile.peak, unused);
                tile.clearRest(tile.p, j, seen, diagonal);
            }
            if (q.tile.form.weights() == Weights.RELA) {
                rectified(j, seen);
            } else {
                softmax(j, seen, shown ? q.tile.factors : ones, q.along);
            }
            tile.clearRest(dP, j, seen, diagonal);
        }
        Triangle upper = diagonal ? Triangle.UPPER : Triangle.NONE;
        Multiply.rows(tile.p, 0, width, q.dT, 0, valueWidth, dV, 0, valueWidth, m, valueWidth, n, upper, 1, true,
                ahead);
        Multiply.rows(dP, 0, width, q.q.array(), q.q.at(), keyWidth, dK, 0, keyWidth, m, keyWidth, n, upper, 1, true,
                ahead);
        Multiply.columns(dP, 0, width, tile.k.array(), tile.k.at(), keyWidth, dQ, 0, keyWidth, n, keyWidth, m,
                diagonal ? Triangle.LOWER : Triangle.NONE, 1, true, ahead);
    }

    /** Makes weights, which lack these factors, whole, and gradients of weights gradients of scores. */
    private void softmax(int j, int seen, float[] factors, float[] along) {
        float[] p = tile.p;
        FloatVector factor = FloatVector.fromArray(S, factors, j);
        FloatVector mean = FloatVector.fromArray(S, along, j);
        for (int at = j; at < seen * width; at += width) {
            FloatVector weight = FloatVector.fromArray(S, p, at).mul(factor);
            weight.intoArray(p, at);
            FloatVector.fromArray(S, dP, at).sub(mean).mul(weight).intoArray(dP, at);
        }
    }

    /** A weight is positive where the score is. */
    private void rectified(int j, int seen) {
        for (int at = j; at < seen * width; at += width) {
            FloatVector weight = FloatVector.fromArray(S, tile.p, at);
            FloatVector.fromArray(S, dP, at).blend(ZERO, weight.compare(VectorOperators.LE, ZERO)).intoArray(dP, at);
        }
    }

    /** Stores the gradients of keys and values, or adds them to those that are there. */
    void store(FloatGradients gradients, int s, float scale, boolean add) {
        if (scale != 1) {
            Blocks.scale(dK, tile.padded * keyWidth, scale);
        }
        if (add) {
            Blocks.addOut(dK, keyWidth, gradients.k(), s * keys, tile.rows, keys);
            Blocks.addOut(dV, valueWidth, gradients.v(), s * values, tile.rows, values);
        } else {
            Blocks.store(dK, keyWidth, gradients.k(), s * keys, tile.rows, keys);
            Blocks.store(dV, valueWidth, gradients.v(), s * values, tile.rows, values);
        }
    }
}

package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.RowDots;
import dev.linnet.attention.matrix.Transpose;
import java.util.Arrays;

/** Some queries, the gradients of what they read, and sums for their own gradients. */
final class QueryGradient {
    final QueryTile tile;
    /** Queries as they are in the inputs. */
    final Operand q;
    /** Gradients of the weighted sums of values, {@code [query][value]} and {@code [value][query]}. */
    final float[] dT;
    final float[] transposed;
    /** Of each query rowsum(dO * O); 0 for rectified attention. */
    final float[] along;
    /** Gradients of scores times keys, a sum for each group of keys. */
    final float[][] partial;
    private final RowDots dots;

    QueryGradient(QueryTile tile, int groups) {
        this.tile = tile;
        q = new Operand(tile.keys, tile.keyWidth, tile.width);
        dT = new float[tile.width * tile.valueWidth];
        transposed = new float[dT.length];
        along = new float[tile.width];
        dots = new RowDots(tile.width);
        partial = new float[groups][tile.width * tile.keyWidth];
    }

    /**
     * Takes the queries that begin at row t and all that must be known of them before their keys can be given gradients.
     *
     * @param only whether one tile of keys is all that they see, so that weights need not be worked out again
     */
    void prepare(FloatInputs in, float[] outputGradient, int from, int t, int to, int size, KeyTile keys,
            boolean only) {
        BlockHead.attend(tile, keys, in, from, t, to, size);
        int V = tile.valueWidth;
        q.load(in.q(), t * tile.keys, tile.rows, tile.padded);
        Blocks.load(outputGradient, t * tile.values, tile.rows, tile.values, dT, V, tile.padded);
        tile.finish(tile.o, 0);
        dots.dots(dT, tile.o, V, V, tile.padded, along);
        if (tile.form.weights() == Weights.RELA) {
            for (int r = 0; r < tile.rows; r++) {
                Blocks.add(tile.o, r * V, dT, r * V, V, -along[r] / tile.values);
            }
            Blocks.scaleRows(dT, tile.factors, dT, tile.padded, V);
            Arrays.fill(along, 0f);
        } else if (!only) {
            tile.closePeaks();
        }
        Transpose.transpose(dT, V, tile.padded, V, transposed, tile.width);
    }

    /** Adds up the groups and stores the gradients of the queries. */
    void store(int groups, float scale, float[] gradient, int t) {
        int n = tile.padded * tile.keyWidth;
        float[] sum = partial[0];
        for (int group = 1; group < groups; group++) {
            Blocks.add(partial[group], 0, sum, 0, n, 1f);
        }
        if (scale != 1) {
            Blocks.scale(sum, n, scale);
        }
        Blocks.store(sum, tile.keyWidth, gradient, t * tile.keys, tile.rows, tile.keys);
    }
}

package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.Transpose;

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
    /** Of each query what weights relative to its peak lack. */
    final float[] factors;
    /** Gradients of scores times keys, a sum for each group of keys. */
    final float[][] partial;

    QueryGradient(QueryTile tile, int groups) {
        this.tile = tile;
        q = new Operand(tile.keys, tile.keyWidth, tile.width);
        dT = new float[tile.width * tile.valueWidth];
        transposed = new float[dT.length];
        along = new float[tile.width];
        factors = new float[tile.width];
        partial = new float[groups][tile.width * tile.keyWidth];
    }

    /** Takes the queries that begin at row t and all that must be known of them before their keys can be given gradients. */
    void prepare(FloatInputs in, float[] outputGradient, int from, int t, int to, int size, KeyTile keys) {
        BlockHead.attend(tile, keys, in, from, t, to, size);
        int V = tile.valueWidth;
        q.load(in.q(), t * tile.keys, tile.rows, tile.padded);
        Blocks.load(outputGradient, t * tile.values, tile.rows, tile.values, dT, V, tile.padded);
        boolean rela = tile.form.weights() == Weights.RELA;
        for (int r = 0; r < tile.padded; r++) {
            int row = r * V;
            float dot = r < tile.rows ? Blocks.dot(dT, row, tile.o, row, V) : 0;
            along[r] = rela ? 0 : dot;
            if (rela && r < tile.rows) {
                Blocks.add(tile.o, row, dT, row, V, -dot / tile.values);
                Blocks.scale(dT, row, V, 1 / tile.sum[r]);
            }
        }
        if (!rela) {
            tile.closePeaks(factors);
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

package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
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
 * The gradients of a block. A first pass over its queries finds the sums of weights and what comes through the norm; a second takes each
 * tile of keys against all tiles of queries that see it. Weights are worked out again, never kept.
 *
 * <pre>
 *     dV = P^T dT          dP = dT V^T
 *     softmax: dT = dO,    dS = P * (dP - rowsum(dO * O))
 *     ReLA:    dT = dO through the RMS norm,    dS = dP where the score is positive
 *     dQ = dS K            dK = dS^T Q
 * </pre>
 */
final class BlockBackward {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final BlockChunk c;
    private final int tile;
    private final float[] dP;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] dT;
    /** Of each row of the block: what exp(score - peak) needs to be the weight, and rowsum(dO * O). */
    private float[] peaks = new float[0];
    private float[] along = new float[0];
    /** ReLA only: the divisors of the norm, and outputs are in {@code kept}. */
    private float[] kept = new float[0];

    BlockBackward(BlockChunk chunk, int tile) {
        c = chunk;
        this.tile = tile;
        dP = new float[chunk.width * chunk.width];
        dQ = new float[chunk.width * chunk.keyWidth];
        dK = new float[dQ.length];
        dV = new float[chunk.width * chunk.valueWidth];
        dT = new float[dV.length];
    }

    /** The block of rows [from, to). */
    void block(FloatInputs in, float[] outputGradient, FloatGradients gradients, int from, int to) {
        boolean rela = c.form.weights() == Weights.RELA;
        if (peaks.length < to - from) {
            peaks = new float[to - from];
            along = new float[to - from];
            kept = new float[rela ? (to - from) * c.values : 0];
        }
        for (int t = from; t < to; t += tile) {
            BlockKernel.queries(c, in, from, t, to, tile);
            loadGradient(outputGradient, t);
            for (int r = 0; r < c.queryRows; r++) {
                int row = r * c.valueWidth;
                float dot = Blocks.dot(dT, row, c.o, row, c.valueWidth);
                peaks[t - from + r] = c.peak[r];
                along[t - from + r] = dot;
                if (rela) {
                    Blocks.add(c.o, row, dT, row, c.valueWidth, -dot / c.values);
                    Blocks.scale(dT, row, c.valueWidth, 1 / c.sum[r]);
                }
            }
            if (rela) {
                Blocks.store(dT, c.valueWidth, kept, (t - from) * c.values, c.queryRows, c.values);
            }
        }
        Arrays.fill(gradients.q(), from * c.keys, to * c.keys, 0f);
        for (int s = from; s < to; s += tile) {
            keys(in, outputGradient, gradients, from, s, to);
        }
    }

    private void loadGradient(float[] outputGradient, int t) {
        Blocks.load(outputGradient, t * c.values, c.queryRows, c.values, dT, c.valueWidth, c.paddedQueries);
    }

    private void keys(FloatInputs in, float[] outputGradient, FloatGradients gradients, int from, int s, int to) {
        int K = c.keyWidth;
        int V = c.valueWidth;
        c.loadKeys(in, s, Math.min(tile, to - s));
        Arrays.fill(dK, 0, c.paddedKeys * K, 0f);
        Arrays.fill(dV, 0, c.paddedKeys * V, 0f);
        for (int t = c.form.causal() ? s : from; t < to; t += tile) {
            Team.stopIfInterrupted();
            c.loadQueries(in, t, Math.min(tile, to - t));
            if (c.form.weights() == Weights.RELA) {
                Blocks.load(kept, (t - from) * c.values, c.queryRows, c.values, dT, V, c.paddedQueries);
            } else {
                loadGradient(outputGradient, t);
            }
            c.scores();
            Transpose.transpose(c.v, V, c.paddedKeys, V, c.transposed, c.width);
            Multiply.rows(dT, 0, V, c.transposed, 0, c.width, dP, 0, c.width, c.paddedQueries, c.paddedKeys, V,
                    Triangle.NONE, 1, false);
            for (int r = 0; r < c.paddedQueries; r++) {
                int seen = r < c.queryRows ? c.seen(r, s == t) : 0;
                if (seen > 0) {
                    scoreGradients(r * c.width, seen, t - from + r);
                }
                Arrays.fill(c.p, r * c.width + seen, r * c.width + c.paddedKeys, 0f);
                Arrays.fill(dP, r * c.width + seen, r * c.width + c.paddedKeys, 0f);
            }
            Multiply.columns(c.p, 0, c.width, dT, 0, V, dV, 0, V, c.paddedKeys, V, c.paddedQueries, Triangle.NONE, 1,
                    true);
            Multiply.columns(dP, 0, c.width, c.q, 0, K, dK, 0, K, c.paddedKeys, K, c.paddedQueries, Triangle.NONE, 1,
                    true);
            Multiply.rows(dP, 0, c.width, c.k, 0, K, dQ, 0, K, c.paddedQueries, K, c.paddedKeys, Triangle.NONE, 1,
                    false);
            c.scaleQueryGradient(dQ);
            Blocks.addOut(dQ, K, gradients.q(), t * c.keys, c.queryRows, c.keys);
        }
        Blocks.store(dK, K, gradients.k(), s * c.keys, c.keyRows, c.keys);
        Blocks.store(dV, V, gradients.v(), s * c.values, c.keyRows, c.values);
    }

    /** Of one row: p from scores to weights, dP from gradients of weights to gradients of scores. */
    private void scoreGradients(int at, int seen, int row) {
        if (c.form.weights() == Weights.RELA) {
            for (int i = at; i < at + seen; i += L) {
                FloatVector score = FloatVector.fromArray(S, c.p, i);
                score.max(0f).intoArray(c.p, i);
                FloatVector.fromArray(S, dP, i).blend(0f, score.compare(VectorOperators.LE, 0f)).intoArray(dP, i);
            }
        } else {
            BlockChunk.exponentials(c.p, at, Lanes.padded(seen), peaks[row]);
            for (int i = at; i < at + seen; i += L) {
                FloatVector centred = FloatVector.fromArray(S, dP, i).sub(along[row]);
                centred.mul(FloatVector.fromArray(S, c.p, i)).intoArray(dP, i);
            }
        }
    }
}

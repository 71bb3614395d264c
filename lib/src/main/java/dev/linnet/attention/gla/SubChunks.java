package dev.linnet.attention.gla;

import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * P of a chunk whose gates are hard, and its gradients, by sub-chunks of at most 16 rows. Only products of gates occur, numbers in
 * [0, 1], so that nothing overflows and a gate of exactly 0 is a gate like any other.
 *
 * <p>Of a sub-chunk a, queries are decayed from its beginning and all earlier keys to its beginning, so that their part of P is a
 * matrix product; inside the sub-chunk it is worked out pair by pair.
 */
final class SubChunks {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int ROWS = Math.max(16, L);

    private final GlaChunk c;
    private final int K;
    /** Keys of earlier sub-chunks, decayed to the beginning of the present one; in the backward pass their gradient. */
    private final float[] earlier;
    private final float[] transposed;
    private final float[] queries;
    private final float[] decay;

    SubChunks(GlaChunk chunk) {
        c = chunk;
        K = chunk.keyWidth;
        earlier = new float[chunk.width * K];
        transposed = new float[K * chunk.width];
        queries = new float[ROWS * K];
        decay = new float[K];
    }

    /** Fills P of the chunk. */
    void weights() {
        for (int from = 0; from < c.padded; from += ROWS) {
            int to = Math.min(c.padded, from + ROWS);
            Arrays.fill(c.p, from * c.width, to * c.width, 0f);
            if (from > 0) {
                decayQueries(from, to);
                Transpose.transpose(earlier, K, from, K, transposed, c.width);
                Multiply.rows(queries, 0, K, transposed, 0, c.width, c.p, from * c.width, c.width, to - from, from, K,
                        Triangle.NONE, 1,
                        false);
            }
            for (int s = from; s < to; s++) {
                pairs(s, to);
            }
            passKeys(from, to);
        }
    }

    /** queries[r] = Q_r times the gates from the sub-chunk's first row to r; leaves the sub-chunk's whole decay in {@code decay}. */
    private void decayQueries(int from, int to) {
        Arrays.fill(decay, 1f);
        for (int r = from; r < to; r++) {
            Blocks.multiply(decay, 0, c.gates, r * K, decay, 0, K);
            Blocks.multiply(decay, 0, c.q, r * K, queries, (r - from) * K, K);
        }
    }

    /** Decays earlier keys over the sub-chunk, and adds its own, decayed to its end. */
    private void passKeys(int from, int to) {
        Arrays.fill(decay, 1f);
        for (int r = to - 1; r >= from; r--) {
            Blocks.multiply(decay, 0, c.k, r * K, earlier, r * K, K);
            Blocks.multiply(decay, 0, c.gates, r * K, decay, 0, K);
        }
        for (int r = 0; r < from; r++) {
            Blocks.multiply(decay, 0, earlier, r * K, earlier, r * K, K);
        }
    }

    /** Column s of P for the rows of its own sub-chunk. */
    private void pairs(int s, int to) {
        System.arraycopy(c.k, s * K, decay, 0, K);
        for (int r = s; r < to; r++) {
            if (r > s) {
                Blocks.multiply(decay, 0, c.gates, r * K, decay, 0, K);
            }
            c.p[r * c.width + s] = Blocks.dot(decay, 0, c.q, r * K, K);
        }
    }

    /** What Q and K get through P: fills dQ and dK of the chunk. dP is zero above the diagonal as far as products read. */
    void gradients(float[] dP, float[] dQ, float[] dK) {
        for (int from = 0; from < c.padded; from += ROWS) {
            int to = Math.min(c.padded, from + ROWS);
            Arrays.fill(dQ, from * K, to * K, 0f);
            if (from > 0) {
                decayQueries(from, to);
                Multiply.rows(dP, from * c.width, c.width, earlier, 0, K, dQ, from * K, K, to - from, K, from,
                        Triangle.NONE, 1, false);
                Arrays.fill(decay, 1f);
                for (int r = from; r < to; r++) {
                    Blocks.multiply(decay, 0, c.gates, r * K, decay, 0, K);
                    Blocks.multiply(decay, 0, dQ, r * K, dQ, r * K, K);
                }
            }
            passKeys(from, to);
        }
        keyGradients(dP, dK);
        for (int from = 0; from < c.padded; from += ROWS) {
            int to = Math.min(c.padded, from + ROWS);
            for (int s = from; s < to; s++) {
                pairGradients(s, to, dP, dQ, dK);
            }
        }
    }

    /** Backwards over the sub-chunks: {@code earlier} is now the gradient of keys decayed to the beginning of the present one. */
    private void keyGradients(float[] dP, float[] dK) {
        Arrays.fill(earlier, 0, c.padded * K, 0f);
        for (int from = (c.padded - 1) / ROWS * ROWS; from >= 0; from -= ROWS) {
            int to = Math.min(c.padded, from + ROWS);
            // of this sub-chunk's own keys, decayed to its end
            Arrays.fill(decay, 1f);
            for (int r = to - 1; r >= from; r--) {
                Blocks.multiply(decay, 0, earlier, r * K, dK, r * K, K);
                Blocks.multiply(decay, 0, c.gates, r * K, decay, 0, K);
            }
            if (from > 0) {
                for (int r = 0; r < from; r++) {
                    Blocks.multiply(decay, 0, earlier, r * K, earlier, r * K, K);
                }
                decayQueries(from, to);
                Multiply.columns(dP, from * c.width, c.width, queries, 0, K, earlier, 0, K, from, K, to - from,
                        Triangle.NONE, 1, true);
            }
        }
    }

    /** The pairs of key s with the queries of its own sub-chunk. */
    private void pairGradients(int s, int to, float[] dP, float[] dQ, float[] dK) {
        Arrays.fill(decay, 1f);
        for (int r = s; r < to; r++) {
            float g = dP[r * c.width + s];
            for (int i = 0; i < K; i += L) {
                FloatVector d = FloatVector.fromArray(S, decay, i);
                if (r > s) {
                    d = d.mul(FloatVector.fromArray(S, c.gates, r * K + i));
                    d.intoArray(decay, i);
                }
                FloatVector weight = d.mul(g);
                FloatVector toQ = FloatVector.fromArray(S, dQ, r * K + i);
                FloatVector toK = FloatVector.fromArray(S, dK, s * K + i);
                weight.fma(FloatVector.fromArray(S, c.k, s * K + i), toQ).intoArray(dQ, r * K + i);
                weight.fma(FloatVector.fromArray(S, c.q, r * K + i), toK).intoArray(dK, s * K + i);
            }
        }
    }
}

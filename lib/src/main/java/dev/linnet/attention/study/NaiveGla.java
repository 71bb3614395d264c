package dev.linnet.attention.study;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;

/**
 * The textbook chunk of gated linear attention in single precision, which must not be used: with G the cumulative log gates of the
 * chunk,
 *
 * <pre>
 *     O = (Q e^G) S + tril((Q e^G)(K e^-G)^T) V          S &lt;- e^{G_C} (S + (K e^-G)^T V)
 * </pre>
 *
 * e^-G overflows a float where G falls below -88, and e^G is then zero: infinity times zero. {@code Chunkwise} only forms
 * differences of G that are at most 0.
 */
public final class NaiveGla {
    private NaiveGla() {}

    /**
     * Outputs of every head, {@code [batch][head][time][value]}, from zero states.
     *
     * @param chunkSize steps of a chunk, at least 1
     */
    public static float[] forward(FloatInputs in, int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("chunkSize is " + chunkSize + "; a chunk has at least 1 step.");
        }
        Layout layout = in.layout();
        var o = new float[in.v().length];
        for (int sequence = 0; sequence < layout.sequences(); sequence++) {
            for (int head = 0; head < layout.heads(); head++) {
                int first = layout.firstRow(sequence, head);
                var S = new float[layout.keyDim() * layout.valueDim()];
                for (int t = 0; t < layout.length(sequence); t += chunkSize) {
                    chunk(in, first + t, Math.min(chunkSize, layout.length(sequence) - t), S, o);
                }
            }
        }
        return o;
    }

    private static void chunk(FloatInputs in, int first, int rows, float[] S, float[] o) {
        int K = in.layout().keyDim();
        int V = in.layout().valueDim();
        float scale = (float) (1 / Math.sqrt(K));
        var q = new float[rows * K];
        var k = new float[rows * K];
        var G = new float[K];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < K; i++) {
                int at = (first + r) * K + i;
                G[i] += in.logDecay()[at];
                q[r * K + i] = scale * in.q()[at] * (float) Math.exp(G[i]);
                k[r * K + i] = in.k()[at] * (float) Math.exp(-G[i]);
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < V; j++) {
                float sum = 0;
                for (int i = 0; i < K; i++) {
                    sum += q[r * K + i] * S[i * V + j];
                }
                o[(first + r) * V + j] = sum;
            }
            for (int s = 0; s <= r; s++) {
                float score = 0;
                for (int i = 0; i < K; i++) {
                    score += q[r * K + i] * k[s * K + i];
                }
                for (int j = 0; j < V; j++) {
                    o[(first + r) * V + j] += score * in.v()[(first + s) * V + j];
                }
            }
        }
        for (int i = 0; i < K; i++) {
            for (int j = 0; j < V; j++) {
                float sum = S[i * V + j];
                for (int r = 0; r < rows; r++) {
                    sum += k[r * K + i] * in.v()[(first + r) * V + j];
                }
                S[i * V + j] = (float) Math.exp(G[i]) * sum;
            }
        }
    }
}

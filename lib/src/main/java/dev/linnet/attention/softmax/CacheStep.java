package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;

/**
 * One step of causal softmax or rectified attention, from a cache of the keys and values of the block so far. The cache grows up to the
 * block's width: without a width it grows with every token.
 */
public final class CacheStep {
    private static final int FIRST = 64;

    private final BlockForm form;
    private final float scale;
    private final int keys;
    private final int values;
    private final float[][] k;
    private final float[][] v;
    private final int[] count;
    private float[] weights = new float[FIRST];

    /** For the heads of a layout. */
    public CacheStep(BlockForm form, double scale, Layout layout) {
        if (!form.causal()) {
            throw new IllegalArgumentException(
                    "Attention that looks ahead cannot go step by step: use the chunkwise form, or make it causal.");
        }
        this.form = form;
        this.scale = (float) scale;
        keys = layout.keyDim();
        values = layout.valueDim();
        k = new float[layout.states()][FIRST * keys];
        v = new float[layout.states()][FIRST * values];
        count = new int[layout.states()];
    }

    /**
     * Does the step of one head.
     *
     * @param in    inputs of one time step
     * @param index which head: sequence * heads + head
     * @param to    receives {@code [batch][head][value]}
     */
    public void step(FloatInputs in, int index, float[] to) {
        if (count[index] == form.width()) {
            count[index] = 0;
        }
        int n = count[index]++;
        if (k[index].length < (n + 1) * keys || v[index].length < (n + 1) * values) {
            k[index] = Arrays.copyOf(k[index], 2 * n * keys);
            v[index] = Arrays.copyOf(v[index], 2 * n * values);
        }
        System.arraycopy(in.k(), index * keys, k[index], n * keys, keys);
        System.arraycopy(in.v(), index * values, v[index], n * values, values);
        if (weights.length <= n) {
            weights = new float[2 * n];
        }
        float sum = weigh(in.q(), index * keys, k[index], n + 1);
        int o = index * values;
        Arrays.fill(to, o, o + values, 0f);
        for (int s = 0; s <= n; s++) {
            for (int j = 0; j < values; j++) {
                to[o + j] += weights[s] * v[index][s * values + j];
            }
        }
        float divisor = sum;
        if (form.weights() == Weights.RELA) {
            float squares = 0;
            for (int j = 0; j < values; j++) {
                squares += to[o + j] * to[o + j];
            }
            divisor = (float) Math.sqrt(squares / values + form.epsilon());
        }
        for (int j = 0; j < values; j++) {
            to[o + j] /= divisor;
        }
    }

    private float weigh(float[] q, int q0, float[] cache, int n) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int s = 0; s < n; s++) {
            float score = 0;
            for (int i = 0; i < keys; i++) {
                score += q[q0 + i] * cache[s * keys + i];
            }
            weights[s] = scale * score;
            largest = Math.max(largest, weights[s]);
        }
        float sum = 0;
        for (int s = 0; s < n; s++) {
            weights[s] = form.weights() == Weights.SOFTMAX
                    ? (float) Math.exp(weights[s] - largest)
                    : Math.max(weights[s], 0);
            sum += weights[s];
        }
        return sum;
    }
}

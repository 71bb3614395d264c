package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Softmax attention of each sequence to itself or to a memory: y = Wo [O_1 ... O_h] + bo, where head h has the h-th stretch of the channels
 * of Wq x + bq, Wk m + bk and Wv m + bv.
 */
final class MultiHeadAttention {
    private final TransformerConfig config;
    private final boolean causal;
    /** Wq, Wk and Wv above each other for attention to itself; Wq alone otherwise. */
    private final Linear query;
    /** Wk and Wv above each other; null for attention to itself. */
    private final Linear memory;
    private final Linear out;

    private MultiHeadAttention(Parameters parameters, String name, TransformerConfig config, boolean itself,
            boolean causal) {
        this.config = config;
        this.causal = causal;
        int width = config.width();
        query = Weights.stacked(parameters, name + (itself ? ".queryKeyValue" : ".query"), itself ? 3 : 1, width,
                width);
        memory = itself ? null : Weights.stacked(parameters, name + ".keyValue", 2, width, width);
        out = Weights.linear(parameters, name + ".out", width, width);
    }

    /** Attention to the sequence itself, to what lies behind only if {@code causal}. */
    static MultiHeadAttention toItself(Parameters parameters, String name, TransformerConfig config, boolean causal) {
        return new MultiHeadAttention(parameters, name, config, true, causal);
    }

    /** Attention to another sequence, the memory. */
    static MultiHeadAttention toMemory(Parameters parameters, String name, TransformerConfig config) {
        return new MultiHeadAttention(parameters, name, config, false, false);
    }

    /** Of attention to itself: queries, keys and values of one row behind each other; of attention to a memory: queries. */
    Linear query() {
        return query;
    }

    /** Keys and values of one row of the memory behind each other. */
    Linear memory() {
        return memory;
    }

    Linear out() {
        return out;
    }

    /** Buffers for {@code batch} sequences of {@code time} rows and memories of {@code memoryTime} rows each. */
    Pass pass(int batch, int time, int memoryTime) {
        return new Pass(batch, time, memory == null ? time : memoryTime);
    }

    /** Forward and backward over a batch. */
    final class Pass {
        private final int width = config.width();
        private final int headWidth = config.headWidth();
        private final int time;
        private final int memoryTime;
        private final HeadProducts head;
        private final Linear.Pass queryPass = query.pass(new Workers(1));
        private final Linear.Pass memoryPass = memory == null ? null : memory.pass(new Workers(1));
        private final Linear.Pass outPass = out.pass(new Workers(1));
        /** Rows of queries, and of keys and values; one array for attention to itself. */
        private final float[] queries;
        private final float[] pairs;
        private final int queryStride;
        private final int pairStride;
        private final int keyAt;
        private final float[] soft;
        private final float[] weights;
        private final float[] mixed;
        private final float[] dQueries;
        private final float[] dPairs;
        private final float[] dMixed;
        private final float[] dWeights;
        private final Dropout drop;

        private Pass(int batch, int time, int memoryTime) {
            this.time = time;
            this.memoryTime = memoryTime;
            boolean itself = memory == null;
            head = new HeadProducts(time, memoryTime, headWidth, causal);
            queryStride = itself ? 3 * width : width;
            pairStride = itself ? 3 * width : 2 * width;
            keyAt = itself ? width : 0;
            queries = new float[batch * time * queryStride];
            dQueries = new float[queries.length];
            pairs = itself ? queries : new float[batch * memoryTime * pairStride];
            dPairs = itself ? dQueries : new float[pairs.length];
            weights = new float[batch * config.heads() * head.weights()];
            soft = config.dropout() > 0 ? new float[weights.length] : weights;
            dWeights = new float[head.weights()];
            mixed = new float[batch * time * width];
            dMixed = new float[mixed.length];
            drop = new Dropout(config.dropout(), weights.length);
        }

        /** y from x, {@code [batch][time][width]}; m is {@code [batch][memoryTime][width]}, null for attention to itself. */
        void forward(float[] values, float[] x, float[] m, float[] y, int batch, SplittableRandom random) {
            queryPass.forward(values, x, queries, batch * time);
            if (memoryPass != null) {
                memoryPass.forward(values, m, pairs, batch * memoryTime);
            }
            int count = batch * config.heads();
            for (int i = 0; i < count; i++) {
                head.weigh(queries, queryAt(i), queryStride, pairs, pairAt(i), pairStride, soft, i * head.weights());
            }
            if (soft != weights) {
                System.arraycopy(soft, 0, weights, 0, count * head.weights());
                drop.forward(weights, count * head.weights(), random);
            }
            for (int i = 0; i < count; i++) {
                head.mix(weights, i * head.weights(), pairs, pairAt(i) + width, pairStride, mixed, mixedAt(i), width);
            }
            outPass.forward(values, mixed, y, batch * time);
        }

        /** Where the sequence's and head's part begins. */
        private int queryAt(int i) {
            return i / config.heads() * time * queryStride + i % config.heads() * headWidth;
        }

        private int pairAt(int i) {
            return i / config.heads() * memoryTime * pairStride + keyAt + i % config.heads() * headWidth;
        }

        private int mixedAt(int i) {
            return i / config.heads() * time * width + i % config.heads() * headWidth;
        }

        /** Adds to dx, to dm and to the gradient. */
        void backward(float[] values, float[] x, float[] m, float[] dy, float[] dx, float[] dm, float[] gradient,
                int batch) {
            Arrays.fill(dMixed, 0, batch * time * width, 0f);
            outPass.backward(values, mixed, dy, dMixed, gradient, batch * time);
            for (int i = 0; i < batch * config.heads(); i++) {
                int w = i * head.weights();
                head.valueGradient(weights, w, dMixed, mixedAt(i), width, dPairs, pairAt(i) + width, pairStride);
                head.weightGradient(dMixed, mixedAt(i), width, pairs, pairAt(i) + width, pairStride, dWeights);
                drop.backward(dWeights, w, head.weights());
                head.scoreGradient(soft, w, dWeights, queries, queryAt(i), queryStride, pairs, pairAt(i), pairStride,
                        dQueries, queryAt(i), queryStride, dPairs, pairAt(i), pairStride);
            }
            queryPass.backward(values, x, dQueries, dx, gradient, batch * time);
            if (memoryPass != null) {
                memoryPass.backward(values, m, dPairs, dm, gradient, batch * memoryTime);
            }
        }
    }
}

package dev.linnet.attention.study;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.nn.AdamW;
import java.util.SplittableRandom;

/**
 * The smallest model that must look near by: one head whose queries and keys are free numbers, one of each for every position,
 * trained to repeat the value of the position before its own. Values are random signs, fresh in every step; the loss is the mean square of
 * o_t - v_{t-1}.
 *
 * @param rule          how the head weighs keys
 * @param q             trained queries, T x K
 * @param k             trained keys, T x K
 * @param losses        loss of every step, before it
 * @param gradientNorms norm of the gradient of queries and keys in every step
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record PreviousValue(AttentionRule rule, double[][] q, double[][] k, double[] losses, double[] gradientNorms) {
    private static final int VALUES = 32;

    /**
     * Trains by AdamW.
     *
     * @param rule   a rule of queries, keys and values alone
     * @param length positions, at least 2
     * @param keyDim numbers of a query and of a key
     */
    public static PreviousValue train(AttentionRule rule, int length, int keyDim, int steps, double rate, long seed) {
        if (length < 2 || keyDim < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "length, keyDim and steps are %d, %d and %d; they must be at least 2, 1 and 1."
                            .formatted(length, keyDim, steps));
        }
        var random = new SplittableRandom(seed);
        int size = length * keyDim;
        var parameters = new float[2 * size];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian();
        }
        Chunkwise head = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(1));
        var optimizer = new AdamW(parameters.length, 0);
        Layout layout = Layout.of(1, 1, length, keyDim, VALUES);
        var losses = new double[steps];
        var norms = new double[steps];
        for (int step = 0; step < steps; step++) {
            float[] v = signs(length * VALUES, random);
            var in = FloatInputs.of(layout, java.util.Arrays.copyOf(parameters, size),
                    java.util.Arrays.copyOfRange(parameters, size, 2 * size), v);
            float[] o = head.forward(in).o();
            var dO = new float[o.length];
            float weight = 2f / ((length - 1) * VALUES);
            for (int i = VALUES; i < o.length; i++) {
                float error = o[i] - v[i - VALUES];
                losses[step] += error * error * weight / 2;
                dO[i] = weight * error;
            }
            FloatGradients gradients = head.backward(in, dO, new float[0]);
            var gradient = new float[2 * size];
            System.arraycopy(gradients.q(), 0, gradient, 0, size);
            System.arraycopy(gradients.k(), 0, gradient, size, size);
            norms[step] = AdamW.clip(gradient, gradient.length, 1);
            optimizer.step(parameters, gradient, rate);
        }
        return new PreviousValue(rule, rows(parameters, 0, length, keyDim), rows(parameters, size, length, keyDim),
                losses, norms);
    }

    /** The mean loss of the last tenth of the steps. */
    public double lastLoss() {
        int from = losses.length - Math.max(1, losses.length / 10);
        return java.util.Arrays.stream(losses, from, losses.length).average().orElseThrow();
    }

    /** Standard deviation of the gradient's norm over the second half of the steps, divided by its mean. */
    public double relativeDeviation() {
        double[] half = java.util.Arrays.copyOfRange(gradientNorms, gradientNorms.length / 2, gradientNorms.length);
        double mean = java.util.Arrays.stream(half).average().orElseThrow();
        double variance = java.util.Arrays.stream(half).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return Math.sqrt(variance) / mean;
    }

    private static float[] signs(int n, SplittableRandom random) {
        var signs = new float[n];
        for (int i = 0; i < n; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }

    private static double[][] rows(float[] numbers, int from, int rows, int columns) {
        var matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix[i][j] = numbers[from + i * columns + j];
            }
        }
        return matrix;
    }
}

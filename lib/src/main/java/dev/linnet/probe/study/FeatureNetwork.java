package dev.linnet.probe.study;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.linnet.attention.chunk.Team;
import dev.linnet.probe.Samples;

/**
 * A small network whose last hidden layer serves as features: linear layers with rectifiers between them, trained on the cross entropy by
 * Adam (rate 0.001, betas 0.9 and 0.999), then frozen. What linear evaluation of a supervised backbone means, in seconds.
 */
public final class FeatureNetwork {
    private static final double RATE = 1e-3;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final int[] widths;
    /** For each layer {@code [in][out]}, so that what an input adds to all outputs is one stretch of memory; then the bias. */
    private final double[][] weights;
    private final double[][] first;
    private final double[][] second;
    private long steps;

    private FeatureNetwork(int[] widths, SplittableRandom random) {
        this.widths = widths;
        this.weights = new double[widths.length - 1][];
        this.first = new double[weights.length][];
        this.second = new double[weights.length][];
        for (int l = 0; l < weights.length; l++) {
            weights[l] = new double[(widths[l] + 1) * widths[l + 1]];
            first[l] = new double[weights[l].length];
            second[l] = new double[weights[l].length];
            double deviation = Math.sqrt(2.0 / widths[l]);
            for (int i = 0; i < widths[l] * widths[l + 1]; i++) {
                weights[l][i] = deviation * random.nextGaussian();
            }
        }
    }

    /**
     * A trained network.
     *
     * @param samples what to learn to classify
     * @param hidden  widths of the hidden layers, the last of which is the features; at least one
     * @param epochs  at least 1
     * @param batch   at least 1
     * @param seed    of the first weights and of the order of samples
     */
    public static FeatureNetwork train(Samples samples, int[] hidden, int epochs, int batch, long seed) {
        if (hidden.length == 0 || Arrays.stream(hidden).anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("hidden is " + Arrays.toString(hidden)
                    + "; it must name at least one layer, each at least 1 wide");
        }
        if (epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("epochs is " + epochs + " and batch " + batch
                    + "; both must be at least 1");
        }
        var widths = new int[hidden.length + 2];
        widths[0] = samples.features();
        System.arraycopy(hidden, 0, widths, 1, hidden.length);
        widths[widths.length - 1] = samples.classes();
        var random = new SplittableRandom(seed);
        var network = new FeatureNetwork(widths, random);
        int[] order = new int[samples.rows()];
        Arrays.setAll(order, i -> i);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            for (int from = 0; from < order.length; from += batch) {
                Team.stopIfInterrupted();
                network.step(samples, order, from, Math.min(order.length, from + batch));
            }
        }
        return network;
    }

    /** The width of the features. */
    public int width() {
        return widths[widths.length - 2];
    }

    /** The last hidden layer's values of these samples, with their labels. */
    public Samples features(Samples samples) {
        int width = width();
        var x = new double[Math.multiplyExact(samples.rows(), width)];
        for (int row = 0; row < samples.rows(); row++) {
            System.arraycopy(forward(samples, row)[widths.length - 2], 0, x, row * width, width);
        }
        return new Samples(x, width, samples.labels(), samples.classes());
    }

    /** The share of samples that the network's own last layer classifies rightly. */
    public double score(Samples samples) {
        int right = 0;
        for (int row = 0; row < samples.rows(); row++) {
            double[] scores = forward(samples, row)[widths.length - 1];
            int best = 0;
            for (int k = 1; k < scores.length; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            right += best == samples.labels()[row] ? 1 : 0;
        }
        return right / (double) samples.rows();
    }

    /** The values of every layer, rectified but for the last. */
    private double[][] forward(Samples samples, int row) {
        var values = new double[widths.length][];
        values[0] = Arrays.copyOfRange(samples.x(), row * widths[0], (row + 1) * widths[0]);
        for (int l = 0; l < weights.length; l++) {
            int in = widths[l];
            int out = widths[l + 1];
            double[] w = weights[l];
            double[] y = Arrays.copyOfRange(w, in * out, (in + 1) * out);
            for (int i = 0; i < in; i++) {
                double x = values[l][i];
                if (x != 0) {
                    for (int o = 0; o < out; o++) {
                        y[o] += x * w[i * out + o];
                    }
                }
            }
            for (int o = 0; o < out && l < weights.length - 1; o++) {
                y[o] = Math.max(0, y[o]);
            }
            values[l + 1] = y;
        }
        return values;
    }

    /** Adds the gradient of one sample's loss. */
    private void backward(double[][] values, int label, double[][] gradients, double share) {
        double[] slope = values[widths.length - 1].clone();
        double highest = Arrays.stream(slope).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < slope.length; k++) {
            slope[k] = Math.exp(slope[k] - highest);
            sum += slope[k];
        }
        for (int k = 0; k < slope.length; k++) {
            slope[k] = (slope[k] / sum - (k == label ? 1 : 0)) * share;
        }
        for (int l = weights.length - 1; l >= 0; l--) {
            int in = widths[l];
            int out = widths[l + 1];
            double[] w = weights[l];
            double[] g = gradients[l];
            var before = new double[in];
            for (int i = 0; i < in; i++) {
                double x = values[l][i];
                if (x == 0) {
                    continue; // a rectifier that is shut, or nothing to learn from
                }
                double d = 0;
                for (int o = 0; o < out; o++) {
                    g[i * out + o] += x * slope[o];
                    d += w[i * out + o] * slope[o];
                }
                before[i] = d;
            }
            for (int o = 0; o < out; o++) {
                g[in * out + o] += slope[o];
            }
            slope = before;
        }
    }

    private void step(Samples samples, int[] order, int from, int to) {
        var gradients = new double[weights.length][];
        for (int l = 0; l < weights.length; l++) {
            gradients[l] = new double[weights[l].length];
        }
        for (int i = from; i < to; i++) {
            backward(forward(samples, order[i]), samples.labels()[order[i]], gradients, 1.0 / (to - from));
        }
        steps++;
        double right1 = 1 - Math.pow(BETA_1, (double) steps);
        double right2 = 1 - Math.pow(BETA_2, (double) steps);
        for (int l = 0; l < weights.length; l++) {
            for (int i = 0; i < weights[l].length; i++) {
                double g = gradients[l][i];
                first[l][i] = BETA_1 * first[l][i] + (1 - BETA_1) * g;
                second[l][i] = BETA_2 * second[l][i] + (1 - BETA_2) * g * g;
                weights[l][i] -= RATE * first[l][i] / right1 / (Math.sqrt(second[l][i] / right2) + EPSILON);
            }
        }
    }
}

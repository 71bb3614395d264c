package dev.linnet.probe;

import java.util.Arrays;

import dev.linnet.attention.chunk.Team;

/**
 * What logistic regression minimises, and its gradient:
 *
 * <pre>
 * J(W, b) = 1/2 ||W||^2 + C sum_i loss_i
 * K = 2:  loss = ln(1 + exp(-y f)),   f = w x + b,   y = 1 for class 1 and -1 for class 0
 * K > 2:  loss = -ln softmax_label(W x + b)
 * </pre>
 *
 * The bias is not penalised. Parameters are one array: {@code [outputs][features]}, then {@code [outputs]}, where outputs is
 * 1 for two classes and K otherwise. Each evaluation reads the samples once, block by block: while 64 rows are in the cache, their
 * scores, losses and gradient are computed.
 */
final class LogisticObjective implements Lbfgs.Objective {
    /** Pieces that threads work on, as many whatever the number of threads. */
    private static final int PIECES = 16;

    private final Iterable<Samples> samples;
    private final int features;
    private final int outputs;
    private final double c;
    private final int threads;

    LogisticObjective(Iterable<Samples> samples, int features, int classes, double c, int threads) {
        this.samples = samples;
        this.features = features;
        this.outputs = outputs(classes);
        this.c = c;
        this.threads = threads;
    }

    /** Weight vectors: one for two classes, else one for each. */
    static int outputs(int classes) {
        return classes == 2 ? 1 : classes;
    }

    @Override
    public int dimension() {
        return outputs * (features + 1);
    }

    @Override
    public double evaluate(double[] parameters, double[] gradient) {
        int padded = RowBlocks.padded(outputs);
        int weights = outputs * features;
        double[] w = Arrays.copyOf(Arrays.copyOf(parameters, weights), padded * features);
        double[] b = Arrays.copyOf(Arrays.copyOfRange(parameters, weights, weights + outputs), padded);
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (var piece : samples) {
            loss += add(piece, w, b, padded, gradient);
        }
        double penalty = 0;
        for (int i = 0; i < weights; i++) {
            penalty += parameters[i] * parameters[i];
            gradient[i] = Math.fma(c, gradient[i], parameters[i]);
        }
        for (int i = weights; i < gradient.length; i++) {
            gradient[i] *= c;
        }
        return penalty / 2 + c * loss;
    }

    /** Adds the gradient of the summed losses of these samples, and returns the sum. */
    private double add(Samples s, double[] w, double[] b, int padded, double[] gradient) {
        int blocks = (s.rows() + RowBlocks.ROWS - 1) / RowBlocks.ROWS;
        int pieces = Math.min(PIECES, blocks);
        var parts = new Part[pieces];
        Team.run(threads, pieces, (piece, _) -> {
            Team.stopIfInterrupted();
            var part = new Part(padded);
            int from = (int) ((long) blocks * piece / pieces);
            int to = (int) ((long) blocks * (piece + 1) / pieces);
            for (int block = from; block < to; block++) {
                part.add(s, block * RowBlocks.ROWS, w, b);
            }
            parts[piece] = part;
        });
        double loss = 0;
        for (var part : parts) {
            loss += part.loss;
            for (int i = 0; i < outputs * features; i++) {
                gradient[i] += part.weights[i];
            }
            for (int k = 0; k < outputs; k++) {
                gradient[outputs * features + k] += part.bias[k];
            }
        }
        return loss;
    }

    /** Loss and gradient of some blocks of rows. */
    private final class Part {
        private final int padded;
        private final double[] weights;
        private final double[] bias;
        private final double[] scratch = RowBlocks.scratch();
        private final double[] slopes;
        private double loss;

        Part(int padded) {
            this.padded = padded;
            this.weights = new double[padded * features];
            this.bias = new double[padded];
            this.slopes = new double[RowBlocks.ROWS * padded];
        }

        void add(Samples s, int from, double[] w, double[] b) {
            int rows = Math.min(RowBlocks.ROWS, s.rows() - from);
            RowBlocks.scores(s.x(), from * features, rows, features, w, b, padded, scratch, slopes);
            for (int r = 0; r < rows; r++) {
                int label = s.labels()[from + r];
                loss += outputs == 1 ? binary(r * padded, label) : softmax(r * padded, label);
                for (int k = 0; k < outputs; k++) {
                    bias[k] += slopes[r * padded + k];
                }
            }
            RowBlocks.addProducts(slopes, s.x(), from * features, rows, features, padded, weights);
        }

        /** Replaces the score by the loss's slope, and returns the loss. */
        private double binary(int at, int label) {
            double y = label == 1 ? 1 : -1;
            double margin = y * slopes[at];
            double tail = Math.exp(-Math.abs(margin));
            slopes[at] = -y * (margin >= 0 ? tail / (1 + tail) : 1 / (1 + tail));
            Arrays.fill(slopes, at + 1, at + padded, 0);
            return Math.log1p(tail) + Math.max(0, -margin);
        }

        private double softmax(int at, int label) {
            double all = LogSumExp.of(slopes, at, outputs);
            double loss = all - slopes[at + label];
            for (int k = 0; k < outputs; k++) {
                slopes[at + k] = Math.exp(slopes[at + k] - all);
            }
            slopes[at + label] -= 1;
            Arrays.fill(slopes, at + outputs, at + padded, 0);
            return loss;
        }
    }
}

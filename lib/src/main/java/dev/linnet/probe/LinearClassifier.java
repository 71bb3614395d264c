package dev.linnet.probe;

import java.util.Arrays;
import java.util.Objects;

import dev.linnet.attention.chunk.Team;

/**
 * {@code score_k(x) = b_k + sum_j W_k[j] x_j}.
 *
 * @param features n
 * @param classes  K
 * @param weights  {@code [classes][features]}
 * @param bias     {@code [classes]}
 */
@SuppressWarnings("ArrayRecordComponent") // read in place
public record LinearClassifier(int features, int classes, double[] weights, double[] bias) {
    /** Checks the shapes; the arrays are not copied. */
    public LinearClassifier {
        Objects.requireNonNull(weights, "weights");
        if (weights.length != (long) features * classes || bias.length != classes) {
            throw new IllegalArgumentException(
                    "weights has " + weights.length + " numbers and bias " + bias.length + "; "
                            + classes + " classes of " + features + " features need " + (long) classes * features
                            + " and " + classes);
        }
    }

    /** The number of rows of {@code x}. */
    static int rows(double[] x, int features) {
        if (x.length % features != 0) {
            throw new IllegalArgumentException("x has " + x.length + " numbers, which are no whole rows of " + features
                    + " features, the number that the probe was fitted to");
        }
        return x.length / features;
    }

    /** {@code [rows][classes]}, blocks of rows on several threads. */
    public double[] scores(double[] x, int threads) {
        int rows = rows(x, features);
        int padded = RowBlocks.padded(classes);
        double[] w = Arrays.copyOf(weights, padded * features);
        double[] b = Arrays.copyOf(bias, padded);
        var scores = new double[Math.multiplyExact(rows, classes)];
        int blocks = (rows + RowBlocks.ROWS - 1) / RowBlocks.ROWS;
        Team.run(threads, blocks, (block, _) -> {
            int from = block * RowBlocks.ROWS;
            int count = Math.min(RowBlocks.ROWS, rows - from);
            var out = new double[RowBlocks.ROWS * padded];
            RowBlocks.scores(x, from * features, count, features, w, b, padded, RowBlocks.scratch(), out);
            for (int r = 0; r < count; r++) {
                System.arraycopy(out, r * padded, scores, (from + r) * classes, classes);
            }
        });
        return requireMeaning(scores, classes, x, features);
    }

    /**
     * Scores that tell classes apart, or an exception that names the feature to blame.
     *
     * @throws IllegalArgumentException for a row with NaN, an infinity, or numbers so large that its scores overflow
     */
    static double[] requireMeaning(double[] scores, int classes, double[] x, int features) {
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                int row = i / classes;
                Samples.requireFinite(x, row * features, (row + 1) * features, features);
                if (scores[i] != Double.NEGATIVE_INFINITY || isHopeless(scores, row * classes, classes)) {
                    throw new IllegalArgumentException("row " + row + " has numbers so large that the score of class "
                            + i % classes + " is " + scores[i] + "; scale the features");
                }
            }
        }
        return scores;
    }

    private static boolean isHopeless(double[] scores, int from, int classes) {
        for (int k = 0; k < classes; k++) {
            if (scores[from + k] != Double.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }

    /** The same, as one reads it. */
    public double[] twinScores(double[] x) {
        int rows = rows(x, features);
        var scores = new double[rows * classes];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < classes; k++) {
                double score = bias[k];
                for (int j = 0; j < features; j++) {
                    score += weights[k * features + j] * x[row * features + j];
                }
                scores[row * classes + k] = score;
            }
        }
        return scores;
    }
}

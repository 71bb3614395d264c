package dev.linnet.probe;

import java.util.Arrays;

import dev.linnet.attention.chunk.Team;

/**
 * Number, mean and sum of squared deviations of every feature of every class, from one reading of the data. Pieces are merged by
 *
 * <pre>
 * c = c1 + c2        mu = (c1 mu1 + c2 mu2) / c        q = q1 + q2 + (c1 c2 / c) (mu1 - mu2)^2
 * </pre>
 *
 * (Chan, Golub and LeVeque 1979), and never by {@code E[x^2] - E[x]^2}, which loses the variance of features far from 0.
 */
final class ClassStatistics {
    /** Rows that are looked at together, twice: for their means, then for the deviations from them. */
    private static final int BLOCK = 256;
    /** Pieces that threads work on; their number is the same whatever the number of threads, and so are the bits. */
    private static final int PIECES = 16;

    private final int features;
    private final long[] counts;
    private final double[] means;
    private final double[] squares;

    ClassStatistics(int features, int classes) {
        this.features = features;
        this.counts = new long[classes];
        this.means = new double[Math.multiplyExact(classes, features)];
        this.squares = new double[means.length];
    }

    /** As they were gathered elsewhere: {@code [classes]}, {@code [classes][features]} twice; the arrays are not copied. */
    ClassStatistics(int features, long[] counts, double[] means, double[] squares) {
        this.features = features;
        this.counts = counts;
        this.means = means;
        this.squares = squares;
    }

    int features() {
        return features;
    }

    int classes() {
        return counts.length;
    }

    long count(int k) {
        return counts[k];
    }

    /** {@code [classes][features]}, live. */
    double[] means() {
        return means;
    }

    /** {@code [classes][features]}, the sums of squared deviations, live. */
    double[] squares() {
        return squares;
    }

    /** {@code mu_k[j]}. */
    double mean(int k, int feature) {
        return means[k * features + feature];
    }

    /** The variance of one feature in one class, divided by the class's number of samples. */
    double variance(int k, int feature) {
        return squares[k * features + feature] / counts[k];
    }

    long total() {
        return Arrays.stream(counts).sum();
    }

    /** Adds these samples. */
    void add(Samples samples, int threads) {
        int blocks = (samples.rows() + BLOCK - 1) / BLOCK;
        int pieces = Math.min(PIECES, blocks);
        var parts = new ClassStatistics[pieces];
        Team.run(threads, pieces, (piece, _) -> {
            var part = new ClassStatistics(features, classes());
            int from = (int) ((long) blocks * piece / pieces);
            int to = (int) ((long) blocks * (piece + 1) / pieces);
            for (int block = from; block < to; block++) {
                part.merge(ofRows(samples, block * BLOCK, Math.min(samples.rows(), (block + 1) * BLOCK)));
            }
            parts[piece] = part;
        });
        for (var part : parts) {
            merge(part);
        }
    }

    /** Of the rows {@code [from, to)}, by reading them twice. */
    static ClassStatistics ofRows(Samples samples, int from, int to) {
        int n = samples.features();
        var result = new ClassStatistics(n, samples.classes());
        double[] x = samples.x();
        int[] labels = samples.labels();
        for (int row = from; row < to; row++) {
            result.counts[labels[row]]++;
            int mean = labels[row] * n;
            for (int j = 0; j < n; j++) {
                result.means[mean + j] += x[row * n + j];
            }
        }
        for (int k = 0; k < result.classes(); k++) {
            for (int j = 0; j < n && result.counts[k] > 0; j++) {
                result.means[k * n + j] /= result.counts[k];
            }
        }
        for (int row = from; row < to; row++) {
            int mean = labels[row] * n;
            for (int j = 0; j < n; j++) {
                double off = x[row * n + j] - result.means[mean + j];
                result.squares[mean + j] += off * off;
            }
        }
        return result;
    }

    private void merge(ClassStatistics other) {
        for (int k = 0; k < classes(); k++) {
            double mine = counts[k];
            double its = other.counts[k];
            if (its == 0) {
                continue;
            }
            double all = mine + its;
            for (int j = k * features; j < (k + 1) * features; j++) {
                double apart = other.means[j] - means[j];
                means[j] += apart * (its / all);
                squares[j] += other.squares[j] + mine * its / all * apart * apart;
            }
            counts[k] += other.counts[k];
        }
    }
}

package dev.linnet.probe;

import java.util.List;

/**
 * A classifier of feature vectors, fitted to labelled samples.
 *
 * <p>
 * A probe that was not fitted refuses to predict. Where scores tie, the lowest class wins.
 */
public sealed interface Probe permits GaussianNaiveBayes, LogisticRegression, StochasticLogisticRegression {
    /** Forgets what was learnt, then learns from all samples at once. */
    void fit(Samples samples);

    /**
     * Learns from further samples, so that data may come in pieces that fit in memory.
     *
     * @throws UnsupportedOperationException where the learner needs all samples at once; the message says which does not
     */
    void partialFit(Samples samples);

    /**
     * Forgets what was learnt, then learns from all pieces; they may be read several times, and only one is needed in memory at once.
     *
     * @throws IllegalArgumentException where there is no piece
     */
    void fit(Iterable<Samples> pieces);

    /** Whether there is something to predict with. */
    boolean fitted();

    /** n, the number of features that it was fitted to. */
    int features();

    /** K, the number of classes that it was fitted to. */
    int classes();

    /**
     * What to know before trusting the fit, a sentence each: too few samples for a variance, too few steps for the tolerance. Empty
     * where nothing is amiss.
     */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Scores, the higher the likelier; their softmax is {@link #predictProba}.
     *
     * @param x {@code [rows][features]}
     * @return {@code [rows][classes]}
     */
    double[] scores(double[] x);

    /**
     * The most likely class of each row.
     *
     * @param x {@code [rows][features]}
     */
    default int[] predict(double[] x) {
        double[] scores = scores(x);
        int classes = classes();
        var best = new int[scores.length / classes];
        for (int row = 0; row < best.length; row++) {
            for (int k = 1; k < classes; k++) {
                if (scores[row * classes + k] > scores[row * classes + best[row]]) {
                    best[row] = k;
                }
            }
        }
        return best;
    }

    /**
     * {@code p(k | x)}, {@code [rows][classes]}; each row adds up to 1.
     *
     * @param x {@code [rows][features]}
     */
    default double[] predictProba(double[] x) {
        double[] scores = scores(x);
        LogSumExp.softmaxRows(scores, classes());
        return scores;
    }

    /** The share of samples whose class is predicted, in 0 to 1. */
    default double score(Samples samples) {
        samples.require(features(), classes());
        if (samples.rows() == 0) {
            throw new IllegalArgumentException("there is no sample to score");
        }
        int[] predicted = predict(samples.x());
        int right = 0;
        for (int i = 0; i < predicted.length; i++) {
            right += predicted[i] == samples.labels()[i] ? 1 : 0;
        }
        return right / (double) predicted.length;
    }
}

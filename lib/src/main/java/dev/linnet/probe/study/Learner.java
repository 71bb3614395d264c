package dev.linnet.probe.study;

import java.util.function.Supplier;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.GaussianNaiveBayes.Variance;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.Probe;

/**
 * A kind of probe with its settings, of which a study fits many. Each works on one thread; a study runs several at once.
 *
 * @param title   such as {@code LR C=1}
 * @param c       C of logistic regression, NaN where there is none
 * @param epsilon of naive Bayes, NaN where there is none
 * @param make    a probe that was not fitted
 */
public record Learner(String title, double c, double epsilon, Supplier<Probe> make) {
    /** Naive Bayes with pooled variances, the paper's. */
    public static Learner naiveBayes() {
        return new Learner("NB", Double.NaN, GaussianNaiveBayes.EPSILON,
                () -> new GaussianNaiveBayes(Variance.POOLED, GaussianNaiveBayes.EPSILON, 1));
    }

    /** Naive Bayes with a variance for each class. */
    public static Learner naiveBayesPerClass() {
        return new Learner("NB per class", Double.NaN, GaussianNaiveBayes.EPSILON,
                () -> new GaussianNaiveBayes(Variance.PER_CLASS, GaussianNaiveBayes.EPSILON, 1));
    }

    /** Logistic regression by L-BFGS. */
    public static Learner logistic(double c) {
        var options = LogisticRegression.Options.USUAL.withC(c).withThreads(1);
        String number = c == Math.rint(c) && c < 1e15 ? Long.toString((long) c) : Double.toString(c);
        return new Learner("LR C=" + number, c, Double.NaN, () -> new LogisticRegression(options));
    }
}

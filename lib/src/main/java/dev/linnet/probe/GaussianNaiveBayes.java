package dev.linnet.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gaussian naive Bayes: given the class, features are independent and normal. Zheng et al. 2023, section 2.
 *
 * <pre>
 * pooled:     score_k(x) = ln pi_k - 1/2 sum_j (x_j - mu_k[j])^2 / v[j]        v[j] = sum_k pi_k v_k[j]
 * per class:  score_k(x) = ln pi_k - 1/2 sum_j (ln v_k[j] + (x_j - mu_k[j])^2 / v_k[j])
 * </pre>
 *
 * With {@code pi_k = c_k / m}, and {@code v_k[j]} the variance of feature j in class k (divided by c_k) plus epsilon. With pooled
 * variances, the paper's form, the classifier is linear and computed as such, its scores lacking what all classes share.
 * With one variance for each class it is quadratic: what most libraries call Gaussian naive Bayes.
 *
 * <p>
 * Learning is one reading of the data, in pieces if wanted; {@code k} pieces give what one piece gives, to rounding.
 */
public final class GaussianNaiveBayes implements Probe {
    /** Whose variances are used. */
    public enum Variance {
        /** One for each feature, averaged over the classes: linear. */
        POOLED,
        /** One for each feature and class: quadratic. */
        PER_CLASS
    }

    /** What the reference implementation adds to variances, so that none is 0. */
    public static final double EPSILON = 1e-9;

    private final Variance variance;
    private final double epsilon;
    private final int threads;
    private ClassStatistics statistics;
    private LinearClassifier linear;

    /** With pooled variances and the usual epsilon, on all cores. */
    public GaussianNaiveBayes() {
        this(Variance.POOLED);
    }

    /** With the usual epsilon, on all cores. */
    public GaussianNaiveBayes(Variance variance) {
        this(variance, EPSILON, Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param epsilon what is added to each variance, at least 0
     * @param threads most threads that learn and predict at once; the result does not depend on them
     */
    public GaussianNaiveBayes(Variance variance, double epsilon, int threads) {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be a finite number of at least 0");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
        this.variance = variance;
        this.epsilon = epsilon;
        this.threads = threads;
    }

    /** One that has learnt already. */
    GaussianNaiveBayes(Variance variance, double epsilon, ClassStatistics statistics) {
        this(variance, epsilon, Runtime.getRuntime().availableProcessors());
        this.statistics = statistics;
    }

    Variance kind() {
        return variance;
    }

    double epsilon() {
        return epsilon;
    }

    ClassStatistics statistics() {
        return requireFitted();
    }

    @Override
    public void fit(Samples samples) {
        samples.requireEveryClass();
        statistics = null;
        partialFit(samples);
    }

    @Override
    public void fit(Iterable<Samples> pieces) {
        statistics = null;
        pieces.forEach(this::partialFit);
        requireFitted();
    }

    /** Learns from further samples. Not every piece need have every class, but together they must before anything is predicted. */
    @Override
    public void partialFit(Samples samples) {
        samples.requireTwoClasses();
        if (statistics == null) {
            statistics = new ClassStatistics(samples.features(), samples.classes());
        }
        samples.require(statistics.features(), statistics.classes());
        statistics.add(samples, threads);
        linear = null;
    }

    @Override
    public boolean fitted() {
        return statistics != null;
    }

    @Override
    public int features() {
        return requireFitted().features();
    }

    @Override
    public int classes() {
        return requireFitted().classes();
    }

    /** {@code pi_k}, the share of class k. */
    public double prior(int k) {
        return (double) requireFitted().count(k) / statistics.total();
    }

    /** {@code mu_k[j]}. */
    public double mean(int k, int feature) {
        return requireFitted().mean(k, feature);
    }

    /** {@code v_k[j]}, epsilon included. */
    public double variance(int k, int feature) {
        return requireFitted().variance(k, feature) + epsilon;
    }

    /** {@code v[j]}, the average over the classes, weighted by their shares. */
    public double pooledVariance(int feature) {
        double sum = 0;
        for (int k = 0; k < classes(); k++) {
            sum += prior(k) * variance(k, feature);
        }
        return sum;
    }

    @Override
    public List<String> warnings() {
        requireFitted();
        var warnings = new ArrayList<String>();
        if (statistics.total() == classes()) {
            warnings.add("every class has a single sample, so that all variances are epsilon = " + epsilon
                    + ": only near copies of the samples are told apart");
        } else if (variance == Variance.PER_CLASS) {
            for (int k = 0; k < classes(); k++) {
                int constant = constantFeatures(k);
                if (constant > 0) {
                    warnings.add("class " + k + " has " + statistics.count(k) + (statistics.count(k) == 1
                            ? " sample"
                            : " samples") + " and " + constant + " of " + features()
                            + " features do not vary in it: their variance is epsilon = " + epsilon
                            + "; pooled variances or a larger epsilon are safer");
                }
            }
        }
        return warnings;
    }

    private int constantFeatures(int k) {
        int constant = 0;
        for (int j = 0; j < features(); j++) {
            constant += statistics.variance(k, j) == 0 ? 1 : 0;
        }
        return constant;
    }

    @Override
    public double[] scores(double[] x) {
        requireFitted();
        requireVariances();
        if (variance == Variance.POOLED) {
            if (linear == null) {
                linear = linearForm();
            }
            return linear.scores(x, threads);
        }
        return LinearClassifier.requireMeaning(twinScores(x), classes(), x, features());
    }

    /**
     * {@code W_k = (mu_k - m) / v} and {@code b_k = ln pi_k - 1/2 sum_j (mu_k[j] - m[j])^2 / v[j] - W_k m}, with the mean m of
     * all samples: what does not differ between classes weighs nothing, however small its variance.
     */
    private LinearClassifier linearForm() {
        int n = features();
        int classes = classes();
        var weights = new double[classes * n];
        var bias = new double[classes];
        for (int k = 0; k < classes; k++) {
            bias[k] = Math.log(prior(k));
        }
        for (int j = 0; j < n; j++) {
            double centre = 0;
            for (int k = 0; k < classes; k++) {
                centre += prior(k) * mean(k, j);
            }
            double pooled = pooledVariance(j);
            for (int k = 0; k < classes; k++) {
                double apart = mean(k, j) - centre;
                double weight = apart == 0 ? 0 : apart / pooled;
                weights[k * n + j] = weight;
                bias[k] -= weight * (apart / 2 + centre);
            }
        }
        return new LinearClassifier(n, classes, weights, bias);
    }

    /** The scores by the equations above, as one reads them. With pooled variances they differ from {@link #scores} by what all classes share. */
    public double[] twinScores(double[] x) {
        int n = features();
        requireVariances();
        int classes = classes();
        int rows = LinearClassifier.rows(x, n);
        var scores = new double[rows * classes];
        for (int k = 0; k < classes; k++) {
            for (int row = 0; row < rows; row++) {
                scores[row * classes + k] = Math.log(prior(k));
            }
            for (int j = 0; j < n; j++) {
                double v = variance == Variance.POOLED ? pooledVariance(j) : variance(k, j);
                double constant = variance == Variance.POOLED ? 0 : Math.log(v);
                double mean = mean(k, j);
                for (int row = 0; row < rows; row++) {
                    double off = x[row * n + j] - mean;
                    scores[row * classes + k] -= (constant + (off == 0 ? 0 : off * off / v)) / 2;
                }
            }
        }
        return scores;
    }

    /**
     * {@code ln p(x | k)} with pooled variances, without the priors: what the paper's diagnostics of features use.
     *
     * @param x {@code [rows][features]}
     * @return {@code [rows][classes]}
     */
    public double[] logDensities(double[] x) {
        int n = features();
        int classes = classes();
        int rows = LinearClassifier.rows(x, n);
        var densities = new double[rows * classes];
        for (int j = 0; j < n; j++) {
            double v = pooledVariance(j);
            double constant = Math.log(2 * Math.PI * v);
            for (int k = 0; k < classes; k++) {
                double mean = mean(k, j);
                for (int row = 0; row < rows; row++) {
                    double off = x[row * n + j] - mean;
                    densities[row * classes + k] -= (constant + (off == 0 ? 0 : off * off / v)) / 2;
                }
            }
        }
        return densities;
    }

    /** With epsilon 0 a variance may be 0, and a score neither finite nor meant. */
    private void requireVariances() {
        if (epsilon > 0) {
            return;
        }
        for (int j = 0; j < features(); j++) {
            if (variance == Variance.POOLED && pooledVariance(j) == 0 && !sharedMean(j)) {
                throw new IllegalStateException("feature " + j
                        + " does not vary within any class; give naive Bayes an epsilon above 0, such as 1e-9");
            }
            for (int k = 0; variance == Variance.PER_CLASS && k < classes(); k++) {
                if (variance(k, j) == 0) {
                    throw new IllegalStateException("feature " + j + " does not vary in class " + k
                            + "; give naive Bayes an epsilon above 0, such as 1e-9, or pool the variances");
                }
            }
        }
    }

    private boolean sharedMean(int feature) {
        for (int k = 1; k < classes(); k++) {
            if (mean(k, feature) != mean(0, feature)) {
                return false;
            }
        }
        return true;
    }

    private ClassStatistics requireFitted() {
        if (statistics == null) {
            throw new IllegalStateException("the probe has not been fitted; call fit first");
        }
        for (int k = 0; k < statistics.classes(); k++) {
            if (statistics.count(k) == 0) {
                throw new IllegalStateException("class " + k + " of " + statistics.classes()
                        + " has had no sample yet; call partialFit with some");
            }
        }
        return statistics;
    }

    /** Such as {@code GaussianNaiveBayes[POOLED, epsilon=1e-9]}. */
    @Override
    public String toString() {
        return "GaussianNaiveBayes" + Arrays.asList(variance, "epsilon=" + epsilon);
    }
}

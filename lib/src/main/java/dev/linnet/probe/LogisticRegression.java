package dev.linnet.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Multinomial logistic regression with an L2 penalty, fitted by {@link Lbfgs} from zero:
 *
 * <pre>
 * J(W, b) = 1/2 ||W||^2 + C sum_i loss_i
 * K = 2:  loss = ln(1 + exp(-y f)),   f = w x + b        (one weight vector)
 * K > 2:  loss = -ln softmax_label(W x + b)              (K weight vectors)
 * </pre>
 *
 * C multiplies the sum of the losses, not their mean, and the bias is not penalised, as in scikit-learn. (Two vectors for K = 2
 * would halve the penalty's effect.) Ends where no entry of J's gradient is above the tolerance.
 */
public final class LogisticRegression implements Probe {
    /**
     * How it is fitted.
     *
     * @param c          weight of the losses against the penalty, above 0; the larger, the less regularised
     * @param tolerance  ends where no entry of the gradient is larger, above 0
     * @param iterations most steps, at least 1
     * @param threads    most threads, at least 1; the result does not depend on them
     */
    public record Options(double c, double tolerance, int iterations, int threads) {
        /** C = 1, tolerance 1e-4, 1000 steps, all cores: the paper's, but for C, which it sets for each kind of feature. */
        public static final Options USUAL = new Options(1, 1e-4, 1000, Runtime.getRuntime().availableProcessors());

        public Options {
            if (!(c > 0) || Double.isInfinite(c)) {
                throw new IllegalArgumentException("c is " + c + "; it must be a finite number above 0");
            }
            if (!(tolerance > 0)) {
                throw new IllegalArgumentException("tolerance is " + tolerance + "; it must be above 0");
            }
            if (iterations < 1) {
                throw new IllegalArgumentException("iterations is " + iterations + "; it must be at least 1");
            }
            if (threads < 1) {
                throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
            }
        }

        /** These, with another C. */
        public Options withC(double other) {
            return new Options(other, tolerance, iterations, threads);
        }

        /** These, with another tolerance. */
        public Options withTolerance(double other) {
            return new Options(c, other, iterations, threads);
        }

        /** These, with another limit of steps. */
        public Options withIterations(int other) {
            return new Options(c, tolerance, other, threads);
        }

        /** These, on so many threads. */
        public Options withThreads(int other) {
            return new Options(c, tolerance, iterations, other);
        }
    }

    private final Options options;
    private LinearClassifier linear;
    private int classes;
    private Lbfgs.Minimum minimum;

    /** With the usual options. */
    public LogisticRegression() {
        this(Options.USUAL);
    }

    public LogisticRegression(Options options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /** One that has been fitted already; {@code minimum} has the parameters. */
    LogisticRegression(Options options, int features, int classes, Lbfgs.Minimum minimum) {
        this(options);
        this.classes = classes;
        this.minimum = minimum;
        linear = linear(features);
    }

    Options options() {
        return options;
    }

    @Override
    public void fit(Samples samples) {
        fit(List.of(samples));
    }

    @Override
    public void fit(Iterable<Samples> pieces) {
        int[] counts = null;
        int features = 0;
        for (var piece : pieces) {
            if (counts == null) {
                counts = new int[piece.classes()];
                features = piece.features();
            }
            piece.require(features, counts.length);
            int[] its = piece.counts();
            for (int k = 0; k < counts.length; k++) {
                counts[k] += its[k];
            }
        }
        requireClasses(counts);
        var objective = new LogisticObjective(pieces, features, counts.length, options.c(), options.threads());
        minimum = Lbfgs.minimise(objective, new double[objective.dimension()], options.tolerance(),
                options.iterations());
        classes = counts.length;
        linear = linear(features);
    }

    private LinearClassifier linear(int features) {
        int outputs = LogisticObjective.outputs(classes);
        double[] parameters = minimum.parameters();
        return new LinearClassifier(features, outputs, Arrays.copyOf(parameters, outputs * features),
                Arrays.copyOfRange(parameters, outputs * features, parameters.length));
    }

    private static void requireClasses(int[] counts) {
        if (counts == null) {
            throw new IllegalArgumentException("there are no samples to fit to");
        }
        if (counts.length == 1) {
            throw new IllegalArgumentException(Samples.ONE_CLASS);
        }
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException("class " + k + " of " + counts.length
                        + " has no sample; draw again or leave the class out");
            }
        }
    }

    /** Not possible: L-BFGS needs all samples at every step. */
    @Override
    public void partialFit(Samples samples) {
        throw new UnsupportedOperationException(
                "L-BFGS needs all samples at every step: call fit with the pieces, which it reads"
                        + " one by one, or use StochasticLogisticRegression");
    }

    @Override
    public boolean fitted() {
        return linear != null;
    }

    @Override
    public int features() {
        return requireFitted().features();
    }

    @Override
    public int classes() {
        requireFitted();
        return classes;
    }

    /** {@code [outputs][features]}: one weight vector for two classes, else one for each. */
    public double[] weights() {
        return requireFitted().weights().clone();
    }

    /** {@code [outputs]}. */
    public double[] bias() {
        return requireFitted().bias().clone();
    }

    /** How the fit ended; look at {@code converged}. */
    public Lbfgs.Minimum minimum() {
        requireFitted();
        return minimum;
    }

    @Override
    public List<String> warnings() {
        requireFitted();
        if (minimum.converged()) {
            return List.of();
        }
        return List.of("L-BFGS ended after " + minimum.iterations() + " steps with a gradient entry of "
                + minimum.slope() + ", above the tolerance " + options.tolerance()
                + ": allow more iterations, scale the features to [0, 1] or take a smaller c");
    }

    /** For two classes the scores are 0 and f. */
    @Override
    public double[] scores(double[] x) {
        double[] scores = requireFitted().scores(x, options.threads());
        if (classes > 2) {
            return scores;
        }
        var both = new double[Math.multiplyExact(2, scores.length)];
        for (int row = 0; row < scores.length; row++) {
            both[2 * row + 1] = scores[row];
        }
        return both;
    }

    private LinearClassifier requireFitted() {
        if (linear == null) {
            throw new IllegalStateException("the probe has not been fitted; call fit first");
        }
        return linear;
    }

    /**
     * J at these parameters by the equations above, as one reads them; the gradient is written if there is an array for it.
     *
     * @param parameters {@code [outputs][features]}, then {@code [outputs]}
     * @param gradient   as long, or null
     */
    public static double twin(Samples samples, double c, double[] parameters, double[] gradient) {
        int n = samples.features();
        int outputs = LogisticObjective.outputs(samples.classes());
        var slope = new double[parameters.length];
        double value = 0;
        for (int i = 0; i < outputs * n; i++) {
            value += parameters[i] * parameters[i] / 2;
            slope[i] = parameters[i];
        }
        for (int row = 0; row < samples.rows(); row++) {
            int label = samples.labels()[row];
            var score = new double[Math.max(2, outputs)];
            // Two classes have the scores 0 and f, so that both losses are one.
            int first = score.length - outputs;
            for (int k = 0; k < outputs; k++) {
                score[first + k] = parameters[outputs * n + k];
                for (int j = 0; j < n; j++) {
                    score[first + k] += parameters[k * n + j] * samples.at(row, j);
                }
            }
            double all = LogSumExp.of(score, 0, score.length);
            value += c * (all - score[label]);
            for (int k = 0; k < outputs; k++) {
                double d = Math.exp(score[first + k] - all) - (first + k == label ? 1 : 0);
                for (int j = 0; j < n; j++) {
                    slope[k * n + j] += c * d * samples.at(row, j);
                }
                slope[outputs * n + k] += c * d;
            }
        }
        if (gradient != null) {
            System.arraycopy(slope, 0, gradient, 0, slope.length);
        }
        return value;
    }

    @Override
    public String toString() {
        return "LogisticRegression[C=" + options.c() + "]";
    }
}

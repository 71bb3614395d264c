package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.Evidence;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.Prior;

/**
 * Fits curves to a batch and to what the description says it was learned from: 25 points of its curve, which count the less the worse the
 * description does on the batch. Constant, linear, quadratic and cubic are tried, or constant, linear and sine where the description speaks of
 * a periodic function, and the one with the least n ln(rss / n + 0.0004) + 1.5 k ln n is written, k its parameters.
 */
final class CurveOptimizer {
    private static final int POINTS = 25;

    private record Fit(ModelSentence.Curve curve, double score) {}

    private final Description current;
    private final int decimals;
    private final Slips slips;
    private final Batch batch;
    private final int size;
    private final double[] batchX;
    private final double[] batchY;

    CurveOptimizer(Description current, Batch batch, int decimals, Slips slips) {
        this.current = current;
        this.batch = batch;
        this.decimals = decimals;
        this.slips = slips;
        size = batch.size();
        batchX = batch.examples().stream().mapToDouble(e -> ((InputRow.Numbers) e.input()).first()).toArray();
        batchY = batch.examples().stream().mapToDouble(Batch.Example::target).toArray();
    }

    OptimizerReply.Improved improved() {
        double mse = batch.hasOutputs() ? batch.meanSquaredError() : Double.NaN;
        ModelSentence.Curve old = current.model().orElse(null) instanceof ModelSentence.Curve curve ? curve : null;
        Evidence.OfCurve evidence = old != null && current.evidence().orElse(null) instanceof Evidence.OfCurve e
                ? e
                : null;
        String seen = batch.hasOutputs()
                ? "On this batch of " + size + " examples the mean squared error is " + words(mse) + ". "
                : "I see " + size + " examples and no outputs of the model. ";
        if (evidence != null && evidence.examples() >= 60) {
            double bound = 1.5 * Math.max(evidence.typicalError(), 0.5 * Math.pow(10, -decimals));
            if (mse <= bound * bound) {
                return new OptimizerReply.Improved(
                        seen + "That is what the typical error lets expect, so I keep the description.", old,
                        new Evidence.OfCurve(evidence.examples() + size, Math.min(evidence.low(), min()),
                                Math.max(evidence.high(), max()), evidence.typicalError()));
            }
        }
        double trust = evidence == null || Double.isNaN(mse)
                ? 0
                : mse == 0 ? 1 : Math.min(1, 2 * Math.pow(Math.max(evidence.typicalError(), 0.05), 2) / mse);
        return refitted(seen, old, trust > 0 ? evidence : null, trust);
    }

    private OptimizerReply.Improved refitted(String seen, ModelSentence.Curve old, Evidence.OfCurve evidence,
            double trust) {
        double remembered = evidence == null ? 0 : Math.min(evidence.examples(), 200) * trust;
        int points = evidence == null ? 0 : POINTS;
        double[] x = Arrays.copyOf(batchX, size + points);
        double[] y = Arrays.copyOf(batchY, size + points);
        double[] w = new double[size + points];
        Arrays.fill(w, 0, size, 1);
        for (int i = 0; i < points; i++) {
            x[size + i] = evidence.low() + (evidence.high() - evidence.low()) * i / (POINTS - 1);
            y[size + i] = old.at(x[size + i]);
            w[size + i] = remembered / POINTS;
        }
        // Points of a curve have no noise; what they stand for had.
        double noise = evidence == null ? 0 : remembered * Math.pow(evidence.typicalError(), 2);
        Fit best = candidates(x, y, w, noise, old).stream()
                .min(java.util.Comparator.comparingDouble(Fit::score))
                .orElseThrow();
        ModelSentence.Curve written = written(best.curve(), old);
        int k = best.curve().parameters().length;
        double batchError = Math.sqrt(squares(written, batchX, batchY) / Math.max(1, size - k));
        double error = evidence == null
                ? batchError
                : Math.sqrt((size * batchError * batchError + remembered * Math.pow(evidence.typicalError(), 2))
                        / (size + remembered));
        int examples = evidence == null ? size : size + evidence.examples();
        String reasoning = seen + (old == null
                ? "The description states no curve yet. "
                : evidence == null
                        ? "What it says of its past I cannot build on. "
                        : "I trust what it was learned from to " + Math.round(100 * trust) + " percent. ")
                + "Of the curves that I tried a " + best.curve().family()
                + " one explains the batch and what is remembered best for its number of parameters.";
        return new OptimizerReply.Improved(reasoning, written,
                new Evidence.OfCurve(examples, evidence == null ? min() : Math.min(evidence.low(), min()),
                        evidence == null ? max() : Math.max(evidence.high(), max()), Numerals.round(error, 2)));
    }

    private List<Fit> candidates(double[] x, double[] y, double[] w, double noise, ModelSentence.Curve old) {
        double n = Arrays.stream(w).sum();
        var fits = new ArrayList<Fit>();
        fitted(x, y, w, noise, 0).ifPresent(fits::add);
        boolean varied = Arrays.stream(x).distinct().count() > 1;
        boolean periodic = current.priors().contains(Prior.PERIODIC) || old instanceof ModelSentence.Sine;
        for (int degree = 1; varied && degree <= (periodic ? 1 : 3); degree++) {
            if (n > degree + 2) {
                fitted(x, y, w, noise, degree).ifPresent(fits::add);
            }
        }
        if (varied && periodic && n > 5) {
            sine(x, y, w).ifPresent(curve -> fits.add(scored(curve, x, y, w, noise)));
        }
        return fits;
    }

    private Optional<Fit> fitted(double[] x, double[] y, double[] w, double noise, int degree) {
        double[][] rows = new double[x.length][degree + 1];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j <= degree; j++) {
                rows[i][j] = Math.pow(x[i], j);
            }
        }
        return LeastSquares.fit(rows, y, w, new double[degree + 1])
                .map(c -> scored(degree == 0 ? new ModelSentence.Constant(c[0]) : ModelSentence.Polynomial.of(c), x, y,
                        w, noise));
    }

    private static Fit scored(ModelSentence.Curve curve, double[] x, double[] y, double[] w, double noise) {
        int k = curve.parameters().length;
        double n = Arrays.stream(w).sum();
        return new Fit(curve,
                n * Math.log((rss(curve, x, y, w) + noise) / n + 0.0004) + 1.5 * k * Math.log(Math.max(n, 3)));
    }

    private static double rss(ModelSentence.Curve curve, double[] x, double[] y, double[] w) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += w[i] * Math.pow(curve.at(x[i]) - y[i], 2);
        }
        return sum;
    }

    /** The sine of the best frequency of a grid, amplitude, phase and offset by least squares; a small ridge holds a short batch. */
    private static Optional<ModelSentence.Curve> sine(double[] x, double[] y, double[] w) {
        var best = new Fit(null, Double.POSITIVE_INFINITY);
        for (int i = 30; i <= 400; i += 5) {
            best = better(best, i, x, y, w);
        }
        if (best.curve() == null) {
            return Optional.empty();
        }
        int around = (int) Math.round(best.curve().parameters()[1] * 100);
        for (int i = around - 5; i <= around + 5; i++) {
            best = better(best, i, x, y, w);
        }
        return Optional.of(best.curve());
    }

    private static Fit better(Fit best, int hundredths, double[] x, double[] y, double[] w) {
        double frequency = hundredths / 100.0;
        double[][] rows = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            rows[i] = new double[] {Math.sin(frequency * x[i]), Math.cos(frequency * x[i]), 1};
        }
        return LeastSquares.fit(rows, y, w, new double[] {1e-4, 1e-4, 0})
                .map(c -> new ModelSentence.Sine(Math.hypot(c[0], c[1]), frequency, Math.atan2(c[1], c[0]), c[2]))
                .map(curve -> new Fit(curve, rss(curve, x, y, w)))
                .filter(fit -> fit.score() < best.score())
                .orElse(best);
    }

    /** The curve as it is written: moved only part of the way where the profile says so, off by its slips, and rounded. */
    private ModelSentence.Curve written(ModelSentence.Curve fit, ModelSentence.Curve old) {
        double[] parameters = fit.parameters();
        boolean same = old != null && old.family().equals(fit.family());
        double stride = slips.profile().stride();
        for (int i = 0; i < parameters.length; i++) {
            double target = same ? old.parameters()[i] + stride * (parameters[i] - old.parameters()[i]) : parameters[i];
            parameters[i] = slips.parameter(target, decimals);
        }
        return fit.withParameters(parameters);
    }

    private static double squares(ModelSentence.Curve curve, double[] x, double[] y) {
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        return rss(curve, x, y, ones);
    }

    private double min() {
        return Arrays.stream(batchX).min().orElseThrow();
    }

    private double max() {
        return Arrays.stream(batchX).max().orElseThrow();
    }

    private static String words(double value) {
        return String.format(Locale.ROOT, value < 0.01 ? "%.5f" : "%.2f", value);
    }
}

package dev.linnet.bench.probe;

import java.util.function.Supplier;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.GaussianNaiveBayes.Variance;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;

/** This library's fits. */
final class Ours {
    private Ours() {}

    static Fit naiveBayes(Samples samples, int threads, int rounds) {
        return best(samples, rounds, () -> new GaussianNaiveBayes(Variance.PER_CLASS, 1e-9, threads));
    }

    static Fit logistic(Samples samples, double c, double tolerance, int threads, int rounds) {
        return best(samples, rounds, () -> new LogisticRegression(
                new LogisticRegression.Options(c, tolerance, 1000, threads)));
    }

    private static Fit best(Samples samples, int rounds, Supplier<Probe> make) {
        double least = Double.POSITIVE_INFINITY;
        Probe fitted = null;
        for (int round = 0; round < rounds; round++) {
            fitted = make.get();
            long start = System.nanoTime();
            fitted.fit(samples);
            least = Math.min(least, (System.nanoTime() - start) / 1e9);
        }
        double accuracy = fitted.score(samples);
        if (fitted instanceof LogisticRegression logistic) {
            var minimum = logistic.minimum();
            return new Fit(least, minimum.value(), accuracy, minimum.iterations() + " steps");
        }
        return new Fit(least, Double.NaN, accuracy, "");
    }
}

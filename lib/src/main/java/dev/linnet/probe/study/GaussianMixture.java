package dev.linnet.probe.study;

import java.util.SplittableRandom;

import org.apache.commons.math3.special.Erf;

import dev.linnet.attention.chunk.Team;
import dev.linnet.probe.Samples;

/**
 * The paper's simulation: K normal classes of equal share in n dimensions, all with the same diagonal covariance.
 *
 * <pre>
 * mean of class 0: -1 in every coordinate;  of class k >= 1: 2^(k-1) in every coordinate
 * variances: n in the first n/2 coordinates (rounded down), 1 in the others
 * for K > 2 every coordinate is then mapped by x -> (x - 2^(K-3)) / 2^(K-3)
 * </pre>
 *
 * Sample i is of class {@code i mod K} and depends on the seed and i alone, so that a pool of any size takes no memory.
 *
 * @param classes  K, 2 to 30
 * @param features n, at least 1
 */
public record GaussianMixture(int classes, int features) {
    private static final long STREAM = 0x9E3779B97F4A7C15L;

    public GaussianMixture {
        if (classes < 2 || classes > 30) {
            throw new IllegalArgumentException("classes is " + classes + "; it must be 2 to 30");
        }
        if (features < 1) {
            throw new IllegalArgumentException("features is " + features + "; it must be at least 1");
        }
    }

    /** The mean of class k in every coordinate, before the mapping. */
    public double mean(int k) {
        return k == 0 ? -1 : Math.pow(2, k - 1);
    }

    /** The variance of a coordinate, before the mapping. */
    public double variance(int feature) {
        return feature < features / 2 ? features : 1;
    }

    /** What the mapping takes off and divides by; 0 and 1 for two classes. */
    private double shift() {
        return classes == 2 ? 0 : Math.pow(2, classes - 3);
    }

    private double scale() {
        return classes == 2 ? 1 : shift();
    }

    /**
     * The error of the best classifier. All means lie on one line, so only {@code t = sum_j x_j / v_j} matters, and neighbours at the
     * distance {@code d = |mean difference| sqrt(sum_j 1 / v_j)} are confused with {@code Q(d/2)}, in both directions:
     * {@code 2/K sum Q(d/2)} over the K - 1 neighbours, where Q is the normal distribution's upper tail. For K = 2 and even n it is
     * {@code Q(sqrt((n + 1) / 2))}.
     */
    public double bayesError() {
        double precision = 0;
        for (int j = 0; j < features; j++) {
            precision += 1 / variance(j);
        }
        double sum = 0;
        for (int k = 1; k < classes; k++) {
            double distance = (mean(k) - mean(k - 1)) * Math.sqrt(precision);
            sum += Erf.erfc(distance / 2 / Math.sqrt(2)) / 2;
        }
        return 2 * sum / classes;
    }

    /** The samples of these numbers. */
    public Samples samples(long seed, int... numbers) {
        var x = new double[Math.multiplyExact(numbers.length, features)];
        var labels = new int[numbers.length];
        var deviations = new double[features];
        for (int j = 0; j < features; j++) {
            deviations[j] = Math.sqrt(variance(j)) / scale();
        }
        for (int i = 0; i < numbers.length; i++) {
            Team.stopIfInterrupted();
            labels[i] = Math.floorMod(numbers[i], classes);
            double centre = (mean(labels[i]) - shift()) / scale();
            var random = new SplittableRandom(seed + STREAM * (numbers[i] + 1L));
            for (int j = 0; j < features; j++) {
                x[i * features + j] = centre + deviations[j] * random.nextGaussian();
            }
        }
        return new Samples(x, features, labels, classes);
    }

    /** The first {@code count} samples. */
    public Samples first(long seed, int count) {
        var numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return samples(seed, numbers);
    }
}

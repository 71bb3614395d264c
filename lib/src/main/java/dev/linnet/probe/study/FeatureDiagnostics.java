package dev.linnet.probe.study;

import java.util.Arrays;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.MinMaxScaler;
import dev.linnet.probe.Samples;

/**
 * Whether features fulfil the assumption under which naive Bayes needs O(log n) samples: for classes {@code a != b} and samples of class k,
 * the log density ratio {@code r = ln p(x|a) - ln p(x|b)}, with pooled variances, has a mean of size {@code beta n} with beta off 0, and a
 * variance {@code alpha n} with alpha bounded. Features are scaled to [0, 1] first; n counts those that vary.
 *
 * @param variances {@code [n]}: v[j], epsilon included, rising
 * @param beta      {@code [K (K-1) K]}: |mean of r| / n of every ordered pair a, b and every k, rising
 * @param alpha     as many: variance of r / n, rising
 */
@SuppressWarnings("ArrayRecordComponent") // read in place
public record FeatureDiagnostics(double[] variances, double[] beta, double[] alpha) {
    /** Of all these samples; every class must have one. */
    public static FeatureDiagnostics of(Samples samples) {
        var scaler = MinMaxScaler.fit(samples);
        int n = 0;
        for (int j = 0; j < samples.features(); j++) {
            n += scaler.high()[j] > scaler.low()[j] ? 1 : 0;
        }
        if (n == 0) {
            throw new IllegalArgumentException("all " + samples.features() + " features are constant; there is nothing"
                    + " to look at");
        }
        var scaled = scaler.apply(samples);
        var probe = new GaussianNaiveBayes();
        probe.fit(scaled);
        var variances = new double[n];
        for (int j = 0, at = 0; j < samples.features(); j++) {
            if (scaler.high()[j] > scaler.low()[j]) {
                variances[at++] = probe.pooledVariance(j);
            }
        }
        int classes = samples.classes();
        double[] densities = probe.logDensities(scaled.x());
        int[] counts = samples.counts();
        var beta = new double[classes * (classes - 1) * classes];
        var alpha = new double[beta.length];
        int at = 0;
        for (int a = 0; a < classes; a++) {
            for (int b = 0; b < classes; b++) {
                if (a == b) {
                    continue;
                }
                var mean = new double[classes];
                for (int row = 0; row < samples.rows(); row++) {
                    int k = samples.labels()[row];
                    mean[k] += (densities[row * classes + a] - densities[row * classes + b]) / counts[k];
                }
                var variance = new double[classes];
                for (int row = 0; row < samples.rows(); row++) {
                    int k = samples.labels()[row];
                    double off = densities[row * classes + a] - densities[row * classes + b] - mean[k];
                    variance[k] += off * off / counts[k];
                }
                for (int k = 0; k < classes; k++) {
                    beta[at] = Math.abs(mean[k]) / n;
                    alpha[at++] = variance[k] / n;
                }
            }
        }
        Arrays.sort(variances);
        Arrays.sort(beta);
        Arrays.sort(alpha);
        return new FeatureDiagnostics(variances, beta, alpha);
    }

    /** The share of beta above a bound, 0 to 1. */
    public double shareOfBetaAbove(double bound) {
        return Arrays.stream(beta).filter(b -> b > bound).count() / (double) beta.length;
    }

    /** A percentile, 0 to 100, of one of the rising arrays, interpolated between neighbours. */
    public static double percentile(double[] rising, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent is " + percent + "; it must be 0 to 100");
        }
        double at = percent / 100 * (rising.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, rising.length - 1);
        return rising[below] + (at - below) * (rising[above] - rising[below]);
    }

    /** The middle beta. */
    public double medianBeta() {
        return percentile(beta, 50);
    }

    /** The middle alpha. */
    public double medianAlpha() {
        return percentile(alpha, 50);
    }
}

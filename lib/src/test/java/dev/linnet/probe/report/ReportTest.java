package dev.linnet.probe.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reports count what a probe does. */
class ReportTest {
    /** Two classes around -1 and 1, each coordinate with its own noise, or copies of one coordinate. */
    private static Samples samples(long seed, int rows, int copies) {
        var random = new SplittableRandom(seed);
        double[][] x = new double[rows][copies];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i % 2;
            double value = 2 * labels[i] - 1 + 1.5 * random.nextGaussian();
            java.util.Arrays.fill(x[i], value);
        }
        return Samples.of(x, labels);
    }

    @Test
    void a_confusion_of_known_predictions_has_the_counts_and_shares_of_the_textbook() {
        var confusion = new Confusion(new int[][] {{8, 2, 0}, {1, 9, 0}, {0, 0, 0}}, List.of("a", "b", "c"));
        assertEquals(0.85, confusion.accuracy(), 1e-12);
        assertEquals(8.0 / 9, confusion.precision(0), 1e-12);
        assertEquals(0.8, confusion.recall(0), 1e-12);
        assertEquals(2 / (9.0 / 8 + 10.0 / 8), confusion.f1(0), 1e-12);
        assertTrue(Double.isNaN(confusion.precision(2)) && Double.isNaN(confusion.recall(2)));
        assertEquals((confusion.f1(0) + confusion.f1(1)) / 2, confusion.meanF1(), 1e-12);
        assertEquals(List.of("label", "as a", "as b", "as c"), confusion.table("t").columnNames());
        assertEquals("[8, 1, 0]", confusion.table("t").intColumn(1).asList().toString());
        assertEquals(3, confusion.report("t").rowCount());
        assertTrue(confusion.chart("t")
                .toMimeBundle()
                .toString()
                .contains("rows: label; columns: prediction; both a, b, c"));
    }

    @Test
    void the_confusion_of_a_probe_agrees_with_its_score() {
        Probe probe = new GaussianNaiveBayes();
        probe.fit(samples(1, 200, 3));
        Samples test = samples(2, 301, 3);
        var confusion = Confusion.of(probe, test);
        assertEquals(probe.score(test), confusion.accuracy(), 1e-12);
        assertEquals(301, java.util.Arrays.stream(confusion.counts()).flatMapToInt(java.util.Arrays::stream).sum());
    }

    @Test
    void a_calibration_equals_what_its_definition_says_of_the_probabilities() {
        Probe probe = new LogisticRegression();
        probe.fit(samples(1, 300, 2));
        Samples test = samples(2, 500, 2);
        Calibration calibration = Calibration.of(probe, test, 7);
        double[] p = probe.predictProba(test.x());
        double brier = 0;
        double loss = 0;
        int[] counts = new int[7];
        double[] gap = new double[7];
        for (int i = 0; i < 500; i++) {
            int label = test.labels()[i];
            brier += (Math.pow(p[2 * i + label] - 1, 2) + Math.pow(p[2 * i + 1 - label], 2)) / 500;
            loss -= Math.log(p[2 * i + label]) / 500;
            double confidence = Math.max(p[2 * i], p[2 * i + 1]);
            int bin = (int) Math.ceil(7 * confidence) - 1;
            counts[bin]++;
            gap[bin] += (p[2 * i + label] == confidence ? 1 : 0) - confidence;
        }
        assertEquals(brier, calibration.brier(), 1e-12);
        assertEquals(loss, calibration.logLoss(), 1e-12);
        assertEquals(java.util.Arrays.stream(gap).map(Math::abs).sum() / 500, calibration.expected(), 1e-12);
        assertArrayEquals(counts, calibration.bins().stream().mapToInt(Calibration.Bin::count).toArray());
        assertEquals(500, calibration.samples());
    }

    @Test
    void naive_bayes_on_copies_of_a_feature_is_overconfident_and_logistic_regression_is_not() {
        Samples train = samples(1, 2000, 20);
        Samples test = samples(2, 2000, 20);
        Probe bayes = new GaussianNaiveBayes();
        Probe logistic = new LogisticRegression();
        bayes.fit(train);
        logistic.fit(train);
        Calibration over = Calibration.of(bayes, test);
        Calibration fine = Calibration.of(logistic, test);
        assertTrue(over.expected() > 0.15, over.toString());
        assertTrue(fine.expected() < 0.05, fine.toString());
        assertTrue(over.logLoss() > fine.logLoss());
        assertEquals(2, Calibration.compared("t", List.of("a", "b"), List.of(over, fine)).rowCount());
        assertEquals(3, Calibration.chart("t", List.of("a", "b"), List.of(over, fine)).getSeriesCollection().size());
        assertTrue(fine.table("t").rowCount() <= 6); // of two classes the likelier has at least 1/2
    }

    @Test
    void a_probability_that_rounds_to_zero_has_a_finite_log_loss() {
        Probe probe = new GaussianNaiveBayes(GaussianNaiveBayes.Variance.POOLED, 0, 1);
        probe.fit(Samples.of(new double[][] {{0}, {1e-3}, {1}, {1.001}}, new int[] {0, 0, 1, 1}));
        Calibration calibration = Calibration.of(probe, Samples.of(new double[][] {{100}, {100}}, new int[] {0, 1}));
        assertTrue(calibration.logLoss() > 1000 && Double.isFinite(calibration.logLoss()), calibration.toString());
    }

    @Test
    void samples_of_another_shape_none_at_all_and_no_bins_are_refused() {
        Probe probe = new GaussianNaiveBayes();
        probe.fit(samples(1, 20, 2));
        assertEquals("the samples have 3 features and 2 classes, the probe was fitted to 2 and 2",
                assertThrows(IllegalArgumentException.class, () -> Confusion.of(probe, samples(1, 20, 3)))
                        .getMessage());
        var none = new Samples(new double[0], 2, new int[0], 2);
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(probe, none));
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(probe, samples(1, 20, 2), 0));
    }
}

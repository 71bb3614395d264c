package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.Samples;

class GaussianMixtureTest {
    @Test
    void the_bayes_error_is_the_closed_form_and_what_is_counted() {
        double[] closed = {0.11034, 0.05692, 0.00951, 0.00060};
        int[] features = {2, 4, 10, 20};
        for (int i = 0; i < features.length; i++) {
            var mixture = new GaussianMixture(2, features[i]);
            assertEquals(closed[i], mixture.bayesError(), 6e-6);
            assertEquals(mixture.bayesError(), counted(mixture, 200_000), 0.0025);
        }
        for (var mixture : new GaussianMixture[] {new GaussianMixture(3, 4), new GaussianMixture(5, 7)}) {
            assertEquals(mixture.bayesError(), counted(mixture, 100_000), 0.004);
        }
    }

    /** The share of samples that are nearer to another class's mean, as one measures distances with these variances. */
    private static double counted(GaussianMixture mixture, int count) {
        double shift = mixture.classes() == 2 ? 0 : Math.pow(2, mixture.classes() - 3);
        double scale = mixture.classes() == 2 ? 1 : shift;
        var samples = mixture.first(1, count);
        int wrong = 0;
        for (int row = 0; row < count; row++) {
            double least = Double.POSITIVE_INFINITY;
            int best = -1;
            for (int k = 0; k < mixture.classes(); k++) {
                double distance = 0;
                for (int j = 0; j < mixture.features(); j++) {
                    double off = samples.at(row, j) * scale + shift - mixture.mean(k);
                    distance += off * off / mixture.variance(j);
                }
                if (distance < least) {
                    least = distance;
                    best = k;
                }
            }
            wrong += best == samples.labels()[row] ? 0 : 1;
        }
        return wrong / (double) count;
    }

    @Test
    void samples_have_the_means_and_variances_of_their_class() {
        var mixture = new GaussianMixture(3, 6);
        var samples = mixture.first(2, 60_000);
        assertArrayEquals(new int[] {20_000, 20_000, 20_000}, samples.counts());
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 6; j++) {
                double sum = 0;
                double squares = 0;
                for (int row = k; row < samples.rows(); row += 3) {
                    sum += samples.at(row, j);
                    squares += samples.at(row, j) * samples.at(row, j);
                }
                double mean = sum / 20_000;
                assertEquals(mixture.mean(k) - 1, mean, 0.06); // K = 3: shifted by 1, divided by 1
                assertEquals(j < 3 ? 6 : 1, squares / 20_000 - mean * mean, 0.25);
            }
        }
    }

    @Test
    void a_sample_depends_on_its_number_alone() {
        var mixture = new GaussianMixture(5, 9);
        Samples some = mixture.samples(3, 7, 1000, 7);
        Samples first = mixture.first(3, 8);
        assertArrayEquals(new int[] {2, 0, 2}, some.labels());
        assertArrayEquals(Arrays.copyOfRange(first.x(), 63, 72), Arrays.copyOf(some.x(), 9));
        assertArrayEquals(Arrays.copyOf(some.x(), 9), Arrays.copyOfRange(some.x(), 18, 27));
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        assertEquals("classes is 1; it must be 2 to 30",
                assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(1, 2)).getMessage());
        assertEquals("features is 0; it must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(2, 0)).getMessage());
    }
}

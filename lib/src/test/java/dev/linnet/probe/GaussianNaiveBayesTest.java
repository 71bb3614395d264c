package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.GaussianNaiveBayes.Variance;

class GaussianNaiveBayesTest {
    @Test
    void two_points_for_each_class_by_hand() {
        var probe = new GaussianNaiveBayes(Variance.POOLED, 0, 1);
        probe.fit(Samples.of(new double[][] {{0}, {2}, {10}, {14}, {12}}, new int[] {0, 0, 1, 1, 1}));
        assertEquals(0.4, probe.prior(0), 1e-15);
        assertEquals(1, probe.mean(0, 0), 1e-15);
        assertEquals(12, probe.mean(1, 0), 1e-15);
        assertEquals(1, probe.variance(0, 0), 1e-15);
        assertEquals(8.0 / 3, probe.variance(1, 0), 1e-14);
        double pooled = 0.4 + 0.6 * 8 / 3;
        assertEquals(pooled, probe.pooledVariance(0), 1e-14);
        // At equal odds ln(0.4 / 0.6) = (d0 - d1) / 2v.
        double even = 6.5 + pooled * Math.log(0.4 / 0.6) / 11;
        var odds = probe.predictProba(new double[] {even});
        assertEquals(0.5, odds[0], 1e-12);
        assertArrayEquals(new int[] {0, 1}, probe.predict(new double[] {even - 1e-6, even + 1e-6}));
    }

    @Test
    void pieces_give_what_one_piece_gives() {
        var r = new SplittableRandom(1);
        for (int round = 0; round < 50; round++) {
            int rows = 20 + r.nextInt(800);
            var all = Draws.samples(round, rows, 1 + r.nextInt(40), 2 + r.nextInt(6));
            int cut = 1 + r.nextInt(rows - 1);
            var whole = new GaussianNaiveBayes();
            whole.fit(all);
            var pieces = new GaussianNaiveBayes();
            pieces.fit(List.of(Draws.part(all, 0, cut), Draws.part(all, cut, rows)));
            for (int k = 0; k < all.classes(); k++) {
                for (int j = 0; j < all.features(); j++) {
                    assertEquals(whole.mean(k, j), pieces.mean(k, j), 1e-10);
                    assertEquals(whole.variance(k, j), pieces.variance(k, j), 1e-10);
                }
            }
        }
    }

    @Test
    void the_linear_form_differs_from_the_equation_by_what_classes_share() {
        var r = new SplittableRandom(2);
        for (int round = 0; round < 100; round++) {
            var all = Draws.samples(100 + round, 10 + r.nextInt(200), 1 + r.nextInt(40), 2 + r.nextInt(8));
            var probe = new GaussianNaiveBayes();
            probe.fit(all);
            double[] fast = probe.scores(all.x());
            double[] twin = probe.twinScores(all.x());
            double scale = 1;
            for (double score : twin) {
                scale = Math.max(scale, Math.abs(score));
            }
            for (int row = 0; row < all.rows(); row++) {
                int at = row * all.classes();
                for (int k = 1; k < all.classes(); k++) {
                    assertEquals(twin[at + k] - twin[at], fast[at + k] - fast[at], 1e-10 * scale);
                }
            }
        }
    }

    @Test
    void threads_do_not_change_a_bit() {
        var all = Draws.samples(3, 3000, 33, 5);
        var one = new GaussianNaiveBayes(Variance.POOLED, 1e-9, 1);
        var four = new GaussianNaiveBayes(Variance.POOLED, 1e-9, 4);
        one.fit(all);
        four.fit(all);
        assertArrayEquals(one.scores(all.x()), four.scores(all.x()));
    }

    @Test
    void variance_far_from_zero_is_not_lost() {
        var probe = new GaussianNaiveBayes(Variance.POOLED, 0, 1);
        probe.fit(Samples.of(new double[][] {{1e9}, {1e9 + 2}, {0}, {2}}, new int[] {0, 0, 1, 1}));
        assertEquals(1, probe.variance(0, 0), 1e-9);
    }

    @Test
    void a_constant_feature_says_nothing_even_off_its_range() {
        var probe = new GaussianNaiveBayes();
        probe.fit(Samples.of(new double[][] {{0, 7}, {1, 7}, {10, 7}, {11, 7}}, new int[] {0, 0, 1, 1}));
        assertArrayEquals(new int[] {0, 1}, probe.predict(new double[] {1, 1000, 9, -1000}));
    }

    @Test
    void unshared_variances_tell_apart_what_differs_in_width_alone() {
        var r = new SplittableRandom(4);
        var x = new double[2000];
        var labels = new int[2000];
        for (int i = 0; i < x.length; i++) {
            labels[i] = i % 2;
            x[i] = r.nextGaussian() * (labels[i] == 0 ? 1 : 10);
        }
        var samples = new Samples(x, 1, labels, 2);
        var shared = new GaussianNaiveBayes();
        var unshared = new GaussianNaiveBayes(Variance.PER_CLASS);
        shared.fit(samples);
        unshared.fit(samples);
        assertTrue(unshared.score(samples) > 0.85, "unshared " + unshared.score(samples));
        assertTrue(shared.score(samples) < 0.6, "shared " + shared.score(samples));
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        var probe = new GaussianNaiveBayes();
        assertEquals("the probe has not been fitted; call fit first",
                assertThrows(IllegalStateException.class, () -> probe.scores(new double[2])).getMessage());
        assertEquals("class 1 of 2 has no sample among the 1; draw again or leave the class out",
                assertThrows(IllegalArgumentException.class,
                        () -> probe.fit(new Samples(new double[1], 1, new int[1], 2))).getMessage());
        probe.partialFit(new Samples(new double[1], 1, new int[1], 2));
        assertEquals("class 1 of 2 has had no sample yet; call partialFit with some",
                assertThrows(IllegalStateException.class, () -> probe.predict(new double[1])).getMessage());
        assertEquals("the samples have 2 features, the probe was fitted to 1",
                assertThrows(IllegalArgumentException.class,
                        () -> probe.partialFit(new Samples(new double[2], 2, new int[1], 2))).getMessage());
        assertEquals("epsilon is -1.0; it must be a finite number of at least 0",
                assertThrows(IllegalArgumentException.class,
                        () -> new GaussianNaiveBayes(Variance.POOLED, -1, 1)).getMessage());
    }
}

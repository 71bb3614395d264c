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
    void a_class_with_one_sample_is_saved_by_the_others_and_warned_of_where_it_is_not() {
        var x = new double[][] {{0, 1}, {1, 0}, {10, 3}};
        var pooled = new GaussianNaiveBayes();
        pooled.fit(Samples.of(x, new int[] {0, 0, 1}));
        assertEquals(List.of(), pooled.warnings());
        assertArrayEquals(new int[] {0, 1}, pooled.predict(new double[] {0.4, 0.4, 9, 3}));
        var single = new GaussianNaiveBayes(Variance.PER_CLASS);
        single.fit(Samples.of(x, new int[] {0, 0, 1}));
        assertEquals(List.of("class 1 has 1 sample and 2 of 2 features do not vary in it: their variance is epsilon ="
                + " 1.0E-9; pooled variances or a larger epsilon are safer"), single.warnings());
        pooled.fit(Samples.of(x, new int[] {0, 1, 2}));
        assertEquals(List.of("every class has a single sample, so that all variances are epsilon = 1.0E-9: only near"
                + " copies of the samples are told apart"), pooled.warnings());
        assertArrayEquals(new int[] {0, 1, 2}, pooled.predict(new double[] {0, 1, 1, 0, 10, 3}));
    }

    @Test
    void scores_far_beyond_what_can_be_exponentiated_still_compare() {
        var probe = new GaussianNaiveBayes(Variance.PER_CLASS);
        probe.fit(Samples.of(new double[][] {{0, 5}, {1, 5}, {0, 6}, {1, 6}}, new int[] {0, 0, 1, 1}));
        double[] x = {0.5, 5.4, 0.5, 5.6};
        assertTrue(probe.scores(x)[0] < -1e7, "score " + probe.scores(x)[0]);
        assertArrayEquals(new int[] {0, 1}, probe.predict(x));
        assertArrayEquals(new double[] {1, 0, 0, 1}, probe.predictProba(x));
    }

    /** What comes twice counts twice: that is the naive assumption, and no error. */
    @Test
    void a_feature_that_comes_twice_doubles_its_evidence() {
        var once = new GaussianNaiveBayes(Variance.POOLED, 0, 1);
        var twice = new GaussianNaiveBayes(Variance.POOLED, 0, 1);
        once.fit(Samples.of(new double[][] {{0}, {2}, {5}, {7}}, new int[] {0, 0, 1, 1}));
        twice.fit(Samples.of(new double[][] {{0, 0}, {2, 2}, {5, 5}, {7, 7}}, new int[] {0, 0, 1, 1}));
        double[] s = once.scores(new double[] {3});
        double[] d = twice.scores(new double[] {3, 3});
        assertEquals(2 * (s[1] - s[0]), d[1] - d[0], 1e-12);
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        assertEquals("there is only one class; a classifier needs at least two",
                assertThrows(IllegalArgumentException.class,
                        () -> new GaussianNaiveBayes().fit(new Samples(new double[2], 1, new int[2], 1)))
                        .getMessage());
        var exact = new GaussianNaiveBayes(Variance.POOLED, 0, 1);
        exact.fit(Samples.of(new double[][] {{0, 3}, {1, 3}, {0, 4}, {1, 4}}, new int[] {0, 0, 1, 1}));
        assertEquals("feature 1 does not vary within any class; give naive Bayes an epsilon above 0, such as 1e-9",
                assertThrows(IllegalStateException.class, () -> exact.predict(new double[2])).getMessage());
        var perClass = new GaussianNaiveBayes(Variance.PER_CLASS, 0, 1);
        perClass.fit(Samples.of(new double[][] {{0}, {1}, {4}}, new int[] {0, 0, 1}));
        assertEquals("feature 0 does not vary in class 1; give naive Bayes an epsilon above 0, such as 1e-9, or pool"
                + " the variances",
                assertThrows(IllegalStateException.class, () -> perClass.predict(new double[2])).getMessage());
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

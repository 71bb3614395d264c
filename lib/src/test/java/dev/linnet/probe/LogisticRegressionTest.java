package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;

import dev.linnet.probe.LogisticRegression.Options;

class LogisticRegressionTest {
    @Test
    void objective_and_gradient_are_the_twins_for_awkward_shapes() {
        var r = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            int classes = 2 + r.nextInt(7);
            var s = Draws.samples(round, classes + r.nextInt(300), 1 + r.nextInt(70), classes);
            double c = Math.exp(r.nextDouble(-3, 3));
            int cut = r.nextInt(s.rows() + 1);
            var objective = new LogisticObjective(List.of(Draws.part(s, 0, cut), Draws.part(s, cut, s.rows())),
                    s.features(), classes, c, 1 + r.nextInt(3));
            double[] at = Draws.numbers(r, objective.dimension());
            var fast = new double[at.length];
            var twin = new double[at.length];
            double value = LogisticRegression.twin(s, c, at, twin);
            assertEquals(value, objective.evaluate(at, fast), 1e-11 * Math.abs(value));
            for (int i = 0; i < at.length; i++) {
                assertEquals(twin[i], fast[i], 1e-11 * value, "entry " + i + " of round " + round);
            }
        }
    }

    @Test
    void the_twins_gradient_is_the_slope() {
        var r = new SplittableRandom(2);
        for (int classes = 2; classes < 5; classes++) {
            var s = Draws.samples(classes, 20, 3, classes);
            double[] at = Draws.numbers(r, LogisticObjective.outputs(classes) * 4);
            var gradient = new double[at.length];
            LogisticRegression.twin(s, 0.7, at, gradient);
            for (int i = 0; i < at.length; i++) {
                double h = 1e-5;
                double middle = at[i];
                at[i] = middle + h;
                double above = LogisticRegression.twin(s, 0.7, at, null);
                at[i] = middle - h;
                double below = LogisticRegression.twin(s, 0.7, at, null);
                at[i] = middle;
                assertEquals((above - below) / (2 * h), gradient[i], 1e-6);
            }
        }
    }

    @Test
    void the_optimum_is_that_of_newtons_method() {
        var s = Draws.samples(7, 60, 2, 3);
        var probe = new LogisticRegression(Options.USUAL.withTolerance(1e-9).withC(0.5));
        probe.fit(s);
        assertTrue(probe.minimum().converged(), probe.minimum().toString());
        double[] newton = newton(s, 0.5);
        double[] found = probe.minimum().parameters();
        for (int i = 0; i < 6; i++) {
            assertEquals(newton[i], found[i], 1e-6);
        }
        // The biases may all move together; their differences may not.
        assertEquals(newton[7] - newton[6], found[7] - found[6], 1e-6);
        assertEquals(newton[8] - newton[6], found[8] - found[6], 1e-6);
    }

    /** Newton's method with the second derivative from differences of the twin's gradient. */
    private static double[] newton(Samples s, double c) {
        var at = new double[9];
        var gradient = new double[9];
        var above = new double[9];
        var below = new double[9];
        for (int step = 0; step < 30; step++) {
            LogisticRegression.twin(s, c, at, gradient);
            var second = new Array2DRowRealMatrix(9, 9);
            for (int i = 0; i < 9; i++) {
                double middle = at[i];
                at[i] = middle + 1e-5;
                LogisticRegression.twin(s, c, at, above);
                at[i] = middle - 1e-5;
                LogisticRegression.twin(s, c, at, below);
                at[i] = middle;
                for (int j = 0; j < 9; j++) {
                    second.setEntry(j, i, (above[j] - below[j]) / 2e-5);
                }
            }
            for (int i = 6; i < 9; i++) {
                second.addToEntry(i, i, 1e-6); // the biases' common shift changes nothing
            }
            var move = new LUDecomposition(second).getSolver().solve(new ArrayRealVector(gradient));
            for (int i = 0; i < 9; i++) {
                at[i] -= move.getEntry(i);
            }
        }
        return at;
    }

    @Test
    void pieces_and_threads_change_no_more_than_rounding_and_nothing() {
        var s = Draws.samples(9, 500, 17, 4);
        var options = Options.USUAL.withTolerance(1e-8);
        var one = new LogisticRegression(options.withThreads(1));
        var four = new LogisticRegression(options.withThreads(4));
        var pieces = new LogisticRegression(options);
        one.fit(s);
        four.fit(s);
        pieces.fit(List.of(Draws.part(s, 0, 111), Draws.part(s, 111, 500)));
        assertArrayEquals(one.weights(), four.weights());
        assertArrayEquals(one.weights(), pieces.weights(), 1e-6);
    }

    @Test
    void probabilities_add_up_and_the_likeliest_is_predicted() {
        for (int classes : new int[] {2, 5}) {
            var s = Draws.samples(11, 300, 6, classes);
            var probe = new LogisticRegression();
            probe.fit(s);
            double[] p = probe.predictProba(s.x());
            int[] predicted = probe.predict(s.x());
            for (int row = 0; row < s.rows(); row++) {
                double sum = 0;
                for (int k = 0; k < classes; k++) {
                    sum += p[row * classes + k];
                    assertTrue(p[row * classes + predicted[row]] >= p[row * classes + k]);
                }
                assertEquals(1, sum, 1e-12);
            }
            assertTrue(probe.score(s) > 0.6, classes + " classes: " + probe.score(s));
        }
    }

    @Test
    void too_few_steps_are_not_hidden() {
        var probe = new LogisticRegression(Options.USUAL.withIterations(2).withC(100));
        probe.fit(Draws.samples(12, 200, 10, 3));
        assertEquals(2, probe.minimum().iterations());
        assertTrue(!probe.minimum().converged());
        assertTrue(probe.warnings().getFirst().startsWith("L-BFGS ended after 2 steps with a gradient entry of "),
                probe.warnings().getFirst());
    }

    /** The penalty makes the optimum unique: a feature that comes three times has its weight in three equal parts. */
    @Test
    void collinear_features_share_their_weight() {
        var once = Draws.samples(13, 400, 3, 3);
        var x = new double[once.rows() * 5];
        for (int row = 0; row < once.rows(); row++) {
            System.arraycopy(once.x(), row * 3, x, row * 5, 3);
            x[row * 5 + 3] = x[row * 5 + 2];
            x[row * 5 + 4] = x[row * 5 + 2];
        }
        var probe = new LogisticRegression(Options.USUAL.withTolerance(1e-9));
        probe.fit(new Samples(x, 5, once.labels(), 3));
        assertTrue(probe.minimum().converged(), probe.minimum().toString());
        assertEquals(List.of(), probe.warnings());
        double[] w = probe.weights();
        for (int k = 0; k < 3; k++) {
            assertEquals(w[k * 5 + 2], w[k * 5 + 3], 1e-8);
            assertEquals(w[k * 5 + 2], w[k * 5 + 4], 1e-8);
        }
    }

    @Test
    void a_constant_feature_weighs_nothing_beyond_the_bias() {
        var s = Samples.of(new double[][] {{0, 7}, {1, 7}, {10, 7}, {11, 7}}, new int[] {0, 0, 1, 1});
        var scaled = MinMaxScaler.fit(s).apply(s);
        var probe = new LogisticRegression();
        probe.fit(scaled);
        assertEquals(0, probe.weights()[1]);
        assertEquals(1, probe.score(scaled));
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        var probe = new LogisticRegression();
        assertEquals("there is only one class; a classifier needs at least two",
                assertThrows(IllegalArgumentException.class,
                        () -> probe.fit(new Samples(new double[2], 1, new int[2], 1))).getMessage());
        assertEquals("class 2 of 3 has no sample; draw again or leave the class out",
                assertThrows(IllegalArgumentException.class,
                        () -> probe.fit(new Samples(new double[2], 1, new int[] {0, 1}, 3))).getMessage());
        assertEquals("there are no samples to fit to",
                assertThrows(IllegalArgumentException.class, () -> probe.fit(List.<Samples>of())).getMessage());
        assertEquals("c is 0.0; it must be a finite number above 0",
                assertThrows(IllegalArgumentException.class, () -> Options.USUAL.withC(0)).getMessage());
        assertTrue(assertThrows(UnsupportedOperationException.class,
                () -> probe.partialFit(new Samples(new double[2], 1, new int[] {0, 1}, 2))).getMessage()
                .contains("StochasticLogisticRegression"));
        probe.fit(new Samples(new double[] {0, 1}, 1, new int[] {0, 1}, 2));
        assertEquals("x has 3 numbers, which are no whole rows of 2 features, the number that the probe was fitted to",
                assertThrows(IllegalArgumentException.class, () -> {
                    probe.fit(new Samples(new double[] {0, 1, 2, 3}, 2, new int[] {0, 1}, 2));
                    probe.predict(new double[3]);
                }).getMessage());
    }
}

package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class BoundsTest {
    @Test
    void the_bound_is_continuous_and_rises_and_has_an_inverse() {
        for (double b : new double[] {0.1, 0.5, 1, 3, 20}) {
            double t = Bounds.threshold(b);
            double ratio = (Math.exp(2 * b) - 1) / (Math.exp(2 * b) + 1);
            assertEquals(ratio * ratio / 2, t, 1e-15);
            assertEquals(ratio, Bounds.gamma(t, b), 1e-12);
            assertEquals(Bounds.gamma(t, b), Bounds.gamma(Math.nextUp(t), b), 1e-12);
            double before = -1;
            for (double x = 0; x < 2; x += 0.01) {
                double now = Bounds.gamma(x, b);
                assertTrue(now > before, "B = " + b + ", t = " + x);
                assertEquals(x, Bounds.inverse(now, b), 1e-12);
                before = now;
            }
        }
        assertEquals(0.5, Bounds.threshold(Double.POSITIVE_INFINITY));
        assertEquals(Math.sqrt(0.2), Bounds.gamma(0.1, Double.POSITIVE_INFINITY));
    }

    @Test
    void a_wrong_prediction_costs_the_divergence_that_the_bound_rests_on() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 100_000; round++) {
            int classes = 2 + random.nextInt(9);
            double[] p = probabilities(random, classes);
            double[] q = probabilities(random, classes);
            assertTrue(Bounds.gap(p, q) >= -1e-12, () -> Bounds.gap(p, q) + " for " + classes + " classes");
        }
        assertEquals(0, Bounds.gap(new double[] {0.5, 0.5}, new double[] {0.5, 0.5}));
    }

    private static double[] probabilities(SplittableRandom random, int classes) {
        var p = new double[classes];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            p[k] = -Math.log(1 - random.nextDouble());
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return p;
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        assertEquals("the largest bias is 0.0; it must be above 0",
                assertThrows(IllegalArgumentException.class, () -> Bounds.gamma(1, 0)).getMessage());
        assertEquals("the excess is -1.0; it must be at least 0",
                assertThrows(IllegalArgumentException.class, () -> Bounds.inverse(-1, 1)).getMessage());
    }
}

package dev.linnet.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class LbfgsTest {
    /** Rosenbrock's valley in n dimensions, whose minimum is at ones. */
    private record Valley(int dimension) implements Lbfgs.Objective {
        @Override
        public double evaluate(double[] x, double[] gradient) {
            double value = 0;
            Arrays.fill(gradient, 0);
            for (int i = 0; i + 1 < x.length; i++) {
                double across = x[i + 1] - x[i] * x[i];
                double along = 1 - x[i];
                value += 100 * across * across + along * along;
                gradient[i] -= 400 * across * x[i] + 2 * along;
                gradient[i + 1] += 200 * across;
            }
            return value;
        }
    }

    @Test
    void a_curved_valley_is_followed_to_its_end() {
        for (int n : new int[] {2, 10, 50}) {
            var start = new double[n];
            Arrays.fill(start, -1.2);
            var found = Lbfgs.minimise(new Valley(n), start, 1e-8, 1000);
            assertTrue(found.converged(), found.iterations() + " steps to slope " + found.slope());
            // Beyond three dimensions there is another minimum, near (-1, 1, ..., 1).
            assertTrue(found.value() < 1e-12 || Math.abs(found.value() - 3.99) < 0.01, "value " + found.value());
        }
    }

    @Test
    void a_start_at_the_minimum_takes_no_step() {
        var found = Lbfgs.minimise(new Valley(3), new double[] {1, 1, 1}, 1e-8, 10);
        assertEquals(0, found.iterations());
        assertEquals(1, found.evaluations());
        assertTrue(found.converged());
    }

    @Test
    void bad_input_is_told_in_a_sentence() {
        assertEquals("tolerance is 0.0; it must be above 0",
                assertThrows(IllegalArgumentException.class,
                        () -> Lbfgs.minimise(new Valley(2), new double[2], 0, 10)).getMessage());
        assertEquals("start has 3 numbers, the function takes 2",
                assertThrows(IllegalArgumentException.class,
                        () -> Lbfgs.minimise(new Valley(2), new double[3], 1e-4, 10)).getMessage());
        assertEquals("the function is NaN at the start",
                assertThrows(IllegalArgumentException.class,
                        () -> Lbfgs.minimise(new Valley(2), new double[] {Double.NaN, 0}, 1e-4, 10)).getMessage());
    }
}

package dev.linnet.attention.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeltaRecurrenceTest {
    private static final double EXACT = 1e-9;
    private final GoldenVectors golden = new GoldenVectors();

    @Test
    void the_delta_rule_reproduces_the_golden_outputs() {
        var forward = DeltaRecurrence.forward(golden.q, golden.k, golden.v, golden.beta, 1, golden.s0);
        assertArrayEquals(new double[] {0.4325918287, -0.1742945057}, forward.outputs()[0], EXACT);
        assertArrayEquals(new double[] {1.1111377402, 0.8354575756}, forward.outputs()[4], EXACT);
        assertArrayEquals(new double[] {-0.0397147886, -0.3620348192}, forward.outputs()[7], EXACT);
        assertArrayEquals(new double[] {-0.4230593184, -0.2568383238}, forward.state()[0], EXACT);
        assertArrayEquals(new double[] {-0.8207054634, -0.7023083498}, forward.state()[1], EXACT);
        assertArrayEquals(new double[] {-0.4459020631, -0.6162854182}, forward.state()[2], EXACT);
        assertEquals(3.5138015991, loss(golden.q, golden.dO, 1), EXACT);
    }

    @Test
    void the_delta_rule_reproduces_the_golden_gradients() {
        var g = DeltaRecurrence.backward(golden.q, golden.k, golden.v, golden.beta, 1, golden.s0, golden.dO, golden.dS);
        assertArrayEquals(new double[] {0.2116275900, -0.1797256012, -0.3409816342}, g.q()[3], EXACT);
        assertArrayEquals(new double[] {1.1187822388, 0.6745750954, 0.1548464132}, g.k()[3], EXACT);
        assertArrayEquals(new double[] {-1.2897991176, -0.6768901658}, g.v()[3], EXACT);
        assertArrayEquals(new double[] {-0.0039181230, 0.6881481739, -0.2846908288, 0.2293595172, -0.0065396812,
                -0.3650975709, -0.9067921785, -0.2013915031}, g.beta(), EXACT);
        assertArrayEquals(new double[] {-0.3853995997, -0.8003321493}, g.initialState()[0], EXACT);
        assertArrayEquals(new double[] {0.0518124370, 0.8123004230}, g.initialState()[1], EXACT);
        assertArrayEquals(new double[] {-0.6583576736, -0.1176793513}, g.initialState()[2], EXACT);
    }

    @Test
    void every_gradient_of_a_product_agrees_with_central_differences() {
        var random = new SplittableRandom(7);
        for (int householders = 1; householders <= 4; householders++) {
            var c = new DeltaCase(random, 5, 3, 4, householders);
            var g = c.backward();
            for (double[][] input : c.inputs()) {
                double[][] analytic = g.get(input);
                for (int n = 0; n < 20; n++) {
                    int i = random.nextInt(input.length);
                    int j = random.nextInt(input[i].length);
                    double kept = input[i][j];
                    input[i][j] = kept + 1e-6;
                    double up = c.loss();
                    input[i][j] = kept - 1e-6;
                    double down = c.loss();
                    input[i][j] = kept;
                    assertEquals((up - down) / 2e-6, analytic[i][j], 1e-7 * (1 + Math.abs(analytic[i][j])));
                }
            }
        }
    }

    @Test
    void strength_zero_on_all_but_the_first_factor_is_the_delta_rule() {
        var random = new SplittableRandom(11);
        var c = new DeltaCase(random, 9, 4, 3, 2);
        double[][] k = new double[9][];
        double[][] v = new double[9][];
        double[] beta = new double[9];
        for (int t = 0; t < 9; t++) {
            c.beta[2 * t + 1][0] = 0;
            k[t] = c.k[2 * t];
            v[t] = c.v[2 * t];
            beta[t] = c.beta[2 * t][0];
        }
        var product = DeltaRecurrence.forward(c.q, c.k, c.v, c.betas(), 2, c.s0);
        var rule = DeltaRecurrence.forward(c.q, k, v, beta, 1, c.s0);
        for (int t = 0; t < 9; t++) {
            assertArrayEquals(rule.outputs()[t], product.outputs()[t], 1e-13);
        }
    }

    @Test
    void two_calls_with_the_state_handed_over_give_what_one_call_gives() {
        var c = new DeltaCase(new SplittableRandom(3), 10, 4, 4, 1);
        var whole = DeltaRecurrence.forward(c.q, c.k, c.v, c.betas(), 1, c.s0);
        var first = DeltaRecurrence.forward(java.util.Arrays.copyOf(c.q, 6), java.util.Arrays.copyOf(c.k, 6),
                java.util.Arrays.copyOf(c.v, 6), java.util.Arrays.copyOf(c.betas(), 6), 1, c.s0);
        var second = DeltaRecurrence.forward(java.util.Arrays.copyOfRange(c.q, 6, 10),
                java.util.Arrays.copyOfRange(c.k, 6, 10), java.util.Arrays.copyOfRange(c.v, 6, 10),
                java.util.Arrays.copyOfRange(c.betas(), 6, 10), 1, first.state());
        assertArrayEquals(whole.outputs()[9], second.outputs()[3], 1e-12);
    }

    @Test
    void a_reflection_of_unit_keys_never_lets_the_state_grow() {
        var random = new SplittableRandom(5);
        double[][] state = DeltaCase.gaussian(random, 6, 3);
        double before = DeltaCase.norm(state);
        for (int t = 0; t < 200; t++) {
            DeltaRecurrence.step(state, DeltaCase.unit(DeltaCase.gaussian(random, 1, 6)[0]), new double[3],
                    2 * random.nextDouble());
            double after = DeltaCase.norm(state);
            assertTrue(after <= before + 1e-12, "norm rose from " + before + " to " + after);
            before = after;
        }
    }

    @Test
    void shapes_that_do_not_match_are_named() {
        var message = assertThrows(IllegalArgumentException.class,
                () -> DeltaRecurrence.forward(golden.q, golden.k, golden.v, golden.beta, 2, golden.s0)).getMessage();
        assertTrue(message.contains("need 16 keys"), message);
    }

    private double loss(double[][] q, double[][] dO, int householders) {
        var forward = DeltaRecurrence.forward(q, golden.k, golden.v, golden.beta, householders, golden.s0);
        return DeltaCase.dot(dO, forward.outputs()) + DeltaCase.dot(golden.dS, forward.state());
    }
}

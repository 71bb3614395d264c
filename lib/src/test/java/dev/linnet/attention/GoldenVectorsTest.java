package dev.linnet.attention;

import static dev.linnet.attention.GoldenVectors.K;
import static dev.linnet.attention.GoldenVectors.V;
import static dev.linnet.attention.GoldenVectors.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The double-precision recurrence gives the specification's numbers. */
class GoldenVectorsTest {
    private static final double BOUND = 1e-9;
    private static final AttentionOptions SCALE_1 = AttentionOptions.defaults().withScale(1);

    @Test
    void scalar_decay() {
        var rule = new AttentionRule.Retention(List.of(-0.25));
        DoubleInputs in = GoldenVectors.inputs(GoldenVectors.RAW_K);
        DoubleOutputs out = Recurrent.of(rule, SCALE_1).forward(in);
        DoubleGradients g = Recurrent.of(rule, SCALE_1).backward(in, GoldenVectors.DO, GoldenVectors.DS);
        assertEquals(6.2810296627, GoldenVectors.loss(out.o(), out.finalState()), BOUND);
        same(row(out.o(), 0, V), 0.5090863699, -0.2224550515);
        same(row(out.o(), 4, V), 0.3935117479, -0.3901219721);
        same(row(out.o(), 7, V), -0.3049095294, -0.6849802913);
        same(out.finalState(), -0.4409189142, 0.0867580545, -0.9624367931, -0.4243827913, -0.7351178858, -0.6143592014);
        same(row(g.q(), 3, K), 0.4799318029, 0.4168076377, 0.0728634808);
        same(row(g.k(), 3, K), -0.2685278286, 0.3247296557, 0.4303327414);
        same(row(g.v(), 3, V), -1.4232517027, 0.4195334077);
        same(g.initialState(), 1.1867276467, 0.5862165652, 1.2425806589, 1.1574720752, -0.5120365799, 0.0330282833);
    }

    private static void same(double[] actual, double... expected) {
        assertArrayEquals(expected, actual, BOUND);
    }
}

package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fixed and data-dependent scalar decays. */
class DecayTest {
    @Test
    void schedules_equal_the_published_tables() {
        decays(DecaySchedule.ALIBI, 4, 0, .778799, .939412, .984496, .996101);
        decays(DecaySchedule.ALIBI, 4, 2, .920042, .979382, .994805, .998699);
        decays(DecaySchedule.ALIBI, 4, 3, .999998, .999999, 1, 1);
        decays(DecaySchedule.PAPER, 4, 1, .223130, .049787, .011109, .002479);
        decays(DecaySchedule.FROM_ZERO, 4, 1, 1, .223130, .049787, .011109);
        slopes(6, .25, .0625, .015625, .00390625, .5, .125);
        slopes(12, .5, .25, .125, .0625, .03125, .015625, .0078125, .00390625, .7071067812, .3535533906, .1767766953,
                .0883883476);
        slopes(1, .00390625);
    }

    private static void decays(DecaySchedule schedule, int heads, int layer, double... expected) {
        List<Double> logs = schedule.logDecay(heads, layer, 4);
        for (int h = 0; h < heads; h++) {
            assertEquals(expected[h], Math.exp(logs.get(h)), 1e-6);
        }
    }

    private static void slopes(int heads, double... expected) {
        List<Double> logs = DecaySchedule.ALIBI.logDecay(heads, 0, 1);
        for (int h = 0; h < heads; h++) {
            assertEquals(expected[h] * (1 + 1e-5), -logs.get(h), 1e-9);
        }
    }

    @Test
    void decays_from_nearly_none_to_total_are_exact_over_a_long_sequence() {
        var random = new RandomInputs(2);
        Layout layout = Layout.of(1, 4, 2500, 2, 3);
        var rule = new AttentionRule.Retention(
                List.of(Math.log(1 - 1e-7), Math.log(0.9961), Math.log(1e-4), Double.NEGATIVE_INFINITY));
        FloatInputs in = random.of(rule, layout);
        FloatOutputs out = Chunkwise.of(rule).forward(in);
        assertClose(Recurrent.of(rule).forward(in.toDouble()).o(), out.o(), 1e-5, "o");
        for (int t = 3 * 2500; t < 4 * 2500; t++) {
            double weight = (in.q()[2 * t] * in.k()[2 * t] + in.q()[2 * t + 1] * in.k()[2 * t + 1]) / Math.sqrt(2);
            assertEquals(weight * in.v()[3 * t], out.o()[3 * t], 1e-5, "a decay of 0 leaves only a step's own write");
        }
    }

    @Test
    void equal_scalar_gates_are_a_fixed_decay() {
        var random = new RandomInputs(3);
        Layout layout = Layout.of(1, 2, 70, 5, 4);
        FloatInputs in = random.of(AttentionRule.Linear.plain(), layout);
        var gates = new float[140];
        Arrays.fill(gates, 0, 70, -0.25f);
        Arrays.fill(gates, 70, 140, -3f);
        double[] fixed = Recurrent.of(new AttentionRule.Retention(List.of(-0.25, -3.0))).forward(in.toDouble()).o();
        assertClose(fixed, Chunkwise.of(new AttentionRule.ScalarGated()).forward(in.withLogDecay(gates)).o(), 1e-5,
                "o");
    }

    @Test
    void gates_that_forget_everything_give_neither_nan_nor_overflow() {
        var random = new RandomInputs(4);
        Layout layout = Layout.of(1, 1, 130, 4, 4);
        var rule = new AttentionRule.ScalarGated();
        FloatInputs in = random.of(rule, layout, 40);
        in.logDecay()[20] = Float.NEGATIVE_INFINITY;
        in.logDecay()[21] = Float.NEGATIVE_INFINITY;
        assertClose(Recurrent.of(rule).forward(in.toDouble()).o(), Chunkwise.of(rule).forward(in).o(), 1e-5, "o");
        float[] dO = random.outputLike(layout);
        double[] expected = Recurrent.of(rule).backward(in.toDouble(), RandomInputs.wide(dO), new double[0]).logDecay();
        assertClose(expected, Chunkwise.of(rule).backward(in, dO, new float[0]).logDecay(), 3e-5, "dg");
    }
}

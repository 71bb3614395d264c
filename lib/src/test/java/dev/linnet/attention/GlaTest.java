package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gates from nearly open to shut: where the textbook form (Q e^G)(K e^-G)^T overflows. */
@Tag("vectors")
class GlaTest {
    private static final AttentionRule GLA = new AttentionRule.Gla();
    private final RandomInputs random = new RandomInputs(1);

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.04, 0.4, 0.8, 3.75, 40, 1000})
    void random_gates_of_every_hardness_equal_the_recurrence(double hardness) {
        for (int chunk : new int[] {1, 16, 64, 100}) {
            Layout layout = Layout.of(1, 2, 131, 19, 8);
            compare(random.of(GLA, layout, hardness), chunk);
        }
    }

    @Test
    void equally_hard_gates_on_every_step_stay_finite_and_exact() {
        FloatInputs in = random.of(GLA, Layout.of(1, 1, 130, 16, 16));
        Arrays.fill(in.logDecay(), -3.75f);
        compare(in, 64);
    }

    @Test
    void a_gate_of_zero_is_a_gate_like_any_other() {
        FloatInputs in = random.of(GLA, Layout.of(1, 1, 70, 16, 5), 0.05);
        for (int t = 3; t < 70; t += 9) {
            in.logDecay()[t * 16 + t % 16] = Float.NEGATIVE_INFINITY;
        }
        for (int t = 20; t < 24; t++) {
            in.logDecay()[t * 16 + 7] = Float.NEGATIVE_INFINITY;
        }
        compare(in, 64);
    }

    private void compare(FloatInputs in, int chunk) {
        var chunkwise = Chunkwise.of(GLA, AttentionOptions.defaults().withChunkSize(chunk));
        String what = "chunk " + chunk;
        assertClose(Recurrent.of(GLA).forward(in.toDouble()).o(), chunkwise.forward(in).o(), 1e-5, what + " o");
        float[] dO = random.outputLike(in.layout());
        float[] dS = random.finalStateLike(GLA, in.layout());
        DoubleGradients g = Recurrent.of(GLA).backward(in.toDouble(), RandomInputs.wide(dO), RandomInputs.wide(dS));
        FloatGradients actual = chunkwise.backward(in, dO, dS);
        assertClose(g.q(), actual.q(), 3e-5, what + " dq");
        assertClose(g.k(), actual.k(), 3e-5, what + " dk");
        assertClose(g.v(), actual.v(), 3e-5, what + " dv");
        assertClose(g.logDecay(), actual.logDecay(), 3e-5, what + " dg");
        assertClose(g.initialState(), actual.initialState(), 3e-5, what + " dS0");
    }

    @Test
    void equal_gates_on_all_channels_are_a_scalar_gate() {
        Layout layout = Layout.of(1, 2, 70, 6, 5);
        FloatInputs in = random.of(new AttentionRule.ScalarGated(), layout);
        var gates = new float[140 * 6];
        for (int i = 0; i < gates.length; i++) {
            gates[i] = in.logDecay()[i / 6];
        }
        double[] expected = Recurrent.of(new AttentionRule.ScalarGated()).forward(in.toDouble()).o();
        assertClose(expected, Chunkwise.of(GLA).forward(in.withLogDecay(gates)).o(), 1e-5, "o");
    }

    /** Write bit b: the gate shuts, k = 1, v = 2 b - 1; ignore: the gate is open, k = 0. */
    @Test
    void a_flip_flop_by_hand_keeps_its_bit_for_a_hundred_thousand_steps() {
        int T = 100_000;
        Layout layout = Layout.of(1, 1, T, 1, 1);
        var random = new java.util.Random(2);
        var q = new float[T];
        Arrays.fill(q, 1);
        var k = new float[T];
        var v = new float[T];
        var g = new float[T];
        var expected = new float[T];
        float bit = 0;
        for (int t = 0; t < T; t++) {
            if (t == 0 || random.nextInt(50) == 0) {
                bit = random.nextBoolean() ? 1 : -1;
                k[t] = 1;
                v[t] = bit;
                g[t] = -100;
            }
            expected[t] = bit;
        }
        float[] o = Chunkwise.of(GLA).forward(FloatInputs.of(layout, q, k, v).withLogDecay(g)).o();
        for (int t = 0; t < T; t++) {
            assertEquals(expected[t], o[t], 1e-6, "step " + t);
        }
    }
}

package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the delta rule is for, and where careless forms of it break. */
class DeltaTest {
    private static final AttentionRule DELTA = new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
    private static final AttentionOptions STRICT = AttentionOptions.defaults().withStrict(true);

    @Test
    void a_written_key_holds_its_last_value_bit_for_bit() {
        int keys = 5;
        int T = 200;
        Layout layout = Layout.of(1, 1, T, keys, 3);
        var random = new Random(1);
        var k = new float[T * keys];
        var v = new float[T * 3];
        var last = new float[keys * 3];
        for (int t = 0; t < T; t++) {
            int key = random.nextInt(keys);
            k[t * keys + key] = 1;
            for (int j = 0; j < 3; j++) {
                v[t * 3 + j] = random.nextInt(20) - 10;
                last[key * 3 + j] = v[t * 3 + j];
            }
        }
        FloatInputs in = FloatInputs.of(layout, new float[T * keys], k, v);
        assertArrayEquals(last, Chunkwise.of(DELTA).forward(in.withBeta(ones(T))).finalState());
        float[] sums = Chunkwise.of(AttentionRule.Linear.plain()).forward(in).finalState();
        assertTrue(!Arrays.equals(last, sums), "linear attention adds the values up");
    }

    @Test
    void orthonormal_keys_make_it_linear_attention() {
        var random = new RandomInputs(2);
        Layout layout = Layout.of(1, 1, 8, 8, 4);
        var k = new float[64];
        for (int t = 0; t < 8; t++) {
            k[t * 8 + (3 * t) % 8] = 1;
        }
        FloatInputs in = FloatInputs.of(layout, random.normal(64), k, random.normal(32));
        var scale = AttentionOptions.defaults().withScale(1);
        assertClose(Recurrent.of(AttentionRule.Linear.plain(), scale).forward(in.toDouble()).o(),
                Chunkwise.of(DELTA, scale).forward(in.withBeta(ones(8))).o(), 1e-6, "o");
    }

    @Test
    void a_repeated_key_converges_geometrically() {
        Layout layout = Layout.of(1, 1, 20, 2, 1);
        var k = new double[40];
        Arrays.setAll(k, i -> i % 2 == 0 ? 0.6 : 0.8);
        var v = new double[20];
        Arrays.fill(v, 3);
        var beta = new double[20];
        Arrays.fill(beta, 0.3);
        DoubleInputs in = DoubleInputs.of(layout, k, k, v).withBeta(beta);
        double[] o = Recurrent.of(DELTA, AttentionOptions.defaults().withScale(1)).forward(in).o();
        for (int t = 0; t < 20; t++) {
            assertEquals(3 * Math.pow(0.7, t + 1), 3 - o[t], 1e-12);
        }
    }

    @Test
    void strongly_correlated_keys_stay_accurate() {
        var random = new RandomInputs(3);
        Layout layout = Layout.of(1, 1, 512, 64, 64);
        float[] base = random.normal(64);
        float[] k = random.normal(512 * 64);
        for (int i = 0; i < k.length; i++) {
            k[i] += 3 * base[i % 64];
        }
        RandomInputs.normalise(k, 64);
        var beta = new float[512];
        Arrays.fill(beta, 1.9f);
        FloatInputs in = FloatInputs.of(layout, random.normal(512 * 64), k, random.normal(512 * 64)).withBeta(beta);
        double[] expected = Recurrent.of(DELTA).forward(in.toDouble()).o();
        assertClose(expected, Chunkwise.of(DELTA, AttentionOptions.defaults().withChunkSize(64)).forward(in).o(), 2e-5,
                "o");
    }

    @Test
    void without_values_the_state_never_grows() {
        var random = new RandomInputs(4);
        Layout layout = Layout.of(1, 1, 1, 6, 5);
        FloatInputs in = random.of(DELTA, layout);
        float[] state = random.normal(30);
        for (int t = 0; t < 100; t++) {
            float[] k = random.normal(6);
            RandomInputs.normalise(k, 6);
            float[] next = Chunkwise.of(DELTA)
                    .forward(FloatInputs.of(layout, in.q(), k, new float[5])
                            .withBeta(new float[] {2 * t / 99f})
                            .withInitialState(state))
                    .finalState();
            assertTrue(norm(next) <= norm(state) * (1 + 1e-6));
            state = next;
        }
    }

    @Test
    void one_householder_is_the_delta_rule_and_further_ones_of_strength_0_change_nothing() {
        var random = new RandomInputs(5);
        Layout layout = Layout.of(1, 2, 37, 7, 6);
        FloatInputs in = random.of(DELTA, layout);
        double[] expected = Recurrent.of(DELTA).forward(in.toDouble()).o();
        var one = new AttentionRule.DeltaProduct(1, false, EigenvalueRange.SIGNED);
        assertClose(expected, Chunkwise.of(one).forward(in).o(), 1e-5, "n = 1");
        var three = new AttentionRule.DeltaProduct(3, false, EigenvalueRange.SIGNED);
        FloatInputs other = random.of(three, layout);
        float[] k = other.k();
        float[] v = other.v();
        float[] beta = new float[3 * 74];
        for (int row = 0; row < 74; row++) {
            System.arraycopy(in.k(), row * 7, k, 3 * row * 7, 7);
            System.arraycopy(in.v(), row * 6, v, 3 * row * 6, 6);
            beta[3 * row] = in.beta()[row];
        }
        FloatInputs padded = new FloatInputs(layout, in.q(), k, v, in.logDecay(), beta, in.initialState());
        assertClose(expected, Chunkwise.of(three).forward(padded).o(), 1e-5, "n = 3");
    }

    @Test
    void strictness_refuses_strengths_out_of_range_and_keys_that_are_not_unit() {
        var random = new RandomInputs(6);
        Layout layout = Layout.of(1, 2, 5, 3, 4);
        var narrow = new AttentionRule.DeltaNet(EigenvalueRange.NON_NEGATIVE);
        FloatInputs in = random.of(narrow, layout);
        in.beta()[6] = 1.5f;
        String message = assertThrows(IllegalArgumentException.class, () -> Chunkwise.of(narrow, STRICT).forward(in))
                .getMessage();
        assertEquals(
                "beta[6] (row 6 counted over batch, heads and time, column 0) is 1.5; this rule's write strengths lie in [0, 1.0].",
                message);
        FloatInputs raw = random.of(DELTA, layout);
        raw.k()[12] += 1;
        message = assertThrows(IllegalArgumentException.class, () -> Chunkwise.of(DELTA, STRICT).forward(raw))
                .getMessage();
        assertTrue(message.startsWith("k, row 4"), message);
    }

    @Test
    void a_step_has_at_least_one_write() {
        assertThrows(IllegalArgumentException.class,
                () -> new AttentionRule.DeltaProduct(0, false, EigenvalueRange.NON_NEGATIVE));
    }

    private static float[] ones(int n) {
        var ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double norm(float[] a) {
        double sum = 0;
        for (float x : a) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum);
    }
}

package dev.linnet.nn.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import dev.linnet.nn.Parameters;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Products and functions that layers are made of, against what they say they are. */
class LayersTest {
    private static final Workers WORKERS = new Workers(2);

    private static float[] normal(int count, SplittableRandom random) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Test
    void a_linear_map_of_any_size_is_the_sum_it_stands_for_and_so_are_its_gradients() {
        var random = new SplittableRandom(1);
        for (int n = 0; n < 200; n++) {
            int inputs = 1 + random.nextInt(n % 2 == 0 ? 20 : 90);
            int outputs = 1 + random.nextInt(n % 3 == 0 ? 20 : 90);
            int rows = 1 + random.nextInt(n % 5 == 0 ? 300 : 40);
            if (n % 7 == 0) {
                inputs = 16 * (1 + inputs / 16);
                outputs = 16 * (1 + outputs / 16);
            }
            var parameters = new Parameters(n);
            var linear = new Linear(parameters.normal("w", outputs, inputs, 1), parameters.normal("b", 1, outputs, 1));
            float[] values = parameters.values();
            float[] x = normal(rows * inputs, random);
            float[] dy = normal(rows * outputs, random);
            var y = new float[rows * outputs];
            float[] dx = normal(rows * inputs, random);
            float[] dxBefore = dx.clone();
            float[] gradient = normal(parameters.size(), random);
            float[] gradientBefore = gradient.clone();
            Linear.Pass pass = linear.pass(WORKERS);
            pass.forward(values, x, y, rows);
            pass.backward(values, x, dy, dx, gradient, rows);
            int bias = outputs * inputs;
            for (int i = 0; i < 20; i++) {
                int r = random.nextInt(rows);
                int o = random.nextInt(outputs);
                int c = random.nextInt(inputs);
                double sum = values[bias + o];
                for (int j = 0; j < inputs; j++) {
                    sum += (double) values[o * inputs + j] * x[r * inputs + j];
                }
                assertEquals(sum, y[r * outputs + o], 1e-4);
                double back = dxBefore[r * inputs + c];
                for (int j = 0; j < outputs; j++) {
                    back += (double) values[j * inputs + c] * dy[r * outputs + j];
                }
                assertEquals(back, dx[r * inputs + c], 1e-4);
                double weight = gradientBefore[o * inputs + c];
                double biases = gradientBefore[bias + o];
                for (int j = 0; j < rows; j++) {
                    weight += (double) dy[j * outputs + o] * x[j * inputs + c];
                    biases += dy[j * outputs + o];
                }
                assertEquals(weight, gradient[o * inputs + c], 5e-4);
                assertEquals(biases, gradient[bias + o], 5e-4);
            }
            var row = new float[outputs];
            linear.step(values, x, row);
            for (int o = 0; o < outputs; o++) {
                assertEquals(y[o], row[o], 1e-4);
            }
        }
    }

    @Test
    void functions_are_right_from_one_end_of_floats_to_the_other() {
        float[] x = {-1e30f, -200, -88, -30, -5, -1, -1e-3f, 0, 1e-20f, 0.3f, 1, 7, 30, 88, 200, 1e30f, 2};
        var softplus = new float[x.length];
        var silu = new float[x.length];
        var sigmoid = new float[x.length];
        Functions.softplus(x, softplus, 0, x.length);
        Functions.silu(x, 0, silu, 0, x.length);
        Functions.sigmoid(x, sigmoid, 0, x.length, 2);
        for (int i = 0; i < x.length; i++) {
            double e = Math.exp(-Math.abs(x[i]));
            double expected = Math.max(x[i], 0) + Math.log1p(e);
            assertEquals(expected, softplus[i], 1e-6 * expected + 1e-37, "softplus " + x[i]);
            double s = 1 / (1 + Math.exp(-(double) x[i]));
            assertEquals(2 * s, sigmoid[i], 1e-6 * s + 1e-37, "sigmoid " + x[i]);
            assertEquals(x[i] * s, silu[i], 1e-6 * Math.abs(x[i] * s) + 1e-6, "silu " + x[i]);
        }
    }

    @Test
    void gates_have_the_values_of_the_paper() {
        float[] z = {0, -36.84f, 4.13f};
        float[] gates = new float[3];
        for (int i = 0; i < 3; i++) {
            gates[i] = -z[i];
        }
        Functions.softplus(gates, gates, 0, 3);
        assertEquals(0.957603, Math.exp(-gates[0] / 16), 1e-6);
        assertEquals(0.1, Math.exp(-gates[1] / 16), 1e-4);
        assertEquals(0.999, Math.exp(-gates[2] / 16), 1e-4);
    }

    @Test
    void cross_entropy_of_extreme_logits_is_finite_and_its_gradient_sums_to_zero() {
        float[] logits = {1000, -1000, 0, 0, 0, 0, -1e30f, 3, 3};
        var gradient = new float[9];
        double loss = CrossEntropy.loss(logits, new int[] {1, 2, 0}, gradient, 3, 3, 1, WORKERS);
        assertEquals(2000 + Math.log(3) + 1e30, loss, 1e24);
        for (int row = 0; row < 3; row++) {
            assertEquals(0, gradient[row * 3] + gradient[row * 3 + 1] + gradient[row * 3 + 2], 1e-6);
        }
        assertArrayEquals(new float[] {1, -1, 0}, new float[] {gradient[0], gradient[1], gradient[2]}, 1e-6f);
    }

    @Test
    void a_token_beyond_the_vocabulary_is_named() {
        var embedding = new Embedding(new Parameters(1).normal("e", 5, 2, 1));
        assertEquals("Token 1 is 5; the model's tokens are 0 to 4.",
                assertThrows(IllegalArgumentException.class,
                        () -> embedding.forward(new float[10], new int[] {4, 5}, new float[4], 2)).getMessage());
    }

    @Test
    void settings_out_of_range_are_named() {
        var mixer = AttentionMixerConfig.of(new AttentionRule.Gla(), 16, 4);
        assertEquals(2, mixer.keyWidth());
        refused("heads is 3 and the width 16; the heads must divide the width.",
                () -> AttentionMixerConfig.of(new AttentionRule.Gla(), 16, 3));
        refused("keyWidth is 0; it must be at least 1.", () -> mixer.withWidths(0, 1));
        refused("convolution is -1; it must be at least 0.", () -> mixer.withConvolution(-1));
        refused("gateTemperature is 0.0; it must be above 0 and finite.",
                () -> mixer.withGate(GateForm.LOG_SIGMOID, 0, 0));
        refused("The rule has fixed decays for 1 heads, but heads is 4; give one decay for each head.",
                () -> mixer.withRule(new AttentionRule.Retention(List.of(-0.1))));
        refused("The rule looks ahead, and a language model must not: make it causal.",
                () -> mixer.withRule(new AttentionRule.BlockDiagonal(4,
                        dev.linnet.attention.softmax.Weights.SOFTMAX, false, 0)));
        refused("threads is 0; it must be at least 1.", () -> new Workers(0));
        assertTrue(mixer.outputGate());
    }

    private static void refused(String sentence, org.junit.jupiter.api.function.Executable call) {
        assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}

package dev.linnet.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.Parameter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer around every rule: the fast float model against its twin, values and gradients. */
class LanguageModelGradientTest {
    private static final int BATCH = 3;
    private static final int TIME = 9;

    static Stream<LanguageModelConfig> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void logits_equal_those_of_the_double_twin(LanguageModelConfig config) {
        for (int time : new int[] {1, 2, 70, 131}) {
            LanguageModel model = Models.perturbed(config, 2);
            int[] tokens = Models.tokens(config, time, time);
            float[][] logits = model.logits(tokens);
            double[][] expected = new LanguageModelTwin(model).logits(Models.doubles(model), tokens);
            double largest = Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
            for (int t = 0; t < time; t++) {
                for (int c = 0; c < config.vocabulary(); c++) {
                    assertEquals(expected[t][c], logits[t][c], 2e-4 * largest, "token " + t + ", class " + c);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void loss_and_gradients_of_every_parameter_agree_with_central_differences_of_the_twin(LanguageModelConfig config) {
        LanguageModel model = Models.perturbed(config, 2);
        var twin = new LanguageModelTwin(model);
        int[] tokens = Models.tokens(config, BATCH * TIME, 7);
        int[] targets = Models.tokens(config, BATCH * TIME, 8);
        var gradient = new float[model.parameters().size()];
        double loss = model.pass(BATCH, TIME)
                .lossAndGradient(model.parameters().values(), tokens, targets, gradient);
        double[] values = Models.doubles(model);
        int[][] rows = rows(tokens);
        int[][] targetRows = rows(targets);
        assertEquals(twin.loss(values, rows, targetRows), loss, 1e-5 * Math.abs(loss));
        var random = new SplittableRandom(9);
        for (Parameter parameter : model.parameters().list()) {
            for (int n = 0; n < 5; n++) {
                int at = parameter.offset() + random.nextInt(parameter.size());
                double kept = values[at];
                values[at] = kept + 1e-5;
                double up = twin.loss(values, rows, targetRows);
                values[at] = kept - 1e-5;
                double down = twin.loss(values, rows, targetRows);
                values[at] = kept;
                double numeric = (up - down) / 2e-5;
                assertEquals(numeric, gradient[at], 2e-5 + 2e-3 * Math.abs(numeric), parameter.name());
            }
        }
    }

    private static int[][] rows(int[] flat) {
        var rows = new int[BATCH][];
        for (int b = 0; b < BATCH; b++) {
            rows[b] = Arrays.copyOfRange(flat, b * TIME, (b + 1) * TIME);
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_gradient_has_the_same_bits_on_one_thread_and_on_three_and_when_computed_again(LanguageModelConfig config) {
        for (int batch : new int[] {1, 5}) {
            float[] one = gradient(config, batch, 1, 1);
            assertArrayEquals(one, gradient(config, batch, 3, 1));
            assertArrayEquals(one, gradient(config, batch, 2, 3));
        }
    }

    private static float[] gradient(LanguageModelConfig config, int batch, int threads, int repeats) {
        LanguageModel model = Models.perturbed(config, threads);
        int time = 335 / batch;
        LanguagePass pass = model.pass(batch, time);
        var gradient = new float[model.parameters().size()];
        for (int i = 0; i < repeats; i++) {
            Arrays.fill(gradient, 0f);
            pass.lossAndGradient(model.parameters().values(), Models.tokens(config, batch * time, 1),
                    Models.tokens(config, batch * time, 2), gradient);
        }
        return gradient;
    }

    @ParameterizedTest
    @MethodSource("models")
    void later_tokens_do_not_change_earlier_logits(LanguageModelConfig config) {
        LanguageModel model = Models.perturbed(config, 1);
        int[] tokens = Models.tokens(config, 40, 3);
        float[][] before = model.logits(tokens);
        for (int t = 25; t < 40; t++) {
            tokens[t] = (tokens[t] + 1) % config.vocabulary();
        }
        float[][] after = model.logits(tokens);
        for (int t = 0; t < 25; t++) {
            assertArrayEquals(before[t], after[t], 1e-5f, "token " + t);
        }
        assertTrue(Math.abs(before[25][0] - after[25][0]) > 1e-4);
    }

    @Test
    void a_tied_head_has_no_weights_of_its_own() {
        LanguageModelConfig config = Models.all().findFirst().orElseThrow();
        int untied = config.build(1).parameters().size();
        int tied = config.withTied(true).build(1).parameters().size();
        assertEquals(config.vocabulary() * config.width(), untied - tied);
    }
}

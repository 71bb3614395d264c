package dev.linnet.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One token at a time gives what the whole text at once gives. */
class LanguageDecoderTest {
    static Stream<LanguageModelConfig> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void stepwise_logits_equal_those_of_the_whole_text(LanguageModelConfig config) {
        LanguageModel model = Models.perturbed(config, 2);
        int[] tokens = Models.tokens(config, 90, 4);
        float[][] whole = model.logits(tokens);
        LanguageDecoder decoder = model.decoder();
        for (int t = 0; t < tokens.length; t++) {
            assertLogits(whole[t], decoder.next(tokens[t]), t);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_prompt_in_pieces_of_any_length_and_then_steps_equal_the_whole_text(LanguageModelConfig config) {
        LanguageModel model = Models.perturbed(config, 2);
        int[] tokens = Models.tokens(config, 60, 4);
        float[][] whole = model.logits(tokens);
        for (int first : new int[] {1, 2, 3, 4, 5, 33}) {
            LanguageDecoder decoder = model.decoder();
            assertLogits(whole[first - 1], decoder.prompt(Arrays.copyOf(tokens, first)), first - 1);
            assertLogits(whole[39], decoder.prompt(Arrays.copyOfRange(tokens, first, 40)), 39);
            for (int t = 40; t < tokens.length; t++) {
                assertLogits(whole[t], decoder.next(tokens[t]), t);
            }
            assertEquals(tokens.length, decoder.tokens());
        }
    }

    @Test
    void a_prompt_longer_than_a_piece_equals_the_whole_text() {
        LanguageModelConfig config = LanguageModelConfig.bytes(new AttentionRule.Gla(), 16, 2, 2);
        LanguageModel model = Models.perturbed(config, 2);
        int[] tokens = Models.tokens(config, 1100, 4);
        assertLogits(model.logits(tokens)[1099], model.decoder().prompt(tokens), 1099);
    }

    private static void assertLogits(float[] expected, float[] actual, int t) {
        float largest = 1e-3f;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        assertArrayEquals(expected, actual, 2e-4f * largest, "token " + t);
    }

    @ParameterizedTest
    @MethodSource("models")
    void memory_does_not_grow_with_the_text_unless_all_keys_are_compared(LanguageModelConfig config) {
        LanguageDecoder decoder = config.build(1, 1).decoder();
        decoder.prompt(Models.tokens(config, 12, 1));
        long before = decoder.memory();
        decoder.prompt(Models.tokens(config, 100, 1));
        long after = decoder.memory();
        boolean comparesAll = config.mixers().stream().anyMatch(mixer -> mixer.rule() instanceof AttentionRule.Softmax);
        assertEquals(comparesAll, after > before);
        assertTrue(before > 0);
    }

    @Test
    void a_seed_decides_the_text_and_streaming_gives_the_same() {
        LanguageModel model = Models.perturbed(LanguageModelConfig.bytes(new AttentionRule.Gla(), 16, 1, 2), 1);
        var generator = new TextGenerator(model, new Sampling(1, 40), 3);
        var pieces = new ArrayList<String>();
        generator.generate("Ä b", 60, pieces::add);
        assertEquals(generator.generate("Ä b", 60), String.join("", pieces));
        assertTrue(pieces.size() > 1);
        assertTrue(!generator.generate("Ä b", 60)
                .equals(
                        new TextGenerator(model, new Sampling(1, 40), 4).generate("Ä b", 60)));
    }

    @Test
    void characters_come_whole_and_what_is_no_text_is_replaced() {
        var pieces = new ArrayList<String>();
        var stream = new Utf8Stream(pieces::add);
        for (int value : new int[] {'a', 0xc3, 0xa4, 0xf0, 0x9f, 0x90, 0xa6, 0xff, 'b', 0xe2, 0x82}) {
            stream.put(value);
        }
        stream.finish();
        assertEquals(List.of("a", "ä", "\uD83D\uDC26", "\uFFFD", "b", "\uFFFD"), pieces);
    }

    @Test
    void sampling_follows_temperature_and_top_k() {
        float[] logits = {0, 2, 1, 2};
        assertEquals(1, Sampling.greedy().draw(logits, new SplittableRandom(1)));
        var counts = new int[4];
        var random = new SplittableRandom(1);
        for (int i = 0; i < 4000; i++) {
            counts[new Sampling(1, 3).draw(logits, random)]++;
        }
        assertEquals(0, counts[0]);
        double sum = 2 * Math.exp(2) + Math.exp(1);
        assertEquals(Math.exp(2) / sum, counts[1] / 4000.0, 0.03);
        assertEquals(Math.exp(1) / sum, counts[2] / 4000.0, 0.03);
        var cold = new int[4];
        for (int i = 0; i < 1000; i++) {
            cold[new Sampling(0.05, 0).draw(logits, random)]++;
        }
        assertEquals(0, cold[0] + cold[2]);
    }

    @Test
    void a_model_that_diverged_says_so() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> Sampling.greedy().draw(new float[] {1, Float.NaN}, new SplittableRandom(1)));
        assertEquals(
                "The logit of token 1 is NaN; the model's weights are no longer numbers: train it anew with a lower"
                        + " learning rate.",
                e.getMessage());
    }
}

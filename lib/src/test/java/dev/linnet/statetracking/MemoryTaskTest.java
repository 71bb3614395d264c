package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.MixerConfig;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTaskTest {
    @Test
    void a_read_of_the_flip_flop_asks_for_the_bit_written_last() {
        LabelledSequence example = new FlipFlop().example(new SplittableRandom(1), 20_000);
        int bit = -1;
        for (int t = 0; t < example.length(); t++) {
            int token = example.tokens()[t];
            bit = token < FlipFlop.IGNORE ? token - FlipFlop.WRITE : bit;
            assertTrue(bit >= 0, "the first token writes");
            assertEquals(token == FlipFlop.READ ? bit : LabelledSequence.IGNORED, example.labels()[t]);
        }
        assertEquals(0.6, share(example, FlipFlop.IGNORE), 0.02);
        assertEquals(0.2, share(example, FlipFlop.READ), 0.02);
        assertThrows(IllegalArgumentException.class, () -> new FlipFlop().example(new SplittableRandom(1), 0));
    }

    private static double share(LabelledSequence example, int token) {
        return IntStream.of(example.tokens()).filter(t -> t == token).count() / (double) example.length();
    }

    @Test
    void recall_asks_every_key_once_for_the_value_written_last() {
        var task = new KeyValueRecall(10, 7, 3, 40);
        for (int i = 0; i < 200; i++) {
            LabelledSequence example = task.example(Seeds.stream(2, Seeds.Purpose.TEST, i), 4);
            var held = new HashMap<Integer, Integer>();
            var written = new HashMap<Integer, Integer>();
            for (int pair = 0; pair < 12; pair++) {
                int key = example.tokens()[2 * pair];
                assertTrue(key >= 1 && key <= 10);
                held.put(key, example.tokens()[2 * pair + 1] - 11);
                written.merge(key, 1, Integer::sum);
                assertEquals(LabelledSequence.IGNORED, example.labels()[2 * pair]);
                assertEquals(LabelledSequence.IGNORED, example.labels()[2 * pair + 1]);
            }
            assertTrue(held.size() == 4 && written.values().stream().allMatch(n -> n == 3), written::toString);
            for (int t = 24; t < 40; t++) {
                Integer value = held.remove(example.tokens()[t]);
                assertEquals(value == null ? LabelledSequence.IGNORED : value, example.labels()[t]);
                assertTrue(value != null || example.tokens()[t] == 0);
            }
            assertTrue(held.isEmpty(), "a key was not asked for");
        }
    }

    @Test
    void what_does_not_fit_is_refused_in_words() {
        var task = new KeyValueRecall(32, 32, 3, 64);
        assertTrue(message(() -> task.example(new SplittableRandom(1), 10)).contains("at most 9"));
        assertTrue(message(() -> new KeyValueRecall(0, 2, 1, 9)).contains("0, 2 and 1"));
        assertTrue(message(() -> new KeyValueRecall(3, 2, 2, 4)).contains("needs 5 tokens"));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void a_gated_channel_is_a_flip_flop_and_a_sum_is_none() {
        assertEquals(0, new GatedFlipFlop(1, -100).mistakes(50_000, 3));
        assertEquals(0, new GatedFlipFlop(16, -1600).mistakes(50_000, 3));
        assertTrue(new GatedFlipFlop(1, -100).mistakesWithoutGate(50_000, 3) > 1000);
        assertEquals(0.957603, new GatedFlipFlop(16, 0).gateAtWrite(), 1e-6);
    }

    @Test
    void recipes_name_their_mixer() {
        assertEquals("GLA, temperature 16", Experiment.flipFlop(new MixerConfig.Gated(16)).name());
        var task = new KeyValueRecall(32, 32, 3, 64);
        Experiment recall = Experiment.recall(task, 16, new MixerConfig.Additive());
        assertEquals("linear attention", recall.name());
        assertEquals(32, recall.model().classes());
        assertEquals("recall, keys written 3 times", recall.task().name());
    }
}

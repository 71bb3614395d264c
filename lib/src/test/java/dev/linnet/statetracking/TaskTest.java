package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.LabelledSequence;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskTest {
    @Test
    void a_parity_example_has_the_papers_layout() {
        var random = new SplittableRandom(0);
        for (int size = 2; size <= 60; size++) {
            LabelledSequence example = new Parity().example(random, size);
            assertEquals(size, example.length());
            assertEquals(0, example.tokens()[size - 1]);
            int twos = 0;
            for (int t = 0; t < size; t++) {
                if (t < size - 1) {
                    assertTrue(example.tokens()[t] == 1 || example.tokens()[t] == 2);
                    twos += example.tokens()[t] == 2 ? 1 : 0;
                }
                int expected = t == size - 2 ? 1 + twos % 2 : LabelledSequence.IGNORED;
                assertEquals(expected, example.labels()[t]);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new Parity().example(random, 1));
    }

    @Test
    void sizes_and_bits_are_uniform_within_three_sigma() {
        int[] sizes = new int[41];
        long ones = 0;
        long bits = 0;
        int examples = 38_000;
        for (int i = 0; i < examples; i++) {
            SplittableRandom random = Seeds.stream(1, Seeds.Purpose.TRAINING, i);
            LabelledSequence example = new Parity().example(random, Parity.TRAINING.draw(random));
            sizes[example.length()]++;
            ones += IntStream.of(example.tokens()).filter(token -> token == 2).count();
            bits += example.length() - 1;
        }
        for (int size = 3; size <= 40; size++) {
            assertEquals(1000, sizes[size], 5 * Math.sqrt(1000));
        }
        assertEquals(0.5, (double) ones / bits, 3 * 0.5 / Math.sqrt((double) bits));
    }

    @Test
    void an_example_depends_on_seed_purpose_and_index_alone() {
        long a = Seeds.mix(1, Seeds.Purpose.TEST, 17);
        assertEquals(a, Seeds.mix(1, Seeds.Purpose.TEST, 17));
        assertTrue(a != Seeds.mix(1, Seeds.Purpose.TRAINING, 17));
        assertTrue(a != Seeds.mix(2, Seeds.Purpose.TEST, 17));
        assertTrue(a != Seeds.mix(1, Seeds.Purpose.TEST, 18));
    }
}

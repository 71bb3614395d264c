package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.LabelledSequence;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GroupTest {
    @Test
    void groups_have_their_orders() {
        assertEquals(60, Group.cyclic(60).order());
        assertEquals(120, Group.symmetric(5).order());
        assertEquals(60, Group.alternating(5).order());
        assertEquals(12, Group.alternating(4).order());
        assertEquals(11, Group.symmetric(5).swaps().length);
    }

    @Test
    void the_composition_order_is_newest_last_unless_asked_otherwise() {
        Group s3 = Group.symmetric(3);
        int[] word = {s3.element(1, 2, 0), s3.element(0, 2, 1)};
        int[] newestLast = WordProblem.of(s3).prefixProducts(word);
        assertArrayEquals(new int[] {2, 1, 0}, s3.permutation(newestLast[1]));
        int[] newestFirst = new WordProblem(s3, new int[] {0, 1, 2, 3, 4, 5}, false).prefixProducts(word);
        assertArrayEquals(new int[] {1, 0, 2}, s3.permutation(newestFirst[1]));
    }

    @Test
    void every_element_times_its_inverse_is_the_identity() {
        Group a5 = Group.alternating(5);
        for (int a = 0; a < a5.order(); a++) {
            assertEquals(a5.identity(), a5.product(a, a5.inverse(a)));
        }
    }

    @Test
    void a_table_that_is_no_group_is_refused_with_the_axiom_and_the_elements() {
        assertTrue(refusal(new int[][] {{0, 1}, {1, 2}}).contains("Not closed: 1 * 1 = 2"));
        assertTrue(refusal(new int[][] {{1, 1}, {0, 0}}).contains("No identity"));
        assertTrue(refusal(new int[][] {{0, 1}, {1, 1}}).contains("No inverse: no element b has 1 * b = 0"));
        assertTrue(refusal(new int[][] {{0, 1, 2}, {1, 0, 0}, {2, 0, 0}}).contains("Not associative: (1 * 1) * 2 = 2"));
        assertTrue(refusal(new int[][] {{0, 1}, {1}}).contains("Row 1"));
    }

    private static String refusal(int[][] table) {
        return assertThrows(IllegalArgumentException.class, () -> Group.of("mine", table)).getMessage();
    }

    @Test
    void counting_modulo_less_than_two_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> WordProblem.counting(1));
    }

    @Test
    void a_word_begins_with_an_unlabelled_bos_and_labels_every_letter_with_the_product() {
        WordProblem counting = WordProblem.counting(3);
        LabelledSequence example = counting.example(new SplittableRandom(1), 20);
        assertEquals(21, example.length());
        assertEquals(3, example.tokens()[0]);
        assertEquals(LabelledSequence.IGNORED, example.labels()[0]);
        int sum = 0;
        for (int t = 1; t <= 20; t++) {
            sum += example.tokens()[t];
            assertEquals(sum % 3, example.labels()[t]);
        }
    }
}

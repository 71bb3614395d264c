package dev.linnet.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextCorpusTest {
    @Test
    void the_shipped_text_is_there_and_divided_in_two() {
        TextCorpus text = TextCorpus.shakespeare();
        assertEquals(1_115_394, text.training().length + text.validation().length);
        assertTrue(new String(text.training(), StandardCharsets.US_ASCII).startsWith("First Citizen:\n"));
        assertEquals(111_540, text.validation().length);
    }

    @Test
    void entropies_of_texts_that_can_be_counted_by_hand() {
        byte[] even = "abababababababababababab".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Math.log(2), TextCorpus.entropy(even, 0), 1e-12);
        assertEquals(0, TextCorpus.entropy(even, 1), 1e-12);
        // after a: b, a, b; after b: a, a -> three bytes after a with entropy H(1/3), two after b with 0
        byte[] mixed = "abaaba".getBytes(StandardCharsets.US_ASCII);
        double afterA = -(Math.log(1.0 / 3) + 2 * Math.log(2.0 / 3));
        assertEquals(afterA / 5, TextCorpus.entropy(mixed, 1), 1e-12);
    }

    @Test
    void more_context_never_raises_the_entropy() {
        byte[] text = TextCorpus.shakespeare().validation();
        double before = Double.POSITIVE_INFINITY;
        for (int context = 0; context < 4; context++) {
            double entropy = TextCorpus.entropy(text, context);
            assertTrue(entropy < before, "context " + context);
            before = entropy;
        }
    }

    @Test
    void bytes_are_tokens_without_a_sign() {
        assertArrayEquals(new int[] {0, 127, 128, 255}, TextCorpus.tokens(new byte[] {0, 127, -128, -1}));
    }

    @Test
    void texts_and_contexts_out_of_range_are_refused() {
        assertEquals("The text x has 3 bytes; it must have at least 20.",
                assertThrows(IllegalArgumentException.class, () -> TextCorpus.of("x", new byte[3])).getMessage());
        assertEquals("context is 8; it must be from 0 to 7.",
                assertThrows(IllegalArgumentException.class, () -> TextCorpus.entropy(new byte[30], 8)).getMessage());
    }
}

package dev.linnet.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(strings = {"sk-proj-abcdefghij0123456789xyz", "hf_abcdefghijKLMNOP0123456789",
            "gsk_0123456789abcdefghij0123",
            "AIzaSyA0123456789abcdefghijklmnopqrstuv"})
    void keys_of_known_services_are_removed(String key) {
        assertEquals("my key is [key removed], ok", Secrets.removedFrom("my key is " + key + ", ok"));
        assertEquals("Authorization: Bearer [key removed]", Secrets.removedFrom("Authorization: Bearer " + key));
    }

    @Test
    void a_key_that_was_given_is_removed_and_a_stand_in_is_not() {
        Secrets.remember("tiny-wren-nest");
        Secrets.remember("ollama");
        assertEquals("a [key removed] b ollama", Secrets.removedFrom("a tiny-wren-nest b ollama"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"The output follows a linear function: y = 3.00 * x + 4.00.",
            "task-oriented sk-learn pipelines",
            "key-value-pairs-of-the-2-tables", "sk-"})
    void words_stay(String text) {
        assertEquals(text, Secrets.removedFrom(text));
    }
}

package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.linnet.odeen.RuleGrammar;
import dev.linnet.odeen.Universe;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleVocabularyTest {
    private static final RuleVocabulary WORDS = Encoding.of(Universe.standard()).vocabulary();

    @Test
    void the_words_of_odeen_have_the_tokens_of_the_specification() {
        List<String> tokens = List.of("1", "2", "<eos>", "<pad>", "<sos>", "and", "at_least", "at_most",
                "at_the_left_of",
                "at_the_right_of", "block", "blue", "exactly", "or", "pointing_down", "pointing_up", "pyramid", "red",
                "surrounded_by", "touching", "zero");
        assertEquals(21, WORDS.size());
        for (int token = 0; token < 21; token++) {
            assertEquals(tokens.get(token), WORDS.word(token));
        }
        assertEquals(13, WORDS.length());
    }

    @Test
    void a_rule_stands_between_sos_and_eos_and_pads_follow() {
        assertArrayEquals(new int[] {4, 6, 0, 17, 19, 11, 2, 3, 3, 3, 3, 3, 3},
                WORDS.encode("at_least 1 red touching blue"));
    }

    @Test
    void every_rule_is_read_as_it_was_written() {
        RuleGrammar grammar = Universe.standard().grammar();
        for (int rule = 0; rule < grammar.size(); rule++) {
            assertEquals(grammar.text(rule), WORDS.decode(WORDS.encode(grammar.text(rule))));
        }
    }

    @Test
    void special_tokens_are_left_out_wherever_they_stand() {
        assertEquals("red blue", WORDS.decode(new int[] {4, 17, 2, 3, 11, 4, 2}));
    }

    @Test
    void an_unknown_word_is_refused_with_its_place() {
        var e = assertThrows(IllegalArgumentException.class, () -> WORDS.encode("at_least 1 green"));
        assertEquals(true, e.getMessage()
                .startsWith("Word 3 of the rule 'at_least 1 green' is 'green'; this world's words are 1, 2, and,"),
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> WORDS.encode("zero <pad>"));
        assertThrows(IllegalArgumentException.class, () -> WORDS.encode("red ".repeat(12).strip()));
    }
}

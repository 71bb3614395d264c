package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleGrammarTest {
    private static final RuleGrammar GRAMMAR = Universe.standard().grammar();

    @Test
    void there_are_24794_rules_and_1400_in_mini_odeen() {
        assertEquals(24_794, GRAMMAR.size());
        assertEquals(24_794, GRAMMAR.rules().stream().distinct().count());
        assertEquals(1_400, Universe.mini().grammar().size());
        assertEquals(98, GRAMMAR.rules().stream().filter(Rule.Simple.class::isInstance).count());
        assertEquals(5_488, GRAMMAR.rules().stream().filter(Rule.Relational.class::isInstance).count());
        assertEquals(19_208, GRAMMAR.rules().stream().filter(Rule.Compound.class::isInstance).count());
    }

    @Test
    void the_lengths_of_rules_are_those_of_the_grammar() {
        Map<Integer, Integer> lengths = new TreeMap<>();
        GRAMMAR.rules().forEach(rule -> lengths.merge(RuleGrammar.tokens(rule), 1, Integer::sum));
        assertEquals(Map.of(2, 4, 3, 30, 4, 104, 5, 632, 6, 1904, 7, 4264, 8, 6400, 9, 6464, 10, 3840, 11, 1152),
                lengths);
        assertEquals(11, GRAMMAR.maxTokens());
    }

    @Test
    void every_rule_is_read_back_as_it_was_printed() {
        for (Universe universe : List.of(Universe.standard(), Universe.mini(),
                Universe.mini().withQuantities(Quantity.upTo(7)))) {
            RuleGrammar grammar = universe.grammar();
            for (int id = 0; id < grammar.size(); id++) {
                assertEquals(grammar.rule(id), grammar.parse(grammar.text(id)));
                assertEquals(id, grammar.id(grammar.text(id)));
            }
        }
    }

    @Test
    void ids_are_places_in_ascii_order() {
        assertEquals("at_least 1 block", GRAMMAR.text(0));
        assertEquals("zero red touching red pyramid pointing_up", GRAMMAR.text(24_793));
        for (int id = 1; id < GRAMMAR.size(); id++) {
            assertTrue(GRAMMAR.text(id - 1).compareTo(GRAMMAR.text(id)) < 0);
        }
    }

    @Test
    void the_words_are_the_eighteen_of_the_vocabulary() {
        assertEquals(List.of("1", "2", "and", "at_least", "at_most", "at_the_left_of", "at_the_right_of", "block",
                "blue", "exactly", "or", "pointing_down", "pointing_up", "pyramid", "red", "surrounded_by", "touching",
                "zero"), GRAMMAR.words());
    }

    @Test
    void spaces_may_be_more_than_one() {
        assertEquals(GRAMMAR.parse("zero red touching blue"), GRAMMAR.parse("  zero  red touching\tblue "));
    }

    // @formatter:off
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "", 1, "The rule is empty: token 1 is missing; expected at_least, at_most, exactly or zero."
            "red", 1, "Token 1 of the rule 'red' is 'red'; expected at_least, at_most, exactly or zero."
            "at_least", 2, "The rule 'at_least' ends too early: token 2 is missing; expected 1 or 2."
            "at_least red", 2, "Token 2 of the rule 'at_least red' is 'red'; expected 1 or 2."
            "at_least 3 red", 2, "Token 2 of the rule 'at_least 3 red' is '3'; expected 1 or 2."
            "zero 1 red", 2, "Token 2 of the rule 'zero 1 red' is '1'; expected block, blue, pyramid or red."
            "zero blu", 2, "Token 2 of the rule 'zero blu' is 'blu'; expected block, blue, pyramid or red. Did you mean 'blue'?"
            "zero Red", 2, "Token 2 of the rule 'zero Red' is 'Red'; expected block, blue, pyramid or red. Did you mean 'red'?"
            "zero yellow", 2, "Token 2 of the rule 'zero yellow' is 'yellow'; expected block, blue, pyramid or red."
            "zero pointing_up", 2, "Token 2 of the rule 'zero pointing_up' is 'pointing_up'; expected block, blue, pyramid or red."
            "zero block red", 3, "Token 3 of the rule 'zero block red' is 'red'; expected and, at_the_left_of, at_the_right_of, or, surrounded_by or touching or the end."
            "zero red touchin blue", 3, "Token 3 of the rule 'zero red touchin blue' is 'touchin'; expected and, at_the_left_of, at_the_right_of, block, or, pyramid, surrounded_by or touching or the end. Did you mean 'touching'?"
            "zero red touching", 4, "The rule 'zero red touching' ends too early: token 4 is missing; expected block, blue, pyramid or red."
            "zero red touching red block or zero red", 6, "Token 6 of the rule 'zero red touching red block or zero red' is 'or', but the rule is complete before it."
            "zero red and zero red touching red", 6, "Token 6 of the rule 'zero red and zero red touching red' is 'touching'; expected block or pyramid or the end."
            "zero red and not zero red", 4, "Token 4 of the rule 'zero red and not zero red' is 'not'; expected at_least, at_most, exactly or zero."
            """)
    // @formatter:on
    void what_is_no_rule_is_refused_with_the_token_and_what_was_expected(String text, int position, String message) {
        var refusal = assertThrows(RuleSyntaxException.class, () -> GRAMMAR.parse(text));
        assertEquals(message, refusal.getMessage());
        assertEquals(position, refusal.position());
        assertFalse(GRAMMAR.isRule(text));
    }

    @Test
    void a_rule_of_another_universe_is_refused() {
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> Universe.mini().grammar().id(GRAMMAR.parse("zero red or zero blue")));
        assertTrue(refusal.getMessage().startsWith("'zero red or zero blue' is no rule of Universe["));
        assertEquals("Token 3 of the rule 'zero red or zero blue' is 'or'; expected at_the_right_of, block, pyramid,"
                + " surrounded_by or touching or the end.",
                assertThrows(RuleSyntaxException.class,
                        () -> Universe.mini().grammar().parse("zero red or zero blue")).getMessage());
    }

    @Test
    void random_rules_come_evenly_or_as_the_grammar_unfolds() {
        var random = new SplittableRandom(5);
        int simple = 0;
        int derivedSimple = 0;
        for (int i = 0; i < 4_000; i++) {
            simple += GRAMMAR.random(random) instanceof Rule.Simple ? 1 : 0;
            derivedSimple += GRAMMAR.derive(random) instanceof Rule.Simple ? 1 : 0;
        }
        assertTrue(simple < 50, simple + " of 4000; 16 are to be expected");
        assertEquals(1_000, derivedSimple, 100);
        for (int i = 0; i < 500; i++) {
            assertFalse(Universe.mini().grammar().derive(random) instanceof Rule.Compound);
        }
    }
}

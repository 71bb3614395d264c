package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fast table and the rules' own evaluation against {@link ProseOracle}, which was written from the prose alone. */
class ProseAgainstTableTest {
    private static final Universe ODEEN = Universe.standard();
    private static final RuleGrammar GRAMMAR = ODEEN.grammar();

    private static void compare(int[] structures, int[] rules) {
        RuleTable table = RuleTable.on(ODEEN, structures);
        for (int column = 0; column < structures.length; column++) {
            String structure = ODEEN.structure(structures[column]);
            for (int rule : rules) {
                boolean label = ProseOracle.label(GRAMMAR.text(rule), structure);
                int at = column;
                assertEquals(label, table.label(rule, column),
                        () -> GRAMMAR.text(rule) + " on " + ODEEN.structure(structures[at]));
            }
        }
    }

    @Test
    void random_rules_label_random_structures_as_the_prose_says() {
        var random = new SplittableRandom(1);
        int pairs = 0;
        for (int n = 0; n < 200; n++) {
            int[] structures = ODEEN.sample(3, random);
            int[] rules = random.ints(50, 0, GRAMMAR.size()).toArray();
            for (int rule : rules) {
                for (int structure : structures) {
                    String text = ODEEN.structure(structure);
                    assertEquals(ProseOracle.label(GRAMMAR.text(rule), text), ODEEN.accepts(GRAMMAR.text(rule), text),
                            () -> GRAMMAR.text(rule) + " on " + text);
                    pairs++;
                }
            }
        }
        assertTrue(pairs >= 30_000);
    }

    @Test
    void the_table_has_the_proses_labels_of_all_rules() {
        int[] all = new int[GRAMMAR.size()];
        java.util.Arrays.setAll(all, rule -> rule);
        compare(ODEEN.sample(5, new SplittableRandom(2)), all);
    }

    @Test
    void every_relation_and_quantity_holds_at_both_ends_of_the_row_as_the_prose_says() {
        Set<Integer> border = new HashSet<>();
        List<String> pieces = List.of(".", "A", "B", "V", "a", "b", "v");
        for (String first : pieces) {
            for (String second : pieces) {
                border.add(ODEEN.id(first + second + "...."));
                border.add(ODEEN.id("...." + first + second));
                border.add(ODEEN.id(first + "...." + second));
            }
        }
        List<Integer> relations = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (int rule = 0; rule < GRAMMAR.size(); rule++) {
            for (Relation relation : ODEEN.relations()) {
                if (GRAMMAR.text(rule).contains(relation.word())) {
                    relations.add(rule);
                    String[] words = GRAMMAR.text(rule).split(" ", -1);
                    met.add(relation + (words[0].equals("zero") ? "zero" : words[0] + words[1]));
                }
            }
        }
        assertEquals(5_488, relations.size());
        assertEquals(4 * 7, met.size());
        compare(border.stream().mapToInt(Integer::intValue).toArray(),
                relations.stream().mapToInt(Integer::intValue).toArray());
    }
}

package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTableTest {
    private static final Universe ODEEN = Universe.standard();

    @ParameterizedTest
    @CsvSource({"at_least 1 red touching blue, A.a..., false", "at_least 1 red touching blue, Aa...., true",
            "exactly 1 blue block surrounded_by pyramid, abA..., true",
            "exactly 1 blue block surrounded_by pyramid, bA...., false",
            "exactly 1 blue block surrounded_by pyramid, abAbV., false",
            "at_least 2 block at_the_right_of red pyramid, A.bB.., true",
            "at_least 2 block at_the_right_of red pyramid, b.A..B, false",
            "exactly 2 pyramid at_the_left_of red block, avB..A, true", "at_least 2 red touching red, AB...., true",
            "exactly 1 red at_the_right_of blue, aAA..., false", "zero red touching red, A.A..., true",
            "zero red, ......, true", "at_most 1 blue, bb...., false", "at_least 1 block or zero red, ......, true",
            "exactly 1 red touching red, AB...., false", "zero blue surrounded_by red, b....., true",
            "at_least 1 red at_the_left_of red, .....A, false", "at_least 1 red at_the_right_of red, A....., false",
            "at_least 2 red at_the_left_of red, A.A..A, true", "exactly 2 red touching blue, .AaA.., true"})
    void a_case_worked_out_by_hand_is_labelled_so(String rule, String structure, boolean label) {
        assertEquals(label, ODEEN.accepts(rule, structure));
        assertEquals(label, Worlds.standard().label(ODEEN.grammar().id(rule), ODEEN.id(structure)));
        assertEquals(label, RuleTable.on(ODEEN, ODEEN.id(structure)).label(ODEEN.grammar().id(rule), 0));
    }

    @ParameterizedTest
    @CsvSource({"at_least 1 red, 113553", "at_most 2 red, 57088", "exactly 2 block, 37500",
            "zero red pyramid pointing_up, 46656", "at_most 1 blue pyramid pointing_down, 93312",
            "at_least 1 red touching blue, 103122", "zero red touching red, 52480",
            "exactly 1 blue block surrounded_by pyramid, 19648", "at_least 1 block surrounded_by block, 8624",
            "at_least 2 block at_the_right_of red pyramid, 27024", "exactly 2 pyramid at_the_left_of red block, 18144",
            "at_most 2 blue pyramid pointing_up at_the_right_of blue, 116128",
            "at_least 2 red and zero blue block, 41553", "exactly 1 pyramid or at_most 1 red block, 96456"})
    void a_rule_accepts_as_many_structures_as_were_counted(String rule, int accepted) {
        assertEquals(accepted, Worlds.standard().ones(ODEEN.grammar().id(rule)));
    }

    @Test
    void the_whole_table_has_1376731586_ones_and_that_of_mini_odeen_404140() {
        assertEquals(1_376_731_586L, Worlds.standard().ones());
        assertEquals(404_140, Worlds.mini().ones());
    }

    @Test
    void the_table_is_what_each_cell_by_cell_evaluation_says() {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            int rule = random.nextInt(ODEEN.ruleCount());
            int structure = ODEEN.randomStructure(random);
            assertEquals(ODEEN.accepts(ODEEN.grammar().rule(rule), structure),
                    Worlds.standard().label(rule, structure),
                    () -> ODEEN.grammar().text(rule) + " on " + ODEEN.structure(structure));
        }
    }

    @Test
    void all_of_a_small_world_is_what_cell_by_cell_evaluation_says() {
        for (Universe universe : List.of(Universe.mini(), Universe.mini().withLength(1), Universe.mini().withLength(2),
                Universe.mini()
                        .withLength(3)
                        .withQuantities(Quantity.upTo(3))
                        .withConnectives(true)
                        .withObjects(ObjectKind.standard().subList(0, 3)),
                ODEEN.withLength(2).withConnectives(false),
                ODEEN.withLength(3)
                        .withQuantities(List.of(new Quantity(Quantity.Bound.EXACTLY, 7)))
                        .withRelations(List.of(Relation.AT_THE_LEFT_OF)))) {
            RuleTable table = RuleTable.of(universe, 2);
            for (int rule = 0; rule < universe.ruleCount(); rule++) {
                int ones = 0;
                for (int structure = 0; structure < universe.structureCount(); structure++) {
                    boolean label = universe.accepts(universe.grammar().rule(rule), structure);
                    ones += label ? 1 : 0;
                    assertEquals(label, table.label(rule, structure));
                }
                assertEquals(ones, table.ones(rule));
            }
        }
    }

    @Test
    void a_table_over_a_sample_has_the_columns_of_the_whole_one() {
        var random = new SplittableRandom(3);
        for (int size : new int[] {0, 1, 32, 63, 64, 65, 511, 512, 513, 1176}) {
            int[] sample = random.ints(size, 0, ODEEN.structureCount()).toArray();
            RuleTable table = RuleTable.on(ODEEN, sample);
            assertEquals(size, table.columns());
            for (int i = 0; i < 2_000 && size > 0; i++) {
                int rule = random.nextInt(ODEEN.ruleCount());
                int column = random.nextInt(size);
                assertEquals(sample[column], table.structure(column));
                assertEquals(Worlds.standard().label(rule, sample[column]), table.label(rule, column));
            }
        }
    }

    @Test
    void labelling_again_changes_nothing_on_any_number_of_threads() {
        RuleTable table = RuleTable.of(Universe.mini(), 1);
        for (int threads = 1; threads <= 5; threads++) {
            table.label(threads);
            for (int rule = 0; rule < table.ruleCount(); rule++) {
                assertArrayEquals(Worlds.mini().row(rule), table.row(rule));
            }
        }
    }

    @Test
    void the_nearest_rules_of_a_row_are_those_that_the_sample_cannot_tell_from_it() {
        var random = new SplittableRandom(17);
        RuleTable sample = RuleTable.on(ODEEN, ODEEN.sample(1176, random));
        for (int i = 0; i < 20; i++) {
            int rule = random.nextInt(ODEEN.ruleCount());
            Nearest nearest = sample.nearest(sample.row(rule));
            assertEquals(0, nearest.distance());
            assertTrue(nearest.contains(rule));
            assertArrayEquals(sample.classes().members(sample.classes().classOf(rule)), nearest.rules());
            assertArrayEquals(nearest.rules(), sample.consistent(sample.row(rule)));
        }
    }

    @Test
    void distances_count_the_labels_that_differ() {
        RuleTable table = Worlds.mini();
        var random = new SplittableRandom(23);
        boolean[] labels = new boolean[table.columns()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextBoolean();
        }
        int[] distances = table.distances(RuleTable.pack(labels));
        for (int rule = 0; rule < table.ruleCount(); rule += 7) {
            int expected = 0;
            for (int i = 0; i < labels.length; i++) {
                expected += labels[i] != table.label(rule, i) ? 1 : 0;
            }
            assertEquals(expected, distances[rule]);
            assertEquals(table.distances(table.row(rule))[99], table.distance(rule, 99));
        }
        Nearest nearest = table.nearest(labels);
        assertEquals(Arrays.stream(distances).min().orElseThrow(), nearest.distance());
    }

    @Test
    void labels_of_another_size_are_refused() {
        assertEquals("Labels of 625 columns are 10 longs, and the bits after the last column are 0; got 9 longs.",
                assertThrows(IllegalArgumentException.class, () -> Worlds.mini().nearest(new long[9])).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Worlds.mini().label(1400, 0));
        assertThrows(IllegalArgumentException.class, () -> Worlds.mini().label(0, 625));
        assertEquals("There is no structure 625: the ids go from 0 to 624.",
                assertThrows(IllegalArgumentException.class, () -> RuleTable.on(Universe.mini(), 3, 625))
                        .getMessage());
    }
}

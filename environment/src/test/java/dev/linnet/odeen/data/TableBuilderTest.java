package dev.linnet.odeen.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;
import dev.linnet.odeen.play.SymbolicSolver;
import dev.linnet.odeen.score.Metrics;
import dev.linnet.odeen.score.RuleScore;

class TableBuilderTest {
    private static final RuleTable ODEEN = Worlds.standard();
    private static final Universe UNIVERSE = Universe.standard();
    private static final TableBuilder BUILDER = new TableBuilder(ODEEN);

    private static int rule(String text) {
        return UNIVERSE.grammar().id(text);
    }

    @Test
    void columns_are_counted_as_one_by_one() {
        RuleTable mini = Worlds.mini();
        var random = new SplittableRandom(2);
        for (int size : new int[] {0, 1, 7, 8, 9, 16, 100, 1400, 3000}) {
            int[] rules = random.ints(size, 0, 1400).toArray();
            int[] counts = mini.accepting(rules);
            for (int column = 0; column < mini.columns(); column++) {
                int at = column;
                assertEquals(Arrays.stream(rules).filter(r -> mini.label(r, at)).count(), counts[column]);
            }
        }
    }

    @Test
    void random_tables_have_true_labels_and_follow_from_their_seed() {
        LabelledTable table = BUILDER.random(5000, 32, new SplittableRandom(4));
        assertEquals(32, table.size());
        assertEquals(0, table.disagreements(UNIVERSE.grammar().rule(5000)));
        assertEquals(table, BUILDER.random(5000, 32, new SplittableRandom(4)));
        LabelledTable pooled = BUILDER.random(5000, new int[] {3, 8}, 32, new SplittableRandom(4));
        assertTrue(Arrays.stream(pooled.structures()).allMatch(s -> s == 3 || s == 8));
        assertThrows(IllegalArgumentException.class,
                () -> BUILDER.random(1, new int[0], 32, new SplittableRandom(1)));
    }

    /** Section by section what the minimizer's definition says, on a world that is small enough. */
    @Test
    void each_greedy_pick_leaves_the_fewest_rules() {
        RuleTable mini = Worlds.mini();
        var builder = new TableBuilder(mini);
        for (int rule = 0; rule < 1400; rule += 61) {
            GreedyTable greedy = builder.greedy(rule);
            List<Integer> consistent = new ArrayList<>(IntStream.range(0, 1400).boxed().toList());
            int truth = rule;
            for (int i = 0; i < greedy.table().size(); i++) {
                int picked = greedy.table().structure(i);
                long least = IntStream.range(0, 625)
                        .mapToLong(
                                s -> consistent.stream().filter(r -> mini.label(r, s) == mini.label(truth, s)).count())
                        .min()
                        .orElseThrow();
                consistent.removeIf(r -> mini.label(r, picked) != mini.label(truth, picked));
                assertEquals(least, consistent.size());
            }
            assertEquals(consistent.size(), greedy.remaining());
            assertTrue(greedy.unique());
            assertEquals(mini.classes().size(mini.classes().classOf(rule)), greedy.remaining());
        }
    }

    @Test
    void greedy_tables_say_which_rule_it_is_after_at_most_fifteen_structures() {
        EquivalenceClasses classes = ODEEN.classes();
        var random = new SplittableRandom(8);
        int[] sizes = new int[30];
        int unique = 0;
        for (int i = 0; i < sizes.length; i++) {
            int c;
            do {
                c = random.nextInt(classes.count());
            } while (classes.isConstant(c));
            GreedyTable greedy = BUILDER.greedy(classes.canonical(c));
            sizes[i] = greedy.table().size();
            unique += greedy.unique() && sizes[i] <= 15 ? 1 : 0;
            assertEquals(0, greedy.table().disagreements(UNIVERSE.grammar().rule(classes.canonical(c))));
        }
        assertTrue(unique >= 29, unique + " of 30");
        Arrays.sort(sizes);
        assertTrue(sizes[15] == 5 || sizes[15] == 6, "median " + sizes[15]);
    }

    @Test
    void a_solver_that_sees_greedy_tables_explains_everything() {
        var random = new SplittableRandom(9);
        Metrics all = Metrics.onAll(ODEEN);
        Metrics sample = Metrics.on(ODEEN, UNIVERSE.sample(1176, random));
        var solver = new SymbolicSolver(ODEEN);
        Splits splits = Splits.standard(ODEEN, 1);
        var scores = new ArrayList<RuleScore>();
        for (int rule : splits.test().subList(0, 25)) {
            int found = solver.explain(BUILDER.greedy(rule, 32, random)).rule();
            assertTrue(all.score(rule, found).nearestRule());
            scores.add(sample.score(rule, found));
        }
        long successes = scores.stream().filter(RuleScore::nearestRule).count();
        assertTrue(successes >= 19, successes + " of 25");
        assertTrue(scores.stream().allMatch(RuleScore::nearestAmbiguous));
    }

    @Test
    void the_focus_model_picks_simple_pairs_of_both_labels() {
        for (String text : List.of("at_least 1 red", "zero red touching blue", "exactly 2 block",
                "at_least 1 red pyramid pointing_up and zero blue")) {
            int rule = rule(text);
            LabelledTable table = BUILDER.focus(rule, 5);
            assertEquals(10, table.size(), text);
            boolean ofEmpty = ODEEN.label(rule, 0);
            for (int i = 0; i < 10; i++) {
                assertEquals(i % 2 == 0 ? !ofEmpty : ofEmpty, table.label(i));
            }
            assertEquals(10, Arrays.stream(table.structures()).distinct().count());
            assertEquals(0, table.disagreements(UNIVERSE.grammar().rule(rule)));
        }
        LabelledTable red = BUILDER.focus(rule("at_least 1 red"), 1);
        assertEquals(".....A", red.text(0));
        assertEquals(".....a", red.text(1));
    }

    @Test
    void the_focus_model_has_the_costs_that_are_documented() {
        assertEquals(1, distance("A", "a"));
        assertEquals(1, distance("A", "V"));
        assertEquals(2, distance("A", "v"));
        assertEquals(1, distance("A", "B"));
        assertEquals(2, distance("b", "V"));
        assertEquals(3, distance("b", "."));
        assertEquals(0, distance("V", "V"));
        assertEquals(5, distance("AB.v", "ab.."));
    }

    private static Integer distance(String a, String b) {
        Universe universe = UNIVERSE.withLength(a.length());
        return FocusModel.distance(universe.pieces(a), universe.pieces(b));
    }

    @Test
    void a_rule_that_accepts_everything_or_nothing_is_refused_by_the_focus_model_and_has_a_table_all_the_same() {
        int never = rule("zero red and at_least 1 red");
        assertEquals("The rule 'zero red and at_least 1 red' accepts no structure; the focus model needs structures of"
                + " both labels.",
                assertThrows(IllegalArgumentException.class, () -> BUILDER.focus(never, 5)).getMessage());
        LabelledTable table = BUILDER.informative(never, 5, 32, new SplittableRandom(1));
        assertEquals(32, table.size());
        assertTrue(IntStream.range(0, 32).noneMatch(table::label));
    }

    @Test
    void informative_tables_begin_with_the_pairs_and_are_filled_up() {
        int rule = rule("exactly 1 blue block surrounded_by pyramid");
        LabelledTable table = BUILDER.informative(rule, 5, 32, new SplittableRandom(1));
        assertEquals(32, table.size());
        assertArrayEquals(BUILDER.focus(rule, 5).structures(), Arrays.copyOf(table.structures(), 10));
        assertTrue(new SymbolicSolver(ODEEN).versionSpace(table).isUnique());
        assertEquals(3, BUILDER.greedy(rule, 3, new SplittableRandom(1)).size());
    }

    @Test
    void a_table_knows_where_it_contradicts_itself() {
        LabelledTable table = LabelledTable.empty(UNIVERSE).with(7, true).with(9, false).with(7, true);
        assertEquals(List.of(), table.contradictions());
        LabelledTable noisy = table.with(7, false);
        assertEquals(List.of(7), noisy.contradictions());
        assertTrue(noisy.contains(9));
        assertFalse(noisy.contains(8));
        assertEquals("A table has a label for each structure, but got 1 structures and 2 labels.",
                assertThrows(IllegalArgumentException.class,
                        () -> LabelledTable.of(UNIVERSE, new int[1], new boolean[2])).getMessage());
    }
}

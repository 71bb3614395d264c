package dev.linnet.odeen.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.data.Splits;
import dev.linnet.odeen.data.TableBuilder;

class SymbolicSolverTest {
    private static final RuleTable MINI = Worlds.mini();
    private static final Universe UNIVERSE = Universe.mini();
    private static final SymbolicSolver SOLVER = new SymbolicSolver(MINI);

    @Test
    void the_version_space_is_every_rule_that_agrees() {
        var random = new SplittableRandom(6);
        var builder = new TableBuilder(MINI);
        for (int i = 0; i < 30; i++) {
            LabelledTable table = builder.random(random.nextInt(1400), random.nextInt(20), random);
            VersionSpace space = SOLVER.versionSpace(table);
            int[] expected = IntStream.range(0, 1400)
                    .filter(r -> table.disagreements(UNIVERSE.grammar().rule(r)) == 0)
                    .toArray();
            assertEquals(Arrays.toString(expected), Arrays.toString(space.rules()));
            assertEquals(Arrays.stream(expected).map(MINI.classes()::classOf).distinct().count(), space.size());
        }
    }

    @Test
    void without_observations_every_class_is_left() {
        VersionSpace space = SOLVER.versionSpace(LabelledTable.empty(UNIVERSE));
        assertEquals(954, space.size());
        assertEquals(1400, space.rules().length);
        assertEquals("zero red",
                UNIVERSE.grammar()
                        .text(space.simplest())
                        .replace("blue", "red")
                        .replace("block", "red")
                        .replace("pyramid", "red"));
    }

    @Test
    void a_table_that_contradicts_itself_is_refused() {
        LabelledTable noisy = LabelledTable.empty(UNIVERSE).with(5, true).with(5, false);
        assertEquals("The table has both labels for '..A.'; the solver needs one that does not contradict itself.",
                assertThrows(IllegalArgumentException.class, () -> SOLVER.explain(noisy)).getMessage());
    }

    @Test
    void where_no_rule_agrees_the_nearest_is_taken_and_its_distance_said() {
        LabelledTable odd = LabelledTable.empty(UNIVERSE);
        for (int structure = 0; structure < 60; structure++) {
            odd = odd.with(structure, structure % 2 == 1);
        }
        assertEquals(0, SOLVER.versionSpace(odd).size());
        assertEquals(-1, SOLVER.versionSpace(odd).simplest());
        var explanation = SOLVER.explain(odd);
        assertFalse(explanation.isConsistent());
        LabelledTable table = odd;
        assertEquals(IntStream.range(0, 1400)
                .map(r -> table.disagreements(UNIVERSE.grammar().rule(r)))
                .min()
                .orElseThrow(), explanation.distance());
        assertEquals(explanation.distance(), odd.disagreements(UNIVERSE.grammar().rule(explanation.rule())));
        assertEquals(explanation.distance(), SOLVER.explain(odd, new SplittableRandom(1)).distance());
    }

    @Test
    void probabilities_are_shares_of_the_classes() {
        LabelledTable table = new TableBuilder(MINI).random(900, 8, new SplittableRandom(3));
        VersionSpace space = SOLVER.versionSpace(table);
        double[] probabilities = space.probabilities(MINI);
        for (int s = 0; s < 625; s += 13) {
            int structure = s;
            long accepting = Arrays.stream(space.classes())
                    .filter(c -> MINI.label(MINI.classes().canonical(c), structure))
                    .count();
            assertEquals((double) accepting / space.size(), probabilities[s], 1e-12);
        }
        for (int i = 0; i < table.size(); i++) {
            assertEquals(table.label(i) ? 1 : 0, probabilities[table.structure(i)]);
        }
    }

    @Test
    void asking_what_tells_most_finds_the_rule_in_few_questions() {
        int questions = 0;
        for (int rule = 0; rule < 1400; rule += 70) {
            LabelledTable table = LabelledTable.empty(UNIVERSE);
            while (!SOLVER.versionSpace(table).isUnique()) {
                int query = SOLVER.bestQuery(SOLVER.versionSpace(table), MINI);
                table = table.with(query, MINI.label(rule, query));
                questions++;
            }
            assertTrue(MINI.classes().equivalent(SOLVER.explain(table).rule(), rule));
        }
        assertTrue(questions <= 20 * 14, questions + " questions for 20 rules; 10 each are the least for 954 classes");
    }

    /** Section 7's table: what is left after 32 random structures, here for 150 rules. */
    @Test
    void thirty_two_random_structures_single_out_a_third_of_the_rules() {
        RuleTable whole = Worlds.standard();
        var solver = new SymbolicSolver(whole);
        var random = new SplittableRandom(12);
        var builder = new TableBuilder(whole);
        var rules = Splits.standard(whole, 4).test().subList(0, 150);
        double unique = 0;
        double same = 0;
        double accuracy = 0;
        for (int rule : rules) {
            LabelledTable table = builder.random(rule, 32, random);
            VersionSpace space = solver.versionSpace(table);
            unique += space.isUnique() ? 1 : 0;
            int found = solver.explain(table, random).rule();
            same += whole.classes().equivalent(found, rule) ? 1 : 0;
            accuracy += 1 - (double) whole.distance(found, rule) / whole.columns();
        }
        assertEquals(0.35, unique / rules.size(), 0.1);
        assertEquals(0.46, same / rules.size(), 0.1);
        assertEquals(0.97, accuracy / rules.size(), 0.02);
    }
}

package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;
import dev.linnet.odeen.data.DataSet;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.data.Splits;
import dev.linnet.odeen.data.TableBuilder;
import dev.linnet.odeen.play.SymbolicSolver;
import dev.linnet.odeen.score.Metrics;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A structure's number means another structure in another world, so that a mistake would give numbers that look right. */
class OtherWorldsTest {
    private static final Universe MINI = Universe.mini();
    private static final Universe ODEEN = Universe.standard();
    private static final String OTHER = " is of another world, " + MINI + "; what is asked is of " + ODEEN + ".";
    private static final LabelledTable SEEN = LabelledTable.empty(MINI).with(5, true);
    private static final TransformerConfig TINY = new TransformerConfig(16, 1, 1, 1, 16, 0);

    private static void assertRefused(String sentence, Executable call) {
        assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void plans_and_splits_take_the_world_that_they_are_named_after() {
        String wanted = " is for " + MINI + ", but the table is of " + ODEEN + "; ";
        assertRefused("LearningPlan.mini" + wanted
                + "give it RuleTable.of(Universe.mini()), or put a plan together with new LearningPlan(...).",
                () -> LearningPlan.mini(Worlds.standard(), 0));
        assertRefused("Splits.mini" + wanted + "Splits.of takes the sizes that fit any world.",
                () -> Splits.mini(Worlds.standard(), 0));
        wanted = " is for " + ODEEN + ", but the table is of " + MINI + "; ";
        assertRefused("LearningPlan.paper" + wanted
                + "give it RuleTable.of(Universe.standard()), or put a plan together with new LearningPlan(...).",
                () -> LearningPlan.paper(Worlds.mini(), 100, 0));
        assertRefused("Splits.standard" + wanted + "Splits.of takes the sizes that fit any world.",
                () -> Splits.standard(Worlds.mini(), 0));
    }

    @Test
    void a_solver_takes_observations_and_labels_of_its_own_world() {
        var solver = new SymbolicSolver(Worlds.standard());
        assertRefused("The table of observations" + OTHER, () -> solver.versionSpace(SEEN));
        var space = solver.versionSpace(LabelledTable.empty(ODEEN).with(5, true));
        assertRefused("The table of all labels" + OTHER, () -> solver.bestQuery(space, Worlds.mini()));
        assertRefused("The table of labels" + OTHER, () -> space.probabilities(Worlds.mini()));
        assertRefused("The table to go on with" + OTHER, () -> new TableBuilder(Worlds.standard()).greedy(7, SEEN));
    }

    @Test
    void scores_and_data_sets_are_of_one_world() {
        assertRefused("What the rules mean" + OTHER,
                () -> new Metrics(RuleTable.on(ODEEN, 1, 2), Worlds.mini().classes()));
        assertRefused("A table of observations" + OTHER, () -> new Exam(Metrics.on(Worlds.standard(), 1, 2),
                Worlds.standard().classes(), List.of(3), List.of(SEEN), 1));
        assertRefused("What the rules mean" + OTHER, () -> new Exam(Metrics.on(Worlds.standard(), 1, 2),
                Worlds.mini().classes(), List.of(3), List.of(LabelledTable.empty(ODEEN)), 1));
        assertRefused("A table of observations" + OTHER,
                () -> new DataSet(ODEEN, new int[0], List.of(new DataSet.Entry(3, SEEN, List.of()))));
    }

    @Test
    void what_needs_all_structures_refuses_a_sample() {
        RuleTable sample = RuleTable.on(MINI, 1, 2, 3);
        String meaning = "What rules mean is decided by the table over all structures, but got one over 3; give"
                + " RuleTable.of(universe).";
        assertRefused(meaning, () -> Metrics.on(sample, 1));
        assertRefused(meaning, () -> Metrics.onAll(sample));
        String phenomena = "Phenomena are taken from the table over all structures, but got one over 3; give"
                + " RuleTable.of(universe).";
        assertRefused(phenomena, () -> Phenomenon.whole(sample, List.of(1)));
        assertRefused(phenomena, () -> Phenomenon.sampled(sample, List.of(1), 1, 0));
    }

    @Test
    void networks_see_the_structures_of_their_own_world_only() {
        var empiricist = new Empiricist(Empiricist.Kind.CONSCIOUS, Encoding.of(ODEEN), TINY, 1, 0);
        String table = "The table is of another world, " + MINI + "; this network sees 6 cells of 7 pieces.";
        assertRefused(table, () -> empiricist.labels(SEEN, 1));
        assertRefused(table, () -> empiricist.conjectures(SEEN, 1));
        var mini = new Empiricist(Empiricist.Kind.LABELS, Encoding.of(MINI), TINY, 1, 0);
        assertRefused("There is no structure 625 of 4 cells of 5 pieces.", () -> mini.labels(SEEN, 625));
        assertRefused("There is no structure -1 of 4 cells of 5 pieces.", () -> mini.labels(SEEN, -1));
        assertRefused("The exam is of another world, " + MINI + "; this network sees 6 cells of 7 pieces.",
                () -> Exam.random(Worlds.mini(), List.of(1), 4, 0, 1)
                        .interpreter(new Interpreter(Encoding.of(ODEEN), TINY, 0)));
    }
}

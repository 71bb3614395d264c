package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.data.Splits;
import dev.linnet.odeen.play.SymbolicSolver;
import dev.linnet.odeen.score.RuleScore;
import dev.linnet.odeen.score.ScoreSummary;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Learned players in Mini-Odeen, some of them trained for a few steps. */
class PlayersTest {
    private static final RuleTable WHOLE = RuleTable.of(Universe.mini());
    private static final Encoding ENCODING = Encoding.of(Universe.mini());
    private static final TransformerConfig TINY = new TransformerConfig(16, 1, 1, 1, 16, 0);
    private static final Splits SPLITS = Splits.mini(WHOLE, 1);
    private static final List<Integer> ASKED = SPLITS.test().subList(0, 6);

    private static Interpreter interpreter() {
        return new Interpreter(ENCODING, TINY, 3);
    }

    private static Empiricist empiricist(Empiricist.Kind kind) {
        return new Empiricist(kind, ENCODING, TINY, 10, 4);
    }

    private static Conjecture conjecture(String text, double logProbability) {
        int[] tokens = new int[ENCODING.vocabulary().length()];
        return new Conjecture(text, tokens, logProbability);
    }

    @Test
    void the_interpreters_answers_do_not_depend_on_what_is_asked_beside() {
        var judge = new LearnedInterpreter(interpreter());
        List<Conjecture> conjectures = new Exam(exam(8).metrics(), WHOLE.classes(), ASKED, exam(8).tables(), 1)
                .criticisms(new CriticalRationalist(empiricist(Empiricist.Kind.RULES), judge,
                        WHOLE.universe().grammar(), 37))
                .getFirst()
                .conjectures();
        int[] structures = IntStream.range(0, 45).toArray();
        boolean[][] together = judge.labels(conjectures, structures);
        assertEquals(37, together.length);
        for (int i = 0; i < conjectures.size(); i += 9) {
            boolean[] alone = judge.labels(List.of(conjectures.get(i)), structures)[0];
            assertArrayEquals(alone, together[i]);
            assertEquals(alone[44], judge.labels(List.of(conjectures.get(i)), new int[] {44})[0][0]);
        }
    }

    private static Exam exam(int tableSize) {
        return Exam.random(WHOLE, ASKED, tableSize, 7, 2);
    }

    @Test
    void the_true_interpreter_knows_rules_and_nothing_else() {
        var judge = new TrueInterpreter(WHOLE);
        String rule = "at_least 1 red touching blue";
        int[] structures = {WHOLE.universe().id("A.a."), WHOLE.universe().id("Aa..")};
        boolean[][] labels = judge.labels(List.of(conjecture(rule, 0), conjecture("red red", 0)), structures);
        assertArrayEquals(new boolean[] {false, true}, labels[0]);
        assertNull(labels[1]);
    }

    @Test
    void of_the_conjectures_nearest_to_the_table_the_most_probable_one_is_believed() {
        List<Conjecture> conjectures = List.of(conjecture("nonsense", -1), conjecture("zero red", -2),
                conjecture("zero blue", -3), conjecture("zero block", -4));
        var criticism = new Criticism(conjectures, new int[] {9, 2, 1, 1}, WHOLE.universe().grammar());
        assertEquals(new Explanation(conjectures.get(2), 2, 1, true), criticism.nearest(4));
        assertEquals(new Explanation(conjectures.get(1), 1, 2, true), criticism.nearest(2));
        assertFalse(criticism.nearest(1).isRule());
        assertEquals("nonsense (not a rule), against 9 of the table", criticism.nearest(1).toString());
        assertEquals(Optional.empty(), criticism.consistent(4));
        var agreeing = new Criticism(conjectures, new int[] {9, 2, 1, 0}, WHOLE.universe().grammar());
        assertEquals(3, agreeing.consistent(4).orElseThrow().rank());
        assertEquals(Optional.empty(), agreeing.consistent(3));
        assertThrows(IllegalArgumentException.class, () -> agreeing.nearest(0));
    }

    @Test
    void a_rationalist_without_conjectures_is_refused() {
        var e = assertThrows(IllegalArgumentException.class, () -> new CriticalRationalist(
                empiricist(Empiricist.Kind.RULES), new TrueInterpreter(WHOLE), WHOLE.universe().grammar(), 0));
        assertEquals("beams is 0; a search must keep at least 1 sequence, or there is nothing to conjecture.",
                e.getMessage());
    }

    @Test
    void who_has_not_learned_to_label_or_to_write_says_so() {
        LabelledTable table = exam(5).tables().getFirst();
        assertThrows(IllegalStateException.class, () -> empiricist(Empiricist.Kind.RULES).labels(table, 1));
        assertThrows(IllegalStateException.class, () -> empiricist(Empiricist.Kind.LABELS).conjectures(table, 1));
        assertThrows(IllegalArgumentException.class,
                () -> empiricist(Empiricist.Kind.LABELS).labels(LabelledTable.empty(Universe.mini()), 1));
    }

    @Test
    void a_table_that_contradicts_itself_is_taken_by_networks() {
        LabelledTable table = LabelledTable.of(Universe.mini(), new int[] {5, 5}, new boolean[] {true, false});
        var rationalist = new CriticalRationalist(empiricist(Empiricist.Kind.CONSCIOUS),
                new LearnedInterpreter(interpreter()),
                WHOLE.universe().grammar(), 3);
        assertEquals(1, rationalist.explain(table).distance());
        assertTrue(rationalist.explainStrictly(table).isEmpty());
    }

    @Test
    void with_the_true_interpreter_a_strict_explanation_agrees_with_every_observation() {
        var rationalist = new CriticalRationalist(empiricist(Empiricist.Kind.RULES), new TrueInterpreter(WHOLE),
                WHOLE.universe().grammar(), 40);
        // a generator that knows nothing writes no rule, and the strict rationalist says nothing
        assertTrue(
                exam(6).strict(rationalist, exam(6).criticisms(rationalist), 40).stream().allMatch(Optional::isEmpty));
    }

    @Test
    void a_shorter_table_is_the_beginning_of_a_longer_one_and_the_ceiling_is_the_solvers() {
        Exam long64 = exam(64);
        assertEquals(exam(8).tables(), long64.withTableSize(8).tables());
        List<RuleScore> scores = long64.ceiling(new SymbolicSolver(WHOLE));
        assertTrue(ScoreSummary.of(scores).labelAccuracy() > 0.95);
        assertTrue(ScoreSummary.of(scores).nearestRuleScore() >= 0.5);
        // the solver's labels are a rule's, hence at no distance from the nearest one
        assertTrue(scores.stream().allMatch(score -> score.distance() == 0));
    }

    private static List<Object> learnAndPlay() {
        List<Phenomenon> phenomena = Phenomenon.whole(WHOLE, SPLITS.train().subList(0, 40));
        LearnerTraining training = LearnerTraining.mini(12, 1).withSizes(32, 6, 1);
        Interpreter interpreter = interpreter();
        Empiricist conscious = empiricist(Empiricist.Kind.CONSCIOUS);
        Empiricist labeller = empiricist(Empiricist.Kind.LABELS);
        for (Learner learner : List.of(interpreter, conscious, labeller)) {
            LearnerRun.of(learner, training, phenomena).quietly();
        }
        var rationalist = new CriticalRationalist(conscious, new LearnedInterpreter(interpreter),
                WHOLE.universe().grammar(),
                8);
        Exam exam = exam(12);
        List<Criticism> criticisms = exam.criticisms(rationalist);
        return List.of(Arrays.hashCode(interpreter.parameters().values()), exam.interpreter(interpreter),
                exam.empiricist(conscious, 3), exam.empiricist(labeller, 1),
                exam.rationalist(rationalist, criticisms, 8),
                exam.ruleAccuracy(criticisms, 8), exam.found(criticisms, 8), exam.strict(rationalist, criticisms, 8));
    }

    @Test
    void learning_and_playing_from_one_seed_gives_the_same_bits_twice() {
        assertEquals(learnAndPlay(), learnAndPlay());
    }

    @Test
    void networks_of_the_papers_and_of_mini_odeens_sizes_have_as_many_parameters_as_theirs() {
        Encoding odeen = Encoding.of(Universe.standard());
        assertEquals(1_066_370, new Interpreter(odeen, TransformerConfig.paperInterpreter(), 0).parameters().size());
        assertEquals(6_884_887,
                new Empiricist(Empiricist.Kind.CONSCIOUS, odeen, TransformerConfig.paperEmpiricist(), 100, 0)
                        .parameters()
                        .size());
        assertEquals(169_346, new Interpreter(ENCODING, TransformerConfig.mini(), 0).parameters().size());
        assertEquals(272_402, new Empiricist(Empiricist.Kind.CONSCIOUS, ENCODING, TransformerConfig.mini(), 10, 0)
                .parameters()
                .size());
    }

    @Test
    void phenomena_have_the_rules_own_labels() {
        List<Phenomenon> sampled = Phenomenon.sampled(WHOLE, ASKED, 50, 3);
        assertEquals(6, sampled.size());
        for (int i = 0; i < 6; i++) {
            Phenomenon phenomenon = sampled.get(i);
            assertEquals(50, Arrays.stream(phenomenon.structures()).distinct().count());
            for (int j = 0; j < 50; j++) {
                assertEquals(WHOLE.label(ASKED.get(i), phenomenon.structures()[j]), phenomenon.labels()[j]);
            }
        }
        assertEquals(625, Phenomenon.whole(WHOLE, ASKED).getFirst().structures().length);
    }
}

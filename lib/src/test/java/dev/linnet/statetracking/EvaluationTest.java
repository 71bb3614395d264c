package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.SequenceModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    /** A model that gives the same class always: its head's other rows are zero, and that one's follows the final norm's sign. */
    private static Evaluation constant(Task task) {
        SequenceModel model = BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED))
                .withTokens(task.vocabulary(), task.classes())
                .build(0);
        float[] values = model.parameters().values();
        for (Parameter parameter : model.parameters().list()) {
            if (parameter.name().equals("head")) {
                java.util.Arrays.fill(values, parameter.offset(), parameter.offset() + parameter.size(), 0);
            }
        }
        return new Evaluation("constant", model, task, 3, 2);
    }

    @Test
    void a_constant_answer_is_counted_exactly() {
        WordProblem task = WordProblem.counting(3);
        Score score = constant(task).score(new Sizes(1, 9), 200);
        long labelled = 0;
        long zeros = 0;
        int flawless = 0;
        for (var example : new Examples(task, new Sizes(1, 9), 3, Seeds.Purpose.TEST).batch(9 * 200, 200)) {
            boolean all = true;
            for (int t = 1; t < example.length(); t++) {
                labelled++;
                zeros += example.labels()[t] == 0 ? 1 : 0;
                all &= example.labels()[t] == 0;
            }
            flawless += all ? 1 : 0;
        }
        assertEquals(new Score(zeros, labelled, flawless, 200, 1.0 / 3), score);
        assertTrue(flawless > 0);
        assertEquals(0, score.scaled(), 0.1);
    }

    @Test
    void running_labels_are_counted_up_to_a_position() {
        LengthCurve curve = constant(new RunningArithmetic(5, false)).sequenceAccuracyByLength(new int[] {1, 2, 3, 41},
                3000);
        assertEquals(0.2, curve.at(1), 0.03);
        assertEquals(curve.at(1), curve.at(2));
        assertEquals(0.04, curve.at(3), 0.02);
        assertEquals(0, curve.at(41));
    }

    @Test
    void how_many_examples_are_in_memory_at_once_changes_nothing() {
        double right = 0;
        for (var mixer : List.of(new MixerConfig.Delta(1, EigenvalueRange.SIGNED), new MixerConfig.Softmax())) {
            for (Task task : List.of(WordProblem.counting(3), new RunningArithmetic(5, true))) {
                SequenceModel model = BlockConfig.small(mixer).withTokens(task.vocabulary(), task.classes()).build(5);
                var evaluation = new Evaluation("untrained", model, task, 3, 2);
                Score whole = evaluation.score(new Sizes(1, 23), 101, 101);
                assertTrue(whole.right() > 0 && whole.right() < whole.labelled());
                int[] lengths = {1, 2, 5, 23};
                LengthCurve curve = evaluation.sequenceAccuracyByLength(lengths, 101, 101);
                right += curve.at(1);
                assertEquals(whole, evaluation.score(new Sizes(1, 23), 101));
                for (int atOnce : new int[] {1, 7, 16, 100, 1000}) {
                    assertEquals(whole, evaluation.score(new Sizes(1, 23), 101, atOnce));
                    assertArrayEquals(curve.accuracy(),
                            evaluation.sequenceAccuracyByLength(lengths, 101, atOnce).accuracy());
                }
            }
        }
        assertTrue(right > 0, "a guess is right at times");
    }

    @Test
    void what_cannot_be_measured_is_refused_with_a_sentence() {
        Evaluation evaluation = constant(new Parity());
        assertEquals("A test length of 0; it must be at least 1.",
                refusal(() -> evaluation.scaledAccuracyByLength(new int[] {4, 0}, 8)));
        assertEquals("Name at least one length to test at.",
                refusal(() -> evaluation.scaledAccuracyByLength(new int[0], 8)));
        assertEquals("count is 0; it must be at least 1.", refusal(() -> evaluation.score(new Sizes(2, 3), 0)));
        assertTrue(refusal(() -> evaluation.sequenceAccuracyByLength(new int[] {4}, 8)).contains("parity"));
    }

    @Test
    void what_is_missing_is_named_where_it_is_left_out() {
        Experiment experiment = Experiment.parity(EigenvalueRange.SIGNED);
        assertEquals("training", missing(() -> experiment.withTraining(null)));
        assertEquals("model", missing(() -> experiment.withModel(null)));
        assertEquals("model", missing(() -> new Evaluation("none", null, new Parity(), 1, 1)));
    }

    private static String missing(Runnable action) {
        return assertThrows(NullPointerException.class, action::run).getMessage();
    }

    private static String refusal(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }

    @Test
    void a_stream_of_examples_can_be_read_from_anywhere() {
        var examples = new Examples(new Parity(), Parity.TRAINING, 7, Seeds.Purpose.TRAINING);
        var streamed = examples.stream().skip(40).limit(3).toList();
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(examples.example(40 + i).tokens(), streamed.get(i).tokens());
        }
        assertThrows(IllegalArgumentException.class, () -> examples.example(-1));
    }

    @Test
    void a_staged_schedule_changes_at_its_steps() {
        var lengths = new Lengths.Staged(List.of(new Lengths.Stage(0, Sizes.exactly(8), 64),
                new Lengths.Stage(3, new Sizes(8, 16), 32)));
        assertEquals(Sizes.exactly(8), lengths.first());
        assertEquals(Sizes.exactly(8), lengths.next(Sizes.exactly(8), 2, 0));
        assertEquals(64, lengths.sequences(Sizes.exactly(8), 2));
        assertEquals(new Sizes(8, 16), lengths.next(Sizes.exactly(8), 3, 9));
        assertEquals(32, lengths.sequences(new Sizes(8, 16), 3));
        assertThrows(IllegalArgumentException.class, () -> new Lengths.Staged(List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> new Lengths.Staged(List.of(new Lengths.Stage(1, Sizes.exactly(8), 64))));
    }

    @Test
    void a_curriculum_doubles_when_the_loss_has_fallen() {
        var lengths = new Lengths.Curriculum(8, 20, 0.15, 400);
        assertEquals(Sizes.exactly(8), lengths.next(lengths.first(), 1, 0.2));
        assertEquals(Sizes.exactly(16), lengths.next(lengths.first(), 1, 0.1));
        assertEquals(Sizes.exactly(20), lengths.next(Sizes.exactly(16), 1, 0.1));
        assertEquals(20, lengths.sequences(Sizes.exactly(20), 1));
    }

    @Test
    void an_interrupt_ends_the_making_of_examples() {
        var examples = new Examples(new Parity(), new Sizes(3, 40), 1, Seeds.Purpose.TEST);
        Thread.currentThread().interrupt();
        assertThrows(java.util.concurrent.CancellationException.class, () -> examples.batch(0, 5));
        assertTrue(Thread.interrupted());
    }
}

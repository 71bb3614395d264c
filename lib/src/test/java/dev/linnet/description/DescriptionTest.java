package dev.linnet.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.statetracking.Experiment;
import dev.linnet.statetracking.Group;
import dev.linnet.statetracking.WordProblem;
import java.util.List;
import notebook.Outside;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static Experiment swaps() {
        return Experiment.wordProblem(WordProblem.swaps(4), new MixerConfig.Delta(2, EigenvalueRange.SIGNED))
                .withSeed(Long.MIN_VALUE + 1);
    }

    @Test
    void what_is_built_from_a_description_has_that_description() {
        for (Experiment experiment : List.of(swaps(), Experiment.parity(EigenvalueRange.NON_NEGATIVE),
                Experiment.diagonalParity(EigenvalueRange.SIGNED),
                Experiment.parity(EigenvalueRange.SIGNED)
                        .withTraining(new TrainingConfig(3, 1.0 / 3, 0, 0, 0, Double.POSITIVE_INFINITY)))) {
            Description description = Description.of(experiment);
            Experiment built = description.build(Experiment.class);
            assertEquals(description, Description.of(built));
            assertEquals(experiment.training(), built.training());
            assertEquals(experiment.seed(), built.seed());
        }
        Group group = ((WordProblem) Description.of(swaps()).build(Experiment.class).task()).group();
        assertEquals(7, group.swaps().length);
    }

    @Test
    void a_hash_changes_with_every_field() {
        Experiment experiment = swaps();
        String hash = Description.of(experiment).hash();
        assertEquals(16, hash.length());
        assertEquals(hash, Description.of(swaps()).hash());
        assertNotEquals(hash, Description.of(experiment.withSeed(0)).hash());
        assertNotEquals(hash, Description.of(experiment.withTraining(TrainingConfig.of(801, 1e-2))).hash());
    }

    @Test
    void a_difference_names_the_field_and_both_values() {
        Description one = Description.of(swaps());
        assertTrue(one.difference(Description.of(swaps()), "there", "here").isEmpty());
        assertEquals("training.learningRate is 0.01 there and 0.5 here",
                one.difference(Description.of(swaps().withTraining(TrainingConfig.of(800, 0.5))), "there", "here")
                        .orElseThrow());
        assertEquals("task.group.name is S4 there and S5 here",
                one.difference(Description.of(Experiment.wordProblem(WordProblem.swaps(5),
                        new MixerConfig.Delta(2, EigenvalueRange.SIGNED)).withSeed(Long.MIN_VALUE + 1)), "there",
                        "here").orElseThrow());
        assertEquals("task is statetracking.WordProblem there and statetracking.Parity here",
                one.difference(Description.of(Experiment.parity(EigenvalueRange.SIGNED).withName(swaps().name())),
                        "there", "here").orElseThrow());
    }

    @Test
    void a_lambda_and_a_record_of_a_notebook_are_refused_with_a_sentence() {
        int captured = 10;
        Runnable lambda = () -> System.out.println(captured);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Description.of(lambda)).getMessage()
                .startsWith(
                        "a lambda cannot be part of an experiment's description: only the library's own records can."));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Description.of(List.of(new Outside(1))))
                .getMessage()
                .startsWith("notebook.Outside cannot be part of"));
    }

    @Test
    void texts_that_describe_nothing_are_refused() {
        for (String text : List.of("", "{", "7", "{\"@\":\"nn.Trainer\"}", "{\"@\":\"../x\"}",
                "{\"@\":\"statetracking.Sizes\",\"from\":1}", "{\"@\":\"statetracking.Sizes\",\"from\":5,\"to\":1}")) {
            assertThrows(IllegalArgumentException.class, () -> new Description(text).build(Experiment.class), text);
        }
    }
}

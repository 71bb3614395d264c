package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.description.Description;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.MixerConfig;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class PublishedTest {
    static Stream<Experiment> experiments() {
        var reflection = new MixerConfig.Delta(1, EigenvalueRange.SIGNED);
        return Stream.of(Published.parity(EigenvalueRange.SIGNED), Published.arithmetic(reflection),
                Published.bracketedArithmetic(new MixerConfig.Selective(16, EigenvalueRange.NON_NEGATIVE), false),
                Published.permutations(WordProblem.swaps(5).withTokensPerLetter(4), reflection, 5),
                Published.wordProblem(WordProblem.of(Group.symmetric(5)),
                        new MixerConfig.Delta(4, EigenvalueRange.SIGNED)),
                Experiment.runningArithmetic(true, new MixerConfig.GatedDelta(2, EigenvalueRange.SIGNED)),
                Experiment.wordProblem(WordProblem.of(Group.dihedral(7)),
                        new MixerConfig.Complex(EigenvalueRange.SIGNED), 8,
                        4));
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void a_recipe_survives_as_text_and_takes_its_tokens_from_the_task(Experiment experiment) {
        Description description = Description.of(experiment);
        assertEquals(description.text(), Description.of(description.build(Experiment.class)).text());
        assertEquals(experiment.task().vocabulary(), experiment.model().vocabulary());
        assertEquals(experiment.task().classes(), experiment.model().classes());
        assertTrue(experiment.task()
                .example(Seeds.stream(0, Seeds.Purpose.TRAINING, 0), experiment.lengths().first().to())
                .length() > 1);
    }

    @Test
    void the_sizes_are_those_of_the_papers() {
        var arithmetic = (BlockConfig) Published.arithmetic(new MixerConfig.Softmax()).model();
        assertEquals(128, arithmetic.width());
        assertEquals(2, arithmetic.layers());
        var words = Published.wordProblem(WordProblem.of(Group.symmetric(3)), new MixerConfig.Softmax());
        assertEquals(100 * 100_000.0, words.training().steps() * 2048.0, 50_000);
        assertEquals(2048, words.lengths().sequences(words.lengths().first(), 0));
    }
}

package dev.linnet.probe.activations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.SequenceModel;
import dev.linnet.nn.Site;
import dev.linnet.probe.Samples;
import dev.linnet.statetracking.Group;
import dev.linnet.statetracking.Parity;
import dev.linnet.statetracking.Sizes;
import dev.linnet.statetracking.WordProblem;
import dev.linnet.statetracking.WrittenModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Probes find in a state what is there, and nothing where nothing is. */
class LinearEvaluationTest {
    private static final LinearEvaluation PARITY = LinearEvaluation.of(new Parity())
            .withFit(new Sizes(1, 16), 24)
            .withTest(new int[] {5, 40, 300}, 100);

    @Test
    void a_probe_fitted_to_short_sequences_reads_parity_off_the_written_model_at_any_length() {
        Reading reading = PARITY.read("by hand", WrittenModel.parity(), Site.state(0));
        assertEquals(1, reading.worst());
        assertEquals(1, reading.fitAccuracy());
        Samples samples = PARITY.samples(WrittenModel.parity(), Site.state(0), 300);
        assertEquals(100, samples.rows());
        assertEquals(1, reading.probe().score(reading.scaled(samples)));
        assertEquals(1, PARITY.readEachLength("by hand", WrittenModel.parity(), Site.state(0)).worst());
    }

    @Test
    void it_is_not_in_the_embedding_but_in_all_that_comes_behind_the_state() {
        DepthCurve curve = PARITY.depth("by hand", WrittenModel.parity(), 40);
        assertTrue(curve.at(Site.embedding()) < 0.7, "" + curve.at(Site.embedding()));
        for (Site site : List.of(Site.state(0), Site.mixer(0), Site.block(0), Site.norm())) {
            assertEquals(1, curve.at(site), site.title());
        }
        assertEquals(5, DepthCurve.table("t", List.of(curve)).rowCount());
        assertEquals("No reading at state 3; there is one at embedding, state 0, mixer 0, block 0, norm.",
                assertThrows(IllegalArgumentException.class, () -> curve.at(Site.state(3))).getMessage());
        var other = new DepthCurve("other", 40, curve.readings().subList(1, 3));
        assertThrows(IllegalArgumentException.class, () -> DepthCurve.chart("t", List.of(curve, other)));
    }

    @Test
    void shuffled_labels_and_an_untrained_model_leave_nothing_to_read() {
        Reading shuffled = PARITY.readShuffled("shuffled", WrittenModel.parity(), Site.state(0));
        assertTrue(shuffled.at(300) < 0.7 && shuffled.fitAccuracy() < 0.7, shuffled.toString());
        SequenceModel untrained = BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED)).build(5);
        Reading nothing = PARITY.read("untrained", untrained, Site.state(0));
        assertTrue(nothing.at(300) < 0.7, nothing.toString());
        Reading full = PARITY.read("by hand", WrittenModel.parity(), Site.state(0));
        assertTrue(full.selectivity(shuffled, 300) > 0.3);
    }

    @Test
    void the_same_seed_gives_the_same_reading() {
        SequenceModel model = BlockConfig.small(new MixerConfig.Delta(2, EigenvalueRange.SIGNED)).build(5);
        var problem = LinearEvaluation.of(WordProblem.of(Group.symmetric(3)))
                .withFit(new Sizes(1, 4), 20)
                .withTest(new int[] {2, 6}, 30);
        Reading one = problem.read("a", model, Site.norm());
        assertArrayEquals(one.accuracy().accuracy(), problem.read("a", model, Site.norm()).accuracy().accuracy());
        assertEquals(1.0 / 6, one.chance(), 0.2);
        assertEquals(List.of("model", "place", "in the fit", "at 2", "at 6"),
                Reading.table("t", List.of(one)).columnNames());
    }

    @Test
    void questions_are_answered_by_counting_what_is_asked() {
        WordProblem s3 = WordProblem.of(Group.symmetric(3));
        Question element = Question.product(s3);
        int a = s3.group().element(1, 2, 0);
        int b = s3.group().element(0, 2, 1);
        int[] tokens = {6, a, b}; // BOS first
        assertArrayEquals(new int[] {-1, a, s3.group().product(b, a)}, element.answers().of(tokens));
        assertArrayEquals(new int[] {-1, a, b}, Question.newestLetter(s3).answers().of(tokens));
        assertArrayEquals(new int[] {-1, 1, 0}, element.parityOfPosition().answers().of(tokens));
        assertArrayEquals(new int[] {-1, 0, 1},
                element.map("is b", 2, e -> e == s3.group().product(b, a) ? 1 : 0).answers().of(tokens));
        assertArrayEquals(new int[] {0, 1, 1, 0, -1},
                Question.parityOfOnes().answers().of(new int[] {1, 2, 1, 2, 0}));
        assertArrayEquals(new int[] {-1, 1, -1, 0, -1},
                Question.parityOfOnes().ask(new int[] {1, 2, 1, 2, 0}, length -> length % 2 == 0).labels());
    }

    @Test
    void with_fillers_between_letters_the_answer_stands_at_the_last_token_of_a_letter() {
        WordProblem z3 = WordProblem.counting(3).withTokensPerLetter(3);
        int[] tokens = z3.example(new java.util.SplittableRandom(1), 4).tokens();
        assertArrayEquals(z3.example(new java.util.SplittableRandom(1), 4).labels(),
                Question.product(z3).answers().of(tokens));
        int[] newest = Question.newestLetter(z3).answers().of(tokens);
        assertEquals(tokens[1], newest[3]);
        assertEquals(-1, newest[4]);
    }

    @Test
    void bad_questions_and_sizes_are_refused() {
        assertEquals("A question with 1 answers; it needs at least 2.",
                assertThrows(IllegalArgumentException.class, () -> new Question("q", 1, tokens -> tokens))
                        .getMessage());
        var wrong = new Question("how many", 2, tokens -> new int[] {0, 5});
        assertEquals("The answer to 'how many' at position 1 is 5; it must be 0 to 1.",
                assertThrows(IllegalArgumentException.class, () -> wrong.ask(new int[2], length -> true))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> PARITY.withTest(new int[0], 10));
        assertThrows(IllegalArgumentException.class, () -> PARITY.withFit(new Sizes(1, 4), 0));
    }
}

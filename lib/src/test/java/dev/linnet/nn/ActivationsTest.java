package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of a model is what it computes. */
class ActivationsTest {
    @ParameterizedTest
    @MethodSource("dev.linnet.nn.ModelGradientTest#models")
    void every_place_of_every_model_equals_its_twin(ModelConfig config) {
        SequenceModel model = ModelGradientTest.perturbed(config);
        List<LabelledSequence> sequences = ModelGradientTest.sequences(config, 21);
        for (Site site : Site.of(config)) {
            Activations fast = Activations.of(model, site, sequences, 2);
            Activations twin = Activations.twin(model, site, sequences);
            assertEquals(twin.width(), fast.width(), site.title());
            assertArrayEquals(twin.x(), fast.x(), 1e-3, site.title());
            assertArrayEquals(twin.labels(), fast.labels());
            assertArrayEquals(twin.sequences(), fast.sequences());
            assertArrayEquals(twin.positions(), fast.positions());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.linnet.nn.ModelGradientTest#models")
    void the_head_makes_the_scores_of_what_is_read_before_it(ModelConfig config) {
        SequenceModel model = ModelGradientTest.perturbed(config);
        double[] values = ModelTwin.values(model);
        var twin = new ModelTwin(model);
        int[] tokens = {0, 3, 1, 4, 2};
        double[][] read = twin.activations(values, tokens, Site.norm());
        double[][] scores = twin.scores(values, tokens);
        var layers = new TwinLayers(model.parameters());
        double[][] again = config instanceof BlockConfig
                ? layers.linear(values, "head", read)
                : layers.affine(values, "head", read);
        for (int t = 0; t < tokens.length; t++) {
            assertArrayEquals(scores[t], again[t]);
        }
    }

    @Test
    void the_state_of_an_elman_network_and_of_an_lstm_is_what_its_output_projection_reads() {
        for (MixerConfig mixer : List.of(new MixerConfig.Elman(), new MixerConfig.Lstm())) {
            SequenceModel model = ModelGradientTest.perturbed(new BlockConfig(5, 3, 6, 1, 2, 4, mixer, 9, 0));
            double[] values = ModelTwin.values(model);
            var twin = new ModelTwin(model);
            int[] tokens = {4, 0, 1, 1, 3};
            double[][] state = twin.activations(values, tokens, Site.state(0));
            double[][] before = twin.activations(values, tokens, Site.embedding());
            double[][] after = twin.activations(values, tokens, Site.mixer(0));
            Parameter output = model.parameters()
                    .list()
                    .stream()
                    .filter(parameter -> parameter.name().equals("blocks.0.mixer.output"))
                    .findFirst()
                    .orElseThrow();
            int h = state[0].length - 8; // of an LSTM, the cell comes first
            for (int t = 0; t < tokens.length; t++) {
                for (int c = 0; c < 6; c++) {
                    double sum = before[t][c];
                    for (int i = 0; i < 8; i++) {
                        sum += values[output.offset() + c * 8 + i] * state[t][h + i];
                    }
                    assertEquals(after[t][c], sum, 1e-12);
                }
            }
        }
    }

    @Test
    void only_labelled_positions_are_read_and_rows_can_be_chosen() {
        SequenceModel model = BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED)).build(1);
        var sequences = List.of(new LabelledSequence(new int[] {1, 2, 1}, new int[] {-1, 1, 2}),
                new LabelledSequence(new int[] {2, 2}, new int[] {0, -1}));
        Activations read = Activations.of(model, Site.state(0), sequences, 1);
        assertEquals("state 0: 3 rows x 256", read.toString());
        assertArrayEquals(new int[] {1, 2, 0}, read.labels());
        assertArrayEquals(new int[] {0, 0, 1}, read.sequences());
        assertArrayEquals(new int[] {1, 2, 0}, read.positions());
        Activations last = read.rows(row -> row == 2);
        assertEquals(1, last.rows());
        assertArrayEquals(java.util.Arrays.copyOfRange(read.x(), 512, 768), last.x());
    }

    @Test
    void a_place_that_a_model_does_not_have_is_named_with_those_that_it_has() {
        SequenceModel transformer = BlockConfig.small(new MixerConfig.Softmax()).build(1);
        var sequences = List.of(new LabelledSequence(new int[] {1}, new int[] {1}));
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> Activations.of(transformer, Site.state(0), sequences, 1));
        assertEquals("The model has no state 0; it has embedding, mixer 0, block 0, norm.", refusal.getMessage());
        var unlabelled = List.of(new LabelledSequence(new int[] {1}, new int[] {LabelledSequence.IGNORED}));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Activations.of(transformer, Site.norm(), unlabelled, 1)).getMessage()
                .startsWith("No position of the 1 sequences has a label"));
    }
}

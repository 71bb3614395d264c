package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.GateNetworkConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.ModelTwin;
import dev.linnet.nn.SequenceModel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class SpectrumTest {
    private static final int[] TOKENS = {0, 1, 2, 3, 4, 0, 1};

    private static SequenceModel model(MixerConfig mixer, int headWidth) {
        SequenceModel model = new BlockConfig(5, 3, 8, 2, 2, headWidth, mixer, 8, 0).build(3);
        var random = new SplittableRandom(4);
        float[] values = model.parameters().values();
        for (int i = 0; i < model.parameters().size(); i++) {
            values[i] += (float) (0.7 * random.nextGaussian());
        }
        return model;
    }

    @Test
    void the_written_parity_model_flips_at_a_one_and_keeps_at_a_zero() {
        Spectrum spectrum = Spectrum.of("written", WrittenModel.parity(), 1, 2, 1, 2, 2);
        assertEquals(5, spectrum.eigenvalues().size());
        assertEquals(-1, spectrum.ofToken(2).smallestReal(), 1e-9);
        assertEquals(1, spectrum.ofToken(1).smallestReal(), 1e-9);
        assertEquals(1, Spectrum.ofProduct("word", WrittenModel.parity(), 1, 2, 1, 2).smallestReal(), 1e-9);
        assertEquals(-1, Spectrum.ofProduct("word", WrittenModel.parity(), 1, 2, 1).smallestReal(), 1e-9);
    }

    @Test
    void the_sum_and_the_product_of_the_eigenvalues_are_trace_and_determinant() {
        SequenceModel model = model(new MixerConfig.Delta(3, EigenvalueRange.SIGNED), 6);
        var transitions = new ModelTwin(model).transitions(ModelTwin.values(model), TOKENS);
        Spectrum spectrum = Spectrum.of("product", model, TOKENS);
        assertEquals(2 * 2 * TOKENS.length * 6, spectrum.eigenvalues().size());
        for (var transition : transitions) {
            double trace = 0;
            for (int i = 0; i < 6; i++) {
                trace += transition.matrix()[i][i];
            }
            double sum = 0;
            double real = 1;
            double imaginary = 0;
            for (var value : spectrum.where(e -> e.layer() == transition.layer() && e.head() == transition.head()
                    && e.time() == transition.time()).eigenvalues()) {
                sum += value.real();
                double next = real * value.real() - imaginary * value.imaginary();
                imaginary = real * value.imaginary() + imaginary * value.real();
                real = next;
            }
            assertEquals(trace, sum, 1e-9);
            assertEquals(determinant(transition.matrix()), real, 1e-9);
            assertEquals(0, imaginary, 1e-9);
        }
        assertTrue(spectrum.largestModulus() <= 1 + 1e-6);
        assertTrue(spectrum.largestImaginary() > 0.1);
        assertTrue(spectrum.smallestReal() < -0.3);
    }

    private static double determinant(double[][] matrix) {
        if (matrix.length == 1) {
            return matrix[0][0];
        }
        double determinant = 0;
        for (int j = 0; j < matrix.length; j++) {
            double[][] minor = new double[matrix.length - 1][matrix.length - 1];
            for (int i = 1; i < matrix.length; i++) {
                for (int k = 0; k < matrix.length; k++) {
                    if (k != j) {
                        minor[i - 1][k < j ? k : k - 1] = matrix[i][k];
                    }
                }
            }
            determinant += (j % 2 == 0 ? 1 : -1) * matrix[0][j] * determinant(minor);
        }
        return determinant;
    }

    @Test
    void the_range_of_the_eigenvalues_is_what_the_switch_says() {
        for (MixerConfig mixer : new MixerConfig[] {new MixerConfig.Delta(1, EigenvalueRange.NON_NEGATIVE),
                new MixerConfig.Delta(2, EigenvalueRange.NON_NEGATIVE),
                new MixerConfig.GatedDelta(2, EigenvalueRange.NON_NEGATIVE),
                new MixerConfig.Diagonal(EigenvalueRange.NON_NEGATIVE),
                new MixerConfig.Selective(4, EigenvalueRange.NON_NEGATIVE),
                new MixerConfig.Complex(EigenvalueRange.NON_NEGATIVE), new MixerConfig.MatrixMemory(),
                new MixerConfig.Gated(4)}) {
            Spectrum spectrum = Spectrum.of(mixer.title(), model(mixer, 4), TOKENS);
            assertTrue(spectrum.smallestReal() >= -1e-9, mixer.title());
            assertTrue(spectrum.largestModulus() <= 1 + 1e-6, mixer.title());
            if (!(mixer instanceof MixerConfig.Complex)) {
                assertEquals(0, spectrum.largestImaginary(), 1e-7, mixer.title());
            }
        }
        for (MixerConfig mixer : new MixerConfig[] {new MixerConfig.Delta(1, EigenvalueRange.SIGNED),
                new MixerConfig.Diagonal(EigenvalueRange.SIGNED), new MixerConfig.Complex(EigenvalueRange.SIGNED)}) {
            Spectrum spectrum = Spectrum.of(mixer.title(), model(mixer, 4), TOKENS);
            assertTrue(spectrum.smallestReal() < -0.3, mixer.title());
        }
        assertTrue(Spectrum.of("tanh", new GateNetworkConfig(5, 3, 7, EigenvalueRange.SIGNED).build(1), TOKENS)
                .smallestReal() < -0.3);
    }

    @Test
    void an_elman_network_has_a_jacobian_and_a_transformer_nothing() {
        assertFalse(Spectrum.of("elman", model(new MixerConfig.Elman(), 4), TOKENS).eigenvalues().isEmpty());
        for (MixerConfig mixer : new MixerConfig[] {new MixerConfig.Softmax(), new MixerConfig.Lstm(),
                new MixerConfig.ScalarMemory()}) {
            SequenceModel model = model(mixer, 4);
            assertEquals("A model with layers of type " + mixer.title() + " has no linear transitions.",
                    assertThrows(IllegalArgumentException.class, () -> Spectrum.of("none", model, TOKENS))
                            .getMessage());
        }
    }

    @Test
    void a_head_of_a_hundred_and_twenty_eight_has_all_its_eigenvalues() {
        SequenceModel model = new BlockConfig(5, 3, 16, 1, 1, 128, new MixerConfig.Delta(4, EigenvalueRange.SIGNED), 8,
                0).build(3);
        Spectrum spectrum = Spectrum.of("wide", model, 1, 2);
        assertEquals(256, spectrum.eigenvalues().size());
        assertTrue(spectrum.largestModulus() <= 1 + 1e-6);
    }

    @Test
    void the_unit_circle_is_round_beside_short_and_long_names() {
        Spectrum spectrum = Spectrum.of("w", WrittenModel.parity(), 1, 2);
        for (String name : List.of("w", "a model of a long name, with its eigenvalues")) {
            XYChart chart = Spectrum.unitCircle("circle", List.of(spectrum.named(name)));
            chart.getSeriesCollection().iterator().next().setLineColor(CircleShape.COLOUR);
            CircleShape drawn = CircleShape.of(chart);
            assertTrue(drawn.width() > 100, drawn::toString);
            assertEquals(1, drawn.width() / drawn.height(), 0.02, drawn::toString);
        }
    }

    @Test
    void spectra_become_charts_and_a_table() {
        Spectrum spectrum = Spectrum.of("written", WrittenModel.parity(), 1, 2);
        assertEquals(2, spectrum.table().rowCount());
        assertEquals(2, Spectrum.unitCircle("circle", List.of(spectrum)).getSeriesCollection().size());
        double[] shares = Spectrum.histogram("histogram", List.of(spectrum))
                .getSeriesCollection()
                .iterator()
                .next()
                .getYData();
        assertEquals(0.5, shares[0]);
        assertEquals(0.001, shares[10], "the axis is logarithmic");
        assertEquals(0.5, shares[20]);
        assertThrows(IllegalArgumentException.class, () -> spectrum.ofToken(7).smallestReal());
    }
}

package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer at once: the fast float models against their twins, values and gradients. */
class ModelGradientTest {
    static Stream<ModelConfig> models() {
        var models = Stream.<ModelConfig>builder();
        for (EigenvalueRange range : EigenvalueRange.values()) {
            models.add(new GateNetworkConfig(5, 3, 7, range));
            models.add(new BlockConfig(5, 3, 6, 1, 2, 3, new MixerConfig.Diagonal(range), 9, 0));
            models.add(new BlockConfig(5, 4, 8, 2, 2, 4, new MixerConfig.Delta(1, range), 12, 0));
            models.add(new BlockConfig(5, 3, 7, 1, 3, 2, new MixerConfig.Delta(3, range), 5, 4));
            models.add(new BlockConfig(5, 3, 7, 1, 3, 2, new MixerConfig.GatedDelta(2, range), 5, 0));
            models.add(new BlockConfig(5, 3, 6, 1, 2, 4, new MixerConfig.Complex(range), 9, 0));
            models.add(new BlockConfig(5, 3, 6, 1, 2, 3, new MixerConfig.Selective(4, range), 9, 3));
        }
        models.add(new BlockConfig(5, 3, 8, 2, 2, 4, new MixerConfig.GatedDelta(1, EigenvalueRange.SIGNED), 5, 4));
        models.add(new BlockConfig(5, 3, 6, 2, 2, 3, new MixerConfig.MatrixMemory(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 1, 3, 3, new MixerConfig.Elman(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 2, 1, 5, new MixerConfig.Lstm(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 2, 2, 3, new MixerConfig.ScalarMemory(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 2, 2, 3, new MixerConfig.Dense(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 2, 2, 4, new MixerConfig.Softmax(), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 1, 2, 3, new MixerConfig.Gated(1), 9, 0));
        models.add(new BlockConfig(5, 3, 6, 2, 2, 3, new MixerConfig.Gated(16), 9, 4));
        models.add(new BlockConfig(5, 3, 6, 1, 2, 3, new MixerConfig.Additive(), 133, 0)); // two blocks of inner channels
        return models.build();
    }

    @ParameterizedTest
    @MethodSource("models")
    void scores_equal_those_of_the_double_twin(ModelConfig config) {
        SequenceModel model = perturbed(config);
        var twin = new ModelTwin(model);
        double[] values = doubles(model);
        List<LabelledSequence> sequences = sequences(config, 21);
        int[][] predictions = Predictor.predict(model, sequences, 2);
        for (int i = 0; i < sequences.size(); i++) {
            double[][] scores = twin.scores(values, sequences.get(i).tokens());
            for (int t = 0; t < scores.length; t++) {
                double best = java.util.Arrays.stream(scores[t]).max().orElseThrow();
                assertEquals(best, scores[t][predictions[i][t]], 1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void loss_and_every_kind_of_gradient_agree_with_central_differences_of_the_twin(ModelConfig config) {
        SequenceModel model = perturbed(config);
        var twin = new ModelTwin(model);
        List<LabelledSequence> sequences = sequences(config, 21);
        double[] values = doubles(model);
        try (var trainer = new Trainer(model, TrainingConfig.of(1, 1e-3), 2)) {
            assertEquals(twin.loss(values, sequences), trainer.gradient(SequenceBatch.of(sequences)), 1e-5);
            float[] gradient = trainer.lastGradient();
            var random = new SplittableRandom(9);
            for (Parameter parameter : model.parameters().list()) {
                for (int n = 0; n < 6; n++) {
                    int at = parameter.offset() + random.nextInt(parameter.size());
                    double kept = values[at];
                    values[at] = kept + 1e-5;
                    double up = twin.loss(values, sequences);
                    values[at] = kept - 1e-5;
                    double down = twin.loss(values, sequences);
                    values[at] = kept;
                    double numeric = (up - down) / 2e-5;
                    assertEquals(numeric, gradient[at], 2e-5 + 2e-3 * Math.abs(numeric), parameter.name());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_training_gives_the_same_bits_on_one_thread_and_on_three(ModelConfig config) {
        assertArrayEquals(train(config, 1), train(config, 3));
    }

    private static float[] train(ModelConfig config, int threads) {
        SequenceModel model = config.build(3);
        try (var trainer = new Trainer(model, TrainingConfig.of(4, 1e-2), threads)) {
            for (int step = 0; step < 4; step++) {
                assertTrue(Double.isFinite(trainer.step(SequenceBatch.of(sequences(config, 50)))));
            }
        }
        return java.util.Arrays.copyOf(model.parameters().values(), model.parameters().size());
    }

    /** A model away from its initialisation, so that no gradient is small by symmetry. */
    static SequenceModel perturbed(ModelConfig config) {
        SequenceModel model = config.build(5);
        var random = new SplittableRandom(6);
        float[] values = model.parameters().values();
        for (int i = 0; i < model.parameters().size(); i++) {
            values[i] += (float) (0.3 * random.nextGaussian());
        }
        return model;
    }

    private static double[] doubles(SequenceModel model) {
        double[] values = new double[model.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = model.parameters().values()[i];
        }
        return values;
    }

    static List<LabelledSequence> sequences(ModelConfig config, int count) {
        var random = new SplittableRandom(8);
        var sequences = new ArrayList<LabelledSequence>();
        for (int i = 0; i < count; i++) {
            int[] tokens = new int[random.nextInt(1, 11)];
            int[] labels = new int[tokens.length];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = random.nextInt(config.vocabulary());
                labels[t] = random.nextInt(3) == 0 ? LabelledSequence.IGNORED : random.nextInt(config.classes());
            }
            sequences.add(new LabelledSequence(tokens, labels));
        }
        return sequences;
    }
}

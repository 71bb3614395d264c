package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    void the_rate_rises_to_its_peak_and_falls_to_a_thousandth() {
        var config = TrainingConfig.of(100, 0.5);
        assertEquals(0.05, config.rate(0), 1e-12);
        assertEquals(0.5, config.rate(9), 1e-12);
        assertEquals(0.25, config.rate(55), 1e-3);
        assertEquals(0.0005, config.rate(99), 5e-4);
    }

    @Test
    void a_schedule_falls_in_its_own_way_from_the_peak_to_the_end() {
        var config = new TrainingConfig(100, 0.5, 0, 0.2, 0, 1);
        var linear = config.withSchedule(Schedule.LINEAR, 0.1);
        assertEquals(0.05, linear.rate(0), 1e-12);
        assertEquals(0.5, linear.rate(10), 1e-12);
        assertEquals(0.3, linear.rate(55), 1e-12);
        assertEquals(0.1, linear.rate(100), 1e-12);
        var constant = config.withSchedule(Schedule.CONSTANT, 0);
        assertEquals(0.5, constant.rate(0), 1e-12);
        assertEquals(0.5, constant.rate(99), 1e-12);
        assertEquals(0.3, config.rate(50), 1e-12);
    }

    @Test
    void a_training_ends_early_when_the_loss_is_small_enough_or_does_not_fall_any_more() {
        double[] losses = {9, 7, 5, 3, 4, 4, 6, 6, 3, 5, 1, 1};
        assertEquals(4, end(EarlyStopping.at(4, 2), losses));
        assertEquals(10, end(EarlyStopping.after(6, 2), losses));
        assertEquals(12, end(EarlyStopping.at(1, 2), losses));
        assertEquals(-1, end(EarlyStopping.after(7, 2), losses));
        assertEquals(-1, end(EarlyStopping.NEVER, new double[3]));
        assertTrue(message(() -> new EarlyStopping(1, 0, 0)).contains("window is 0"));
        assertTrue(message(() -> new EarlyStopping(-1, 1, 0)).contains("loss is -1.0"));
        assertTrue(message(() -> new EarlyStopping(1, 1, -2)).contains("patience is -2"));
    }

    private static int end(EarlyStopping stopping, double[] losses) {
        for (int steps = 0; steps <= losses.length; steps++) {
            if (stopping.ends(losses, steps)) {
                return steps;
            }
        }
        return -1;
    }

    @Test
    void the_first_step_of_adamw_moves_every_weight_by_the_rate_against_its_gradient() {
        float[] values = {1f, 1f, 1f};
        new AdamW(3, 0).step(values, new float[] {2f, -0.001f, 0f}, 0.1);
        assertArrayEquals(new float[] {0.9f, 1.1f, 1f}, values, 1e-5f);
    }

    @Test
    void weight_decay_shrinks_a_weight_without_gradient() {
        float[] values = {2f};
        new AdamW(1, 0.1).step(values, new float[] {0f}, 0.5);
        assertEquals(1.9f, values[0], 1e-6f);
    }

    @Test
    void clipping_scales_long_gradients_and_leaves_short_ones() {
        float[] gradient = {3f, 4f};
        assertEquals(5, AdamW.clip(gradient, 2, 1), 1e-9);
        assertArrayEquals(new float[] {0.6f, 0.8f}, gradient, 1e-6f);
        AdamW.clip(gradient, 2, 2);
        assertArrayEquals(new float[] {0.6f, 0.8f}, gradient, 1e-6f);
    }

    @Test
    void a_batch_is_laid_out_by_length_and_remembers_where_each_sequence_came_from() {
        var batch = SequenceBatch.of(List.of(new LabelledSequence(new int[] {1, 2, 3}, new int[] {-1, -1, 7}),
                new LabelledSequence(new int[] {4}, new int[] {5})));
        assertEquals(2, batch.labelled());
        SequenceBatch.Group group = batch.groups().getFirst();
        assertEquals(3, group.time());
        assertEquals(1, group.source()[0]);
        assertEquals(0, group.source()[1]);
        assertEquals(-1, group.source()[2]);
        assertEquals(4, group.tokens()[0]);
        assertEquals(LabelledSequence.IGNORED, group.labels()[16]);
        assertEquals(7, group.labels()[2 * 16 + 1]);
    }

    @Test
    void the_accuracy_of_a_batch_is_the_share_of_labels_that_the_model_predicts() {
        var random = new java.util.SplittableRandom(1);
        var sequences = new java.util.ArrayList<LabelledSequence>();
        for (int i = 0; i < 40; i++) {
            int length = 1 + i % 7;
            sequences.add(new LabelledSequence(random.ints(length, 0, 3).toArray(),
                    random.ints(length, -1, 3).toArray()));
        }
        SequenceModel model = BlockConfig
                .small(new MixerConfig.Delta(1, dev.linnet.attention.EigenvalueRange.SIGNED))
                .build(3);
        SequenceBatch batch = SequenceBatch.of(sequences);
        try (var trainer = new Trainer(model, TrainingConfig.of(1, 1e-3), 2)) {
            trainer.gradient(batch);
            int[][] predicted = Predictor.predict(model, sequences, 1);
            int right = 0;
            for (int i = 0; i < predicted.length; i++) {
                for (int t = 0; t < predicted[i].length; t++) {
                    right += predicted[i][t] == sequences.get(i).labels()[t] ? 1 : 0;
                }
            }
            assertTrue(right > 10);
            assertEquals((double) right / batch.labelled(), trainer.lastAccuracy(), 1e-12);
        }
    }

    @Test
    void bad_settings_are_refused_with_the_field_and_its_value() {
        assertTrue(message(() -> TrainingConfig.of(10, -1)).contains("learningRate is -1.0"));
        assertTrue(message(() -> new MixerConfig.Delta(0, dev.linnet.attention.EigenvalueRange.SIGNED))
                .contains("householders is 0"));
        assertTrue(message(() -> new MixerConfig.Gated(12)).contains("temperature is 12"));
        assertTrue(message(() -> new LabelledSequence(new int[2], new int[3])).contains("2 tokens but 3 labels"));
        assertTrue(message(() -> BlockConfig.small(new MixerConfig.Delta(1,
                dev.linnet.attention.EigenvalueRange.SIGNED)).withLayers(0)).contains("layers is 0"));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}

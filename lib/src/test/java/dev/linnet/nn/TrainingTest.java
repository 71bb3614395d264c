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

package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    @Test
    void a_short_training_learns_parity_with_signed_eigenvalues_beyond_its_training_lengths() {
        ExperimentResult result = Experiment.parity(EigenvalueRange.SIGNED)
                .withTraining(TrainingConfig.of(150, 3e-3))
                .run();
        assertTrue(result.scaledAccuracy(Parity.TRAINING, 256) > 0.95);
        assertTrue(result.scaledAccuracy(Parity.TEST, 256) > 0.8);
    }

    @Test
    void the_same_training_without_negative_eigenvalues_learns_nothing() {
        ExperimentResult result = Experiment.parity(EigenvalueRange.NON_NEGATIVE)
                .withTraining(TrainingConfig.of(150, 3e-3))
                .run();
        assertEquals(0, result.scaledAccuracy(Parity.TEST, 1024), 0.1);
    }

    @Test
    void a_seed_gives_the_same_losses_and_another_seed_others() {
        Experiment experiment = Experiment.counting(3, new MixerConfig.Delta(2, EigenvalueRange.SIGNED))
                .withTraining(TrainingConfig.of(3, 1e-2));
        double[] losses = experiment.run().losses();
        assertArrayEquals(losses, experiment.withThreads(1).run().losses());
        assertTrue(losses[2] != experiment.withSeed(1).run().losses()[2]);
    }

    @Test
    void the_bits_of_a_training_are_these_on_every_machine() {
        assertArrayEquals(new double[] {1.0999295644062292, 1.1303687021287752, 1.0918816813098222, 1.0898192635769497},
                java.util.Arrays.copyOf(Experiment.counting(3, new MixerConfig.Delta(2, EigenvalueRange.SIGNED))
                        .withTraining(TrainingConfig.of(6, 1e-2))
                        .run()
                        .losses(), 4));
        assertArrayEquals(new double[] {1.4161258814095508, 1.049502472551354, 0.9289587401517052},
                java.util.Arrays.copyOf(Experiment.diagonalParity(EigenvalueRange.SIGNED)
                        .withTraining(TrainingConfig.of(6, 1e-2))
                        .run()
                        .losses(), 3));
    }

    @Test
    void an_untrained_model_has_scaled_accuracy_near_zero() {
        ExperimentResult result = Experiment.parity(EigenvalueRange.SIGNED)
                .withTraining(TrainingConfig.of(0, 1e-3))
                .run();
        assertTrue(result.scaledAccuracy(Parity.TRAINING, 4096) < 0.05);
    }

    @Test
    void an_interrupt_stops_a_training() throws InterruptedException {
        var stopped = new java.util.concurrent.CompletableFuture<Throwable>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                Experiment.parityAsPublished(EigenvalueRange.SIGNED).run();
            } catch (CancellationException e) {
                stopped.complete(e);
            }
        });
        thread.interrupt();
        thread.join(60_000);
        assertTrue(stopped.isDone());
    }

    @Test
    void curves_become_a_table_with_a_column_each() {
        var curve = new LengthCurve("a", new int[] {1, 2}, new double[] {0.25, 1});
        assertEquals(0.25, curve.at(1));
        var other = new LengthCurve("c", new int[] {1, 2}, new double[] {0.5, 0});
        assertArrayEquals(new double[] {0.5, 1}, LengthCurve.ranked("best", List.of(curve, other), 1).accuracy());
        assertArrayEquals(new double[] {0.25, 0}, LengthCurve.ranked("second", List.of(curve, other), 2).accuracy());
        assertEquals("length", LengthCurve.table("t", List.of(curve)).columnNames().getFirst());
        assertEquals(2, LengthCurve.chart("t", "accuracy", List.of(curve), 1).getSeriesCollection().size());
        assertThrows(IllegalArgumentException.class, () -> curve.at(3));
        assertThrows(IllegalArgumentException.class,
                () -> LengthCurve.table("t", List.of(curve, new LengthCurve("b", new int[] {1}, new double[] {0}))));
    }
}

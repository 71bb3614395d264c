package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerRunTest {
    private static final List<Phenomenon> PHENOMENA = List.of(
            new Phenomenon("one two", new int[] {0, 1, 2, 13}, new boolean[] {true, false, true, false}),
            new Phenomenon("two", new int[] {3, 4, 26}, new boolean[] {false, false, true}));

    @TempDir
    Path folder;

    private static Learner conscious() {
        return new Empiricist(Empiricist.Kind.CONSCIOUS, SmallWorld.ENCODING, SmallWorld.CONFIG, 10, 1);
    }

    private static LearnerTraining training(int steps) {
        return LearnerTraining.mini(steps, 5).withSizes(70, 6, 2);
    }

    private static float[] weights(LearnerRun run) {
        return run.learner().parameters().values();
    }

    @Test
    void a_training_lowers_the_losses_of_labels_and_of_rules() {
        LearnerRun run = LearnerRun.of(conscious(), training(40), PHENOMENA).quietly();
        double[] labels = run.labelLosses();
        double[] rules = run.ruleLosses();
        assertEquals(40, labels.length);
        assertTrue(labels[39] < 0.8 * labels[0], () -> labels[0] + " to " + labels[39]);
        assertTrue(rules[39] < 0.3 * rules[0], () -> rules[0] + " to " + rules[39]);
    }

    @Test
    void a_training_that_went_on_from_a_file_has_the_same_bits_as_one_without_a_pause() throws IOException {
        Path file = folder.resolve("learner.safetensors");
        LearnerRun whole = LearnerRun.of(conscious(), training(7), PHENOMENA).quietly();
        LearnerRun.of(conscious(), training(7), PHENOMENA).resumingFrom(file, 4).quietly(5);
        LearnerRun rest = LearnerRun.of(conscious(), training(7), PHENOMENA).resumingFrom(file, 4);
        assertEquals(4, rest.steps());
        rest.quietly();
        assertArrayEquals(weights(whole), weights(rest));
        assertArrayEquals(whole.labelLosses(), rest.labelLosses());
        assertArrayEquals(whole.ruleLosses(), rest.ruleLosses());
        assertTrue(LearnerRun.of(conscious(), training(7), PHENOMENA).resumingFrom(file, 4).ended());
    }

    @Test
    void threads_and_neighbours_change_no_bit() {
        LearnerRun alone = LearnerRun.of(conscious(), training(4), PHENOMENA).quietly();
        LearnerRun shared = LearnerRun.of(conscious(), training(4), PHENOMENA, List.of(), 3).quietly();
        assertArrayEquals(weights(alone), weights(shared));
        var runs = new LinkedHashMap<String, LearnerRun>();
        runs.put("I",
                LearnerRun.of(new Interpreter(SmallWorld.ENCODING, SmallWorld.CONFIG, 1), training(9), PHENOMENA));
        runs.put("Emp-C", LearnerRun.of(conscious(), training(4), PHENOMENA));
        runs.put("Emp-L", LearnerRun.of(
                new Empiricist(Empiricist.Kind.LABELS, SmallWorld.ENCODING, SmallWorld.CONFIG, 10, 1), training(5),
                PHENOMENA));
        LearnerRuns.together(runs, 2);
        assertTrue(runs.values().stream().allMatch(LearnerRun::ended));
        assertArrayEquals(weights(alone), weights(runs.get("Emp-C")));
    }

    @Test
    void the_checkpoint_of_another_training_is_refused() throws IOException {
        Path file = folder.resolve("learner.safetensors");
        LearnerRun.of(conscious(), training(2), PHENOMENA).resumingFrom(file, 1).quietly();
        var e = assertThrows(IOException.class,
                () -> LearnerRun.of(conscious(), training(3), PHENOMENA).resumingFrom(file, 1));
        assertTrue(e.getMessage().startsWith("learner.safetensors: it is the checkpoint of another training ("),
                e.getMessage());
        assertThrows(IOException.class,
                () -> LearnerRun.of(conscious(), training(2), PHENOMENA.subList(0, 1)).resumingFrom(file, 1));
    }

    @Test
    void the_first_validation_without_a_smaller_loss_ends_the_training_with_the_best_weights() {
        // what is validated contradicts what is learned, so that validation losses soon rise
        List<Phenomenon> contrary = PHENOMENA.stream().map(p -> {
            var labels = new boolean[p.labels().length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = !p.labels()[i];
            }
            return new Phenomenon(p.rule(), p.structures(), labels);
        }).toList();
        LearnerTraining training = training(500).withValidation(5, 40, 0);
        LearnerRun run = LearnerRun.of(new Interpreter(SmallWorld.ENCODING, SmallWorld.CONFIG, 2), training, PHENOMENA,
                contrary, 1);
        run.quietly();
        assertTrue(run.steps() < 500);
        assertEquals(1, run.done());
        double[] losses = run.validationLosses();
        assertEquals(run.steps() / 5, losses.length);
        int last = losses.length - 1;
        assertTrue(losses[last] >= losses[last - 1]);
        LearnerRun upToTheBest = LearnerRun.of(new Interpreter(SmallWorld.ENCODING, SmallWorld.CONFIG, 2), training,
                PHENOMENA, contrary, 1);
        upToTheBest.quietly(5 * last);
        assertArrayEquals(weights(upToTheBest), weights(run));
        assertThrows(IllegalStateException.class, run::step);
    }

    /** Validations are long here, so that most interrupts come while one is under way. */
    @Test
    void an_interrupted_step_or_validation_is_done_later_and_changes_no_bit() throws InterruptedException {
        LearnerTraining training = training(6).withValidation(1, 1000, 9);
        LearnerRun whole = LearnerRun.of(conscious(), training, PHENOMENA, PHENOMENA, 1).quietly();
        LearnerRun run = LearnerRun.of(conscious(), training, PHENOMENA, PHENOMENA, 1);
        Thread trainer = Thread.currentThread();
        var phaser = new Phaser(2);
        Thread interrupter = Thread.ofPlatform().start(() -> {
            for (int i = 0; phaser.arriveAndAwaitAdvance() >= 0; i++) {
                int from = run.steps();
                for (int spins = 0; run.steps() == from && spins < 1 << i; spins++) {
                    Thread.onSpinWait();
                }
                trainer.interrupt();
                phaser.arriveAndAwaitAdvance();
            }
        });
        int interrupted = 0;
        for (int call = 0; call < 20 && !run.ended(); call++) {
            phaser.arriveAndAwaitAdvance();
            try {
                run.step();
            } catch (CancellationException _) {
                interrupted++;
            }
            phaser.arriveAndAwaitAdvance();
            assertTrue(Thread.interrupted());
        }
        phaser.forceTermination();
        interrupter.join();
        run.quietly();
        assertTrue(interrupted > 0);
        assertEquals(6, run.steps());
        assertArrayEquals(whole.validationLosses(), run.validationLosses());
        assertArrayEquals(whole.labelLosses(), run.labelLosses());
        assertArrayEquals(weights(whole), weights(run));
    }

    @Test
    void a_training_that_cannot_be_validated_is_refused() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> LearnerRun.of(conscious(), training(9).withValidation(2, 10, 0), PHENOMENA));
        assertEquals("The training is to be validated every 2 steps, but there are no phenomena to validate it with.",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> LearnerRun.of(conscious(), training(9), List.of()));
        assertThrows(IllegalArgumentException.class, () -> training(9).withSizes(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> LearnerRuns.together(new LinkedHashMap<>(), 1));
    }

    @Test
    void a_phenomenon_needs_a_label_for_each_structure() {
        assertThrows(IllegalArgumentException.class, () -> new Phenomenon("one", new int[2], new boolean[1]));
        assertThrows(IllegalArgumentException.class, () -> new Phenomenon("one", new int[0], new boolean[0]));
    }

    @Test
    void the_papers_training_sees_as_many_samples_whatever_the_sets_size() {
        assertEquals(56_172, LearnerTraining.paper(1438, 10_000, 0).optimizer().steps());
        assertEquals(56_172, LearnerTraining.paper(1438, 100, 0).optimizer().steps(), 100);
        assertFalse(LearnerTraining.paper(500, 1000, 0).validateEvery() == 0);
    }
}

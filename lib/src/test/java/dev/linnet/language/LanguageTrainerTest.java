package dev.linnet.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of small models on small texts. */
class LanguageTrainerTest {
    private static final TextCorpus TEXT = TextCorpus.of("abc",
            "the quick brown fox jumps over the lazy dog. ".repeat(60).getBytes(StandardCharsets.UTF_8));
    private static final LanguageTrainingConfig TRAINING = LanguageTrainingConfig.of(40, 1).withBatch(4, 24);

    @TempDir
    Path folder;

    private static LanguageModelConfig config() {
        return LanguageModelConfig.bytes(new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED), 16, 2, 2);
    }

    private static LanguageTrainer trainer(int threads) {
        return new LanguageTrainer(config().build(3, threads), 3, TEXT, TRAINING);
    }

    private static void steps(LanguageTrainer trainer, int count) {
        for (int i = 0; i < count; i++) {
            trainer.step();
        }
    }

    private static float[] values(LanguageTrainer trainer) {
        return Arrays.copyOf(trainer.model().parameters().values(), trainer.model().parameters().size());
    }

    @Test
    void a_model_learns_its_text_better_than_any_count_of_single_bytes() {
        LanguageTrainer trainer = trainer(2);
        var longer = new LanguageTrainer(config().build(3), 3, TEXT,
                TRAINING.withOptimizer(new TrainingConfig(250, 1e-2, 0.1, 0.1, 0.01, 1)));
        double before = trainer.validationLoss(24);
        steps(longer, 250);
        assertEquals(Math.log(256), before, 0.2);
        assertTrue(longer.validationLoss(24) < TextCorpus.entropy(TEXT.validation(), 0) / 2,
                () -> "loss " + longer.validationLoss(24));
    }

    @Test
    void a_training_has_the_same_bits_at_any_number_of_threads() {
        LanguageTrainer one = trainer(1);
        LanguageTrainer three = trainer(3);
        steps(one, 6);
        steps(three, 6);
        assertArrayEquals(values(one), values(three));
    }

    @Test
    void a_resumed_training_has_the_same_bits_as_one_that_never_stopped() throws IOException {
        LanguageTrainer whole = trainer(2);
        steps(whole, 12);
        LanguageTrainer first = trainer(2);
        steps(first, 7);
        Path file = folder.resolve("c.safetensors");
        first.save(file);
        LanguageTrainer second = LanguageTrainer.resume(file, TEXT, TRAINING);
        assertEquals(7, second.steps());
        steps(second, 5);
        assertArrayEquals(values(whole), values(second));
        assertArrayEquals(whole.losses("x").losses(), second.losses("x").losses());
        assertArrayEquals(values(first),
                Arrays.copyOf(LanguageModel.load(file).parameters().values(), values(first).length));
    }

    @Test
    void a_running_training_saves_itself_and_can_be_resumed_from_there() throws IOException {
        Path file = folder.resolve("c.safetensors");
        LanguageTrainer trainer = trainer(1).savingTo(file, 5);
        trainer.run("saving", 13);
        LanguageTrainer resumed = LanguageTrainer.resume(file, TEXT, TRAINING);
        assertEquals(10, resumed.steps());
        steps(resumed, 3);
        assertArrayEquals(values(trainer), values(resumed));
        LanguageTrainer nowhere = trainer(1).savingTo(folder.resolve("absent").resolve("c"), 1);
        assertTrue(assertThrows(UncheckedIOException.class, () -> nowhere.run("nowhere", 2)).getMessage()
                .startsWith("The training could not be saved to "));
        assertEquals(1, nowhere.steps());
    }

    @Test
    void a_model_remembers_how_it_came_to_be() throws IOException {
        LanguageTrainer trainer = trainer(1);
        steps(trainer, 2);
        Path file = folder.resolve("m.safetensors");
        trainer.model().save(file, trainer.provenance());
        ModelProvenance provenance = ModelFile.load(file).provenance();
        assertEquals(3, provenance.seed());
        assertEquals(2, provenance.steps());
        assertEquals(TEXT.sha256(), provenance.sha256());
        assertEquals(TRAINING.toString(), provenance.training());
        assertEquals(Runtime.version().toString(), provenance.java());
        assertTrue(provenance.library().matches("\\d+\\.\\d+.*"), provenance::library);
    }

    @Test
    void resuming_with_other_settings_or_another_text_is_refused() throws IOException {
        LanguageTrainer trainer = trainer(1);
        steps(trainer, 1);
        Path file = folder.resolve("c.safetensors");
        trainer.save(file);
        TextCorpus other = TextCorpus.of("other", "some other text ".repeat(99).getBytes(StandardCharsets.UTF_8));
        assertTrue(assertThrows(IOException.class, () -> LanguageTrainer.resume(file, other, TRAINING)).getMessage()
                .startsWith("c.safetensors: it was trained on abc with the checksum "));
        assertTrue(assertThrows(IOException.class,
                () -> LanguageTrainer.resume(file, TEXT, TRAINING.withBatch(5, 24))).getMessage()
                .startsWith("c.safetensors: its training is LanguageTrainingConfig["));
        Path model = folder.resolve("m.safetensors");
        trainer.model().save(model, trainer.provenance());
        assertEquals("m.safetensors: it holds a model but no training to go on with.",
                assertThrows(IOException.class, () -> LanguageTrainer.resume(model, TEXT, TRAINING)).getMessage());
    }

    @Test
    void trainings_together_give_what_each_gives_alone() {
        LanguageTrainer alone = trainer(1);
        steps(alone, 40);
        LanguageTrainer begun = trainer(1);
        steps(begun, 35);
        LanguageTrainer fresh = trainer(2);
        LanguageTrainer.together(Map.of("begun", begun, "fresh", fresh));
        assertArrayEquals(values(alone), values(begun));
        assertArrayEquals(values(alone), values(fresh));
        assertEquals(40, fresh.losses("fresh").losses().length);
    }

    @Test
    void an_interrupt_ends_a_training_between_steps_and_it_goes_on_as_if_nothing_had_been() {
        LanguageTrainer whole = trainer(2);
        steps(whole, 10);
        LanguageTrainer interrupted = trainer(2);
        steps(interrupted, 4);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> interrupted.run("interrupted"));
        assertTrue(Thread.interrupted(), "the interrupt is for the caller to see");
        assertEquals(4, interrupted.steps());
        assertFalse(new TextGenerator(interrupted.model(), Sampling.greedy(), 1).generate("the", 5).isEmpty());
        interrupted.run("going on", 6);
        assertArrayEquals(values(whole), values(interrupted));
    }

    @Test
    void an_interrupt_from_outside_leaves_whole_steps() throws InterruptedException {
        LanguageTrainer trainer = new LanguageTrainer(config().build(3, 2), 3, TEXT,
                TRAINING.withOptimizer(new TrainingConfig(1_000_000, 1e-3, 0.1, 0.1, 0.01, 1)));
        var worker = new Thread(() -> assertThrows(CancellationException.class, () -> trainer.run("long")));
        worker.start();
        while (trainer.steps() < 3) {
            Thread.onSpinWait();
        }
        worker.interrupt();
        worker.join();
        LanguageTrainer same = new LanguageTrainer(config().build(3, 1), 3, TEXT,
                TRAINING.withOptimizer(new TrainingConfig(1_000_000, 1e-3, 0.1, 0.1, 0.01, 1)));
        steps(same, trainer.steps());
        assertArrayEquals(values(same), values(trainer));
    }

    @Test
    void a_training_that_diverges_says_so_and_keeps_the_weights() {
        LanguageTrainer trainer = new LanguageTrainer(config().build(3, 1), 3, TEXT,
                TRAINING.withOptimizer(new TrainingConfig(100, 1e-3, 0, 1, 0, 1)));
        trainer.model().parameters().values()[trainer.model().parameters().size() - 1] = Float.NaN;
        float[] before = values(trainer);
        assertTrue(assertThrows(ArithmeticException.class, trainer::step).getMessage()
                .startsWith("The loss of step 1 is NaN and its gradient's norm "));
        assertArrayEquals(before, values(trainer));
        assertEquals(0, trainer.steps());
    }

    @Test
    void weights_decay_but_norms_and_biases_do_not() {
        LanguageModelConfig config = LanguageModelConfig.bytes(new AttentionRule.Gla(), 16, 1, 2);
        float[] without = afterOneStep(config, 0);
        float[] with = afterOneStep(config, 0.5);
        LanguageModel model = config.build(3, 1);
        model.parameters().list().forEach(parameter -> {
            int from = parameter.offset();
            int to = from + parameter.size();
            assertEquals(parameter.rows() == 1,
                    Arrays.equals(Arrays.copyOfRange(without, from, to), Arrays.copyOfRange(with, from, to)),
                    parameter.name());
        });
    }

    private static float[] afterOneStep(LanguageModelConfig config, double decay) {
        var trainer = new LanguageTrainer(config.build(3, 1), 3, TEXT,
                TRAINING.withOptimizer(new TrainingConfig(10, 1e-2, 0, 1, decay, 1)));
        trainer.step();
        return values(trainer);
    }

    @Test
    void a_text_too_short_for_a_sequence_and_a_model_of_other_tokens_are_refused() {
        TextCorpus shortText = TextCorpus.of("short", new byte[25]);
        assertEquals("The training text has 22 bytes, too few for sequences of 24.",
                assertThrows(IllegalArgumentException.class,
                        () -> new LanguageTrainer(config().build(1), 1, shortText, TRAINING)).getMessage());
        LanguageModel model = Models.all().findFirst().orElseThrow().build(1);
        assertEquals("The model has 11 tokens; text is made of 256 bytes.",
                assertThrows(IllegalArgumentException.class, () -> new LanguageTrainer(model, 1, TEXT, TRAINING))
                        .getMessage());
    }
}

package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.EarlyStopping;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunTest {
    private static final int STEPS = 14;

    @TempDir
    Path folder;

    /** A curriculum whose size changes on the way, and moments that matter. */
    static Experiment experiment() {
        return new Experiment("count", WordProblem.counting(2),
                dev.linnet.nn.BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED)),
                new TrainingConfig(STEPS, 1e-2, 0.1, 0.1, 0.01, 1), new Lengths.Curriculum(4, 32, 0.694, 256), 5, 2);
    }

    private static float[] values(ExperimentRun run) {
        return Arrays.copyOf(run.model().parameters().values(), run.model().parameters().size());
    }

    private static void steps(ExperimentRun run, int count) {
        for (int i = 0; i < count; i++) {
            run.step();
        }
    }

    private static ExperimentRun whole() {
        var run = ExperimentRun.of(experiment());
        steps(run, STEPS);
        return run;
    }

    private static void assertSame(ExperimentRun expected, ExperimentRun actual) {
        assertArrayEquals(values(expected), values(actual));
        assertArrayEquals(expected.losses(), actual.losses());
        assertArrayEquals(expected.accuracies(), actual.accuracies());
    }

    @Test
    void a_resumed_training_has_the_same_bits_as_one_that_never_stopped() throws IOException {
        try (var expected = whole(); var first = ExperimentRun.of(experiment().withThreads(1))) {
            Path file = folder.resolve("c.safetensors");
            for (int step = 0; step < STEPS; step++) {
                first.save(file);
                try (var second = ExperimentRun.resume(file, experiment())) {
                    assertEquals(step, second.steps());
                    if (step % 4 == 0) {
                        steps(second, STEPS - step);
                        assertSame(expected, second);
                    }
                }
                first.step();
            }
        }
    }

    private Process child(String limits, Path file) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return new ProcessBuilder("sh", "-c", limits + "exec \"$0\" -XX:-UsePerfData -XX:TieredStopAtLevel=1"
                + " --add-modules jdk.incubator.vector -cp \"$1\" " + TrainToDeath.class.getName() + " \"$2\"", java,
                System.getProperty("java.class.path"), file.toString()).redirectErrorStream(true).start();
    }

    @Test
    void a_training_that_was_killed_goes_on_with_the_same_bits() throws Exception {
        Path file = folder.resolve("killed.safetensors");
        Process process = child("", file);
        try (BufferedReader said = process.inputReader()) {
            String line = said.readLine();
            while (line != null && !line.equals("6")) {
                line = said.readLine();
            }
            process.destroyForcibly(); // SIGKILL: in the next step, or while it is saved
            assertEquals(137, process.waitFor());
        }
        try (var expected = whole(); var resumed = ExperimentRun.resume(file, experiment())) {
            assertTrue(resumed.steps() >= 6, () -> "steps " + resumed.steps());
            assertFalse(resumed.ended());
            steps(resumed, STEPS - resumed.steps());
            assertSame(expected, resumed);
        }
    }

    @Test
    void a_checkpoint_with_numbers_that_are_none_is_damaged() throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        try (var run = whole()) {
            run.save(file);
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 8, (byte) -1);
        Files.write(file, bytes);
        String said = assertThrows(IOException.class, () -> ExperimentRun.resume(file, experiment())).getMessage();
        assertTrue(said.matches("damaged.safetensors: number \\d+ of tensor \\S+ is NaN, which no training saves:"
                + " the file is damaged."), said);
    }

    @Test
    void a_disk_that_fills_leaves_the_checkpoint_before() throws Exception {
        Path file = folder.resolve("full.safetensors");
        try (var run = ExperimentRun.of(experiment())) {
            steps(run, 3);
            run.save(file);
        }
        byte[] before = Files.readAllBytes(file);
        // A limit on the size of files makes writing fail as a full disk does.
        Process process = child("ulimit -f 64; ", file);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(3, process.waitFor(), said);
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder); var resumed = ExperimentRun.resume(file, experiment())) {
            assertEquals(1, files.count());
            assertEquals(3, resumed.steps());
        }
    }

    @Test
    void a_checkpoint_of_another_experiment_is_refused_with_the_field_and_both_values() throws IOException {
        Path file = folder.resolve("c.safetensors");
        try (var run = ExperimentRun.of(experiment())) {
            run.step();
            run.save(file);
        }
        assertEquals(
                "c.safetensors: it is the checkpoint of another experiment: training.learningRate is 0.01 there and 0.5 here.",
                refusal(file, experiment().withTraining(experiment().training().withLearningRate(0.5))));
        assertTrue(refusal(file, experiment().withSeed(6)).endsWith(": seed is 5 there and 6 here."));
        assertTrue(refusal(file, experiment().withModel(dev.linnet.nn.BlockConfig
                .small(new MixerConfig.Delta(1, EigenvalueRange.NON_NEGATIVE)))).endsWith(
                        ": model.mixer.range is SIGNED there and NON_NEGATIVE here."));
        try (var same = ExperimentRun.resume(file, experiment().withName("other").withThreads(1))) {
            assertEquals(1, same.steps());
        }
        Path other = Files.writeString(folder.resolve("t.safetensors"), "nonsense");
        assertThrows(IOException.class, () -> ExperimentRun.resume(other, experiment()));
    }

    private static String refusal(Path file, Experiment experiment) {
        return assertThrows(IOException.class, () -> ExperimentRun.resume(file, experiment)).getMessage();
    }

    @Test
    void a_run_saves_itself_and_a_second_run_has_nothing_left_to_do() throws IOException {
        Path file = folder.resolve("c.safetensors");
        ExperimentResult first = experiment().run(file, 5);
        var time = Files.getLastModifiedTime(file);
        ExperimentResult second = experiment().run(file, 5);
        assertArrayEquals(first.losses(), second.losses());
        assertEquals(time, Files.getLastModifiedTime(file));
        Path nowhere = folder.resolve("absent").resolve("c.safetensors");
        try (var run = ExperimentRun.of(experiment()).savingTo(nowhere, 1)) {
            assertTrue(assertThrows(UncheckedIOException.class, run::toEnd).getMessage()
                    .startsWith("The training could not be saved to " + nowhere + " after step 1: "));
        }
    }

    @Test
    void a_training_ends_early_where_its_stopping_says_so() {
        Experiment early = experiment().withTraining(experiment().training().withStopping(EarlyStopping.at(100, 4)));
        assertEquals(4, early.run().losses().length);
        try (var run = ExperimentRun.of(early)) {
            steps(run, 4);
            assertTrue(run.ended());
            assertArrayEquals(run.losses(), Arrays.copyOf(experiment().run().losses(), 4));
        }
    }

    @Test
    void an_interrupted_step_is_not_done_and_can_be_done_later() {
        try (var expected = whole(); var run = ExperimentRun.of(experiment())) {
            steps(run, 3);
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, run::step);
            assertTrue(Thread.interrupted());
            assertEquals(3, run.steps());
            steps(run, STEPS - 3);
            assertSame(expected, run);
        }
    }

    /** As the kernel interrupts a cell: again and again until it has ended. */
    @Test
    void an_interrupt_saves_the_steps_before_it_and_the_training_goes_on_from_there() throws IOException {
        Path file = folder.resolve("stopped.safetensors");
        for (boolean quietly : new boolean[] {false, true}) {
            Files.deleteIfExists(file);
            try (var run = ExperimentRun.of(experiment()).savingTo(file, 1000)) {
                steps(run, 3);
                Thread trainer = Thread.currentThread();
                trainer.interrupt();
                var ended = new AtomicBoolean();
                Thread stopping = Thread.ofPlatform().start(() -> {
                    while (!ended.get()) {
                        trainer.interrupt();
                    }
                });
                assertThrows(CancellationException.class, quietly ? run::toEndQuietly : run::toEnd);
                ended.set(true);
                while (stopping.isAlive()) {
                    Thread.onSpinWait();
                }
                assertTrue(Thread.interrupted(), "whoever interrupted still sees it");
            }
            try (var expected = whole(); var resumed = ExperimentRun.resume(file, experiment())) {
                assertEquals(3, resumed.steps());
                resumed.toEndQuietly();
                assertSame(expected, resumed);
            }
        }
    }

    @Test
    void a_folder_is_made_or_its_absence_told_of_before_the_first_step() throws IOException {
        Path deep = folder.resolve("a").resolve("b").resolve("c.safetensors");
        try (var run = ExperimentRun.resumeOrBegin(deep, 5, experiment())) {
            run.save(deep);
            assertTrue(Files.exists(deep));
        }
        Path taken = Files.createFile(folder.resolve("taken"));
        assertTrue(assertThrows(IOException.class,
                () -> ExperimentRun.resumeOrBegin(taken.resolve("c.safetensors"), 5, experiment())).getMessage()
                .startsWith("The folder " + taken + " cannot be made, where checkpoints are to be"));
    }

    @Test
    void experiments_share_a_folder_and_each_finds_its_own_file_again() throws IOException {
        Path shared = folder.resolve("new").resolve("shared");
        ExperimentResult first = experiment().runIn(shared, 5);
        ExperimentResult other = experiment().withSeed(6).runIn(shared, 5);
        try (var files = Files.list(shared)) {
            List<Path> both = files.toList();
            assertEquals(2, both.size());
            for (Path file : both) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            }
            assertArrayEquals(first.losses(), experiment().withName("other name").runIn(shared, 5).losses());
            assertArrayEquals(other.losses(), experiment().withSeed(6).withThreads(1).runIn(shared, 5).losses());
            for (Path file : both) {
                assertEquals(0, Files.getLastModifiedTime(file).toMillis(), "nothing was left to do");
            }
        }
    }

    @Test
    void a_chart_has_a_line_of_losses_and_one_of_accuracies() {
        try (var run = whole()) {
            assertEquals(2,
                    TrainingChart.chart("t", run.losses(), run.accuracies(), STEPS).getSeriesCollection().size());
        }
    }
}

package dev.linnet.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.description.Description;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.statetracking.Experiment;
import dev.linnet.statetracking.ExperimentResult;
import dev.linnet.statetracking.Lengths;
import dev.linnet.statetracking.Parity;
import dev.linnet.statetracking.Sizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SweepTest {
    @TempDir
    Path folder;

    private static Experiment experiment(EigenvalueRange range) {
        return new Experiment(range.name(), new Parity(),
                dev.linnet.nn.BlockConfig.small(new MixerConfig.Delta(1, range)), TrainingConfig.of(8, 3e-3),
                new Lengths.Uniform(Sizes.exactly(6), 16), 0, 1);
    }

    /** Eight runs of a few milliseconds. */
    static Sweep sweep() {
        return Sweep.of(experiment(EigenvalueRange.SIGNED), experiment(EigenvalueRange.NON_NEGATIVE))
                .varying("rate", List.of(1e-3, 3e-3),
                        (e, rate) -> e.withTraining(e.training().withLearningRate(rate)))
                .seeds(0, 1)
                .measuring(new Measure.ScaledAccuracy(new Sizes(3, 10), 32),
                        new Measure.AccuracyByLength(new int[] {4, 8}, 16));
    }

    private static String text(Table table) {
        return table.printAll();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve(ResultFile.NAME));
    }

    @Test
    void a_table_has_a_row_a_run_in_the_order_of_the_grid_at_any_number_of_workers() throws IOException {
        SweepResult one = sweep().workers(1).run(folder.resolve("one"));
        SweepResult three = sweep().workers(3).run(folder.resolve("three"));
        assertEquals(text(one.table()), text(three.table()));
        assertEquals(List.of("name", "rate", "seed", "steps", "loss", "accuracy 3..10", "accuracy 4", "accuracy 8"),
                one.table().columnNames());
        assertEquals(8, sweep().size());
        assertEquals(8, one.table().rowCount());
        assertEquals("SIGNED", one.table().getString(3, "name"));
        assertEquals("0.003", one.table().getString(3, "rate"));
        assertEquals("1", one.table().getString(3, "seed"));
        Experiment fourth = experiment(EigenvalueRange.SIGNED).withSeed(1);
        ExperimentResult alone = fourth.withTraining(fourth.training().withLearningRate(3e-3)).run();
        assertEquals(alone.lastLoss(), one.table().doubleColumn("loss").get(3));
        assertEquals(alone.scaledAccuracy(new Sizes(3, 10), 32),
                one.table().doubleColumn("accuracy 3..10").get(3));
    }

    @Test
    void nothing_that_is_finished_is_computed_again() throws IOException {
        SweepResult first = sweep().run(folder);
        List<String> written = lines();
        SweepResult second = sweep().run(folder);
        assertEquals(8, first.computed());
        assertEquals(0, second.computed());
        assertEquals(text(first.table()), text(second.table()));
        SweepResult larger = sweep().seeds(0, 1, 2).run(folder);
        assertEquals(4, larger.computed());
        assertEquals(written, lines().subList(0, 8));
        assertEquals(2, Sweep.of(experiment(EigenvalueRange.SIGNED)).seeds(0, 1).run(folder).computed(),
                "without measures it is another run");
    }

    @Test
    void a_line_that_was_cut_short_is_dropped_and_its_run_done_again() throws IOException {
        sweep().run(folder);
        Path file = folder.resolve(ResultFile.NAME);
        String whole = Files.readString(file);
        for (int cut : new int[] {1, 30, 200}) {
            Files.writeString(file, whole.substring(0, whole.length() - cut));
            assertEquals(1, sweep().run(folder).computed(), "cut " + cut);
            assertEquals(8, lines().size());
        }
        Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
        assertTrue(assertThrows(IOException.class, () -> sweep().run(folder)).getMessage()
                .endsWith("results.jsonl: line 9 is no result of a sweep; move the file away."));
    }

    @Test
    @Timeout(120)
    void a_sweep_that_was_killed_goes_on_where_it_was() throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process process = new ProcessBuilder(java, "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "--add-modules",
                "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), SweepToDeath.class.getName(),
                folder.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Path file = folder.resolve(ResultFile.NAME);
        while (process.isAlive() && (!Files.exists(file) || Files.size(file) == 0)) {
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        process.waitFor();
        String killed = Files.readString(file);
        List<String> whole = killed.substring(0, killed.lastIndexOf('\n') + 1).lines().toList();
        SweepResult resumed = sweep().run(folder);
        assertTrue(!whole.isEmpty());
        assertEquals(8 - whole.size(), resumed.computed());
        assertEquals(whole, lines().subList(0, whole.size()));
        assertEquals(text(sweep().run(folder.resolve("whole")).table()), text(resumed.table()));
    }

    @Test
    void another_process_waits_for_a_folder_that_a_sweep_has() throws Exception {
        Files.createDirectories(folder);
        ResultFile.open(folder).close(); // a file that is there, and is read when it is opened
        Process process;
        try (var _ = ResultFile.open(folder)) {
            process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:-UsePerfData",
                    "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector", "-cp",
                    System.getProperty("java.class.path"), SweepElsewhere.class.getName(), folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertEquals("Another sweep is writing to " + folder.resolve(ResultFile.NAME)
                    + "; wait for it, or choose another folder.", process.inputReader().readLine());
        }
        process.waitFor();
        assertEquals(8, sweep().run(folder).computed());
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_with_the_reason() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));
        assertEquals("The folder " + taken + " cannot be made, where the sweep's results are to be (a file is there);"
                + " name another one.", assertThrows(IOException.class, () -> sweep().run(taken)).getMessage());
    }

    @Test
    @Timeout(120)
    void an_interrupt_stops_a_sweep_and_keeps_what_is_finished() throws Exception {
        Experiment endless = experiment(EigenvalueRange.SIGNED).withTraining(TrainingConfig.of(1_000_000, 1e-3));
        Sweep sweep = Sweep.of(experiment(EigenvalueRange.SIGNED), endless).workers(2);
        var thrown = new java.util.concurrent.CompletableFuture<CancellationException>();
        Thread thread = Thread.ofPlatform()
                .start(() -> thrown
                        .complete(assertThrows(CancellationException.class, () -> sweep.run(folder))));
        Path file = folder.resolve(ResultFile.NAME);
        while (!Files.exists(file) || Files.size(file) == 0) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertEquals("The sweep was stopped: 1 of 2 runs have finished and are kept in " + folder
                + "; run it again to go on.", thrown.get().getMessage());
        assertEquals(0, Sweep.of(experiment(EigenvalueRange.SIGNED)).run(folder).computed());
    }

    /** Throws the first time that it is asked for a run. */
    private record Flaky(LocalEngine engine, ConcurrentHashMap<String, AtomicInteger> tries, int failures)
            implements
                Engine {
        @Override
        public int parallel() {
            return engine.parallel();
        }

        @Override
        public int attempts() {
            return engine.attempts();
        }

        @Override
        public Outcome run(Description work, String key) throws Exception {
            if (tries.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet() <= failures) {
                throw new IOException("no room");
            }
            return engine.run(work, key);
        }

        @Override
        public void close() {}
    }

    private SweepResult flaky(int failures) throws IOException {
        List<Planned> planned = List.of(Planned.of(experiment(EigenvalueRange.SIGNED), java.util.Map.of(), List.of()));
        try (ResultFile results = ResultFile.open(folder)) {
            var execution = new Execution(folder, planned, results);
            execution.run(new Flaky(new LocalEngine(2, folder, 0), new ConcurrentHashMap<>(), failures));
            return execution.result();
        }
    }

    @Test
    void a_run_that_fails_is_tried_three_times_and_then_told_of() throws IOException {
        assertEquals(1, flaky(3).failed());
        SweepResult failed = flaky(3);
        assertEquals(1, failed.computed(), "a failure is no result: it is tried again");
        assertEquals("IOException: no room", failed.table().getString(0, "failure"));
        assertEquals(0, flaky(2).failed());
        assertEquals(0, Sweep.of(experiment(EigenvalueRange.SIGNED)).run(folder).computed());
    }

    @Test
    void a_training_that_diverges_has_its_reason_in_the_table() throws IOException {
        Experiment wild = experiment(EigenvalueRange.SIGNED).withName("wild")
                .withTraining(new TrainingConfig(8, 1e30, 0, 1, 0, Double.POSITIVE_INFINITY));
        SweepResult result = Sweep.of(wild, experiment(EigenvalueRange.SIGNED)).run(folder);
        assertEquals(1, result.failed());
        assertTrue(result.table().getString(0, "failure").startsWith("The loss of step "),
                () -> result.table().printAll());
        assertEquals("", result.table().getString(1, "failure"));
    }

    @Test
    void trainings_are_saved_where_that_is_wanted_and_models_read_from_there() throws IOException {
        Sweep sweep = Sweep.of(experiment(EigenvalueRange.SIGNED)).seeds(3).checkpointing(5);
        SweepResult result = sweep.run(folder);
        assertArrayEquals(experiment(EigenvalueRange.SIGNED).withSeed(3).run().losses(), result.trained(0).losses());
        SweepResult without = sweep().run(folder.resolve("without"));
        assertThrows(IOException.class, () -> without.trained(0));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong).getMessage();
    }

    @Test
    void bad_input_is_refused_in_a_sentence() throws IOException {
        assertEquals("There are no experiments; a sweep needs at least one.", refusal(Sweep::of));
        assertTrue(refusal(() -> sweep().workers(0)).startsWith("workers is 0"));
        assertTrue(refusal(() -> sweep().varying("rate", List.of(1), (e, _) -> e))
                .startsWith("There is a column rate already"));
        assertTrue(refusal(() -> sweep().varying("width", List.of(), (e, _) -> e)).startsWith("There are no values"));
        assertTrue(refusal(() -> sweep().varying("width", List.of(1, 2), (e, _) -> e).run(folder))
                .startsWith("The sweep has one run twice: {"));
        assertTrue(refusal(() -> new Measure.AccuracyByLength(new int[] {4, 0}, 1)).startsWith("A test length is 0"));
        assertTrue(refusal(() -> new Measure.ScaledAccuracy(new Sizes(1, 2), 0)).startsWith("count is 0"));
        try (ResultFile held = ResultFile.open(folder)) {
            assertTrue(held.find("x").isEmpty());
            assertTrue(assertThrows(IOException.class, () -> sweep().run(folder)).getMessage()
                    .startsWith("Another sweep is writing to "));
        }
    }

    @Test
    void what_is_written_can_be_read_by_people() throws IOException {
        sweep().run(folder);
        assertEquals(8, lines().stream()
                .filter(line -> line.contains("\"run\":{\"name\":\"") && line.contains("\"rate\":\"0.00"))
                .count());
        assertEquals(8, Files.readString(folder.resolve(ResultFile.NAME), StandardCharsets.UTF_8).lines().count());
    }
}

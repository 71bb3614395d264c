package dev.linnet.sweep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.statetracking.Experiment;
import dev.linnet.statetracking.Lengths;
import dev.linnet.statetracking.Parity;
import dev.linnet.statetracking.Sizes;
import dev.linnet.sweep.Measure;
import dev.linnet.sweep.Sweep;
import dev.linnet.sweep.SweepResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on a real cluster of processes on this machine. */
@Tag("spark")
@Timeout(600)
class SparkSweepTest {
    private static final String OWN_OPTION = "-Dlinnet.test=own";
    private static SparkCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void startCluster() throws IOException {
        System.setProperty("spark.executor.extraJavaOptions", OWN_OPTION);
        cluster = SparkCluster.start(2, 1);
    }

    @AfterAll
    static void stopCluster() {
        System.clearProperty("spark.executor.extraJavaOptions");
        cluster.close();
    }

    private static Sweep sweep(int steps, long... seeds) {
        var experiment = new Experiment("parity", new Parity(),
                dev.linnet.nn.BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED)),
                TrainingConfig.of(steps, 3e-3), new Lengths.Uniform(Sizes.exactly(6), 16), 0, 1);
        return Sweep.of(experiment).seeds(seeds).measuring(new Measure.ScaledAccuracy(new Sizes(3, 10), 32));
    }

    @Test
    void a_sweep_on_a_cluster_gives_the_table_of_one_here() throws IOException {
        SweepResult there = sweep(8, 0, 1, 2).onSpark(cluster.master()).run(folder.resolve("there"));
        SweepResult here = sweep(8, 0, 1, 2).run(folder.resolve("here"));
        assertEquals(here.table().printAll(), there.table().printAll());
        assertEquals(3, there.computed());
        assertEquals(0, sweep(8, 0, 1, 2).run(folder.resolve("there")).computed(),
                "what Spark computed is found here");
    }

    /** The first of six runs on two executors has finished: both are at work. */
    @Test
    void the_run_of_a_killed_executor_is_done_by_another_and_finished_ones_are_not_done_again() throws Exception {
        Sweep sweep = sweep(1200, 0, 1, 2, 3, 4, 5);
        var result = new CompletableFuture<SweepResult>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(sweep.onSpark(cluster.master()).run(folder));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        Path file = folder.resolve("results.jsonl");
        try (WatchService changes = folder.getFileSystem().newWatchService()) {
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!result.isDone() && (!Files.exists(file) || Files.size(file) == 0)) {
                WatchKey change = changes.poll(1, TimeUnit.SECONDS); // spinning would take a core from the executors
                if (change != null) {
                    change.reset();
                }
            }
        }
        List<String> finished = Files.readAllLines(file);
        List<ProcessHandle> executors = cluster.executors();
        assertFalse(executors.isEmpty());
        assertFalse(result.isDone(), "the sweep was over before an executor could be killed");
        List<String> options = List.of(executors.getFirst().info().arguments().orElseThrow());
        assertTrue(options.contains("-XX:ActiveProcessorCount=1"), options::toString);
        assertTrue(options.contains(OWN_OPTION), options::toString);
        executors.getFirst().destroyForcibly(); // SIGKILL
        SweepResult done = result.get();
        assertEquals(0, done.failed(), () -> done.table().printAll());
        assertEquals(6, done.computed());
        List<String> lines = Files.readAllLines(file);
        assertEquals(finished, lines.subList(0, finished.size()));
        assertEquals(6, new HashSet<>(lines).size());
        assertEquals(sweep.run(folder.resolve("here")).table().printAll(), done.table().printAll());
    }

    @Test
    void a_master_that_is_not_there_costs_a_sentence() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String message = assertThrows(IllegalStateException.class,
                () -> sweep(8, 0).onSpark("spark://127.0.0.1:" + port).run(folder)).getMessage();
        assertTrue(message.startsWith("The Spark master spark://127.0.0.1:" + port
                + " does not answer within 5 seconds ("), message);
        assertEquals("The Spark master spark://nowhere.invalid:7077 does not answer: there is no host nowhere.invalid.",
                assertThrows(IllegalStateException.class,
                        () -> sweep(8, 0).onSpark("spark://nowhere.invalid:7077").run(folder)).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> sweep(8, 0).onSpark("yarn").run(folder))
                .getMessage()
                .startsWith("\"yarn\" is no Spark master; write spark://HOST:PORT"));
    }

    @Test
    void something_else_that_listens_there_costs_a_sentence_too() throws IOException {
        try (var mute = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            String message = assertThrows(IllegalStateException.class,
                    () -> sweep(8, 0).onSpark("spark://127.0.0.1:" + mute.getLocalPort()).run(folder)).getMessage();
            assertTrue(message.contains(" does not answer as a Spark master within 15 seconds"), message);
        }
    }

    @Test
    void a_master_without_workers_costs_a_sentence_and_no_waiting() throws IOException {
        try (var alone = SparkCluster.start(0, 1)) {
            assertEquals("The Spark master " + alone.master() + " has no workers: start some, which register with it.",
                    assertThrows(IllegalStateException.class, () -> sweep(8, 0).onSpark(alone.master()).run(folder))
                            .getMessage());
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SparkCluster.start(-1, 1)).getMessage()
                .startsWith("-1 workers of 1 cores;"));
    }

    @Test
    void trainings_on_spark_cannot_be_saved_on_the_way() {
        assertTrue(assertThrows(IllegalStateException.class,
                () -> sweep(8, 0).checkpointing(1).onSpark(cluster.master()).run(folder)).getMessage()
                .startsWith("Trainings on Spark cannot be saved"));
    }
}

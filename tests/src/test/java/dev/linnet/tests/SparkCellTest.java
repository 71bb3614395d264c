package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep from a cell on a cluster of processes: a master, and two workers of which one is killed. */
@Timeout(600)
class SparkCellTest {
    private static final String CLUSTER = """
            import dev.linnet.sweep.spark.SparkCluster;
            SparkCluster cluster = SparkCluster.start(2, 1);
            """;

    /** The variable of the notebook is used here and now, so it may be. */
    private static final String SWEEP = """
            int steps = 150;
            Sweep sweep = Sweep.of(Experiment.parity(EigenvalueRange.SIGNED))
                    .varying("rate", List.of(1e-3, 3e-3), (e, rate) -> e.withTraining(TrainingConfig.of(steps, rate)))
                    .seeds(0, 1, 2)
                    .measuring(new Measure.ScaledAccuracy(new Sizes(3, 10), 32));
            """;

    /** Both workers are at work when the first of six runs has finished. */
    private static final String LOSS = """
            var there = new CompletableFuture<SweepResult>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    there.complete(sweep.onSpark(cluster.master()).run(Path.of("there")));
                } catch (Throwable failure) {
                    there.completeExceptionally(failure);
                }
            });
            Path results = Path.of("there", "results.jsonl");
            while (!there.isDone() && (!Files.exists(results) || Files.size(results) == 0)) {
                Thread.sleep(10);
            }
            List<String> finished = Files.readAllLines(results);
            boolean inTheMiddle = !there.isDone();
            cluster.workers().getFirst().destroyForcibly();
            SweepResult done = there.get();
            List<String> lines = Files.readAllLines(results);
            System.out.println("killed in the middle: " + inTheMiddle);
            System.out.println("computed " + done.computed() + ", failed " + done.failed());
            System.out.println("finished ones kept: " + finished.equals(lines.subList(0, finished.size()))
                    + ", lines " + new HashSet<>(lines).size() + " of " + lines.size());
            System.out.println("workers left: " + cluster.workers().stream().filter(ProcessHandle::isAlive).count());
            System.out.println("as here: " + sweep.run(Path.of("here")).table().printAll().equals(done.table().printAll()));
            """;

    /** No part of an experiment or a sweep that is run later can be a closure at all: their types are sealed. What is sent refuses it too. */
    private static final String CLOSURE = """
            int modulus = 3;
            Supplier<Task> closure = () -> WordProblem.counting(modulus);
            try {
                dev.linnet.description.Description.of(closure);
            } catch (IllegalArgumentException refusal) {
                System.out.println(refusal.getMessage());
            }
            """;

    private static final String NOBODY = """
            int port;
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            try {
                sweep.onSpark("spark://127.0.0.1:" + port).run(Path.of("nobody"));
            } catch (IllegalStateException silence) {
                System.out.println(silence.getMessage());
            }
            cluster.close();
            """;

    @TempDir
    Path folder;

    @Test
    void a_cell_sweeps_on_a_cluster_that_loses_a_worker_and_no_finished_run_is_done_again() {
        Path notebook = NotebookFiles.write(folder.resolve("sweep.ipynb"), CLUSTER, SWEEP, LOSS, CLOSURE, NOBODY);
        Path out = folder.resolve("out.ipynb");
        Repository.Run run = Repository.linnet(folder, "run", notebook.toString(), "-o", out.toString());
        assertEquals(0, run.exit(), run::both);
        JsonObject ran = NotebookFiles.read(out);
        String loss = printed(NotebookFiles.outputs(ran, 2));
        assertTrue(loss.contains("""
                killed in the middle: true
                computed 6, failed 0
                finished ones kept: true, lines 6 of 6
                workers left: 1
                as here: true
                """), loss);
        String refused = printed(NotebookFiles.outputs(ran, 3));
        assertTrue(refused
                .startsWith("a lambda cannot be part of an experiment's description: only the library's own records"
                        + " can. Another process sees a notebook's variables as 0 or null;"),
                refused);
        String nobody = printed(NotebookFiles.outputs(ran, 4));
        assertTrue(nobody.matches("(?s)The Spark master spark://127\\.0\\.0\\.1:\\d+ does not answer within 5 seconds"
                + " \\(.+\\): is it running, and is the address right\\?\n"), nobody);
    }

    private static String printed(JsonArray outputs) {
        var text = new StringBuilder();
        for (JsonElement output : outputs) {
            JsonElement name = output.getAsJsonObject().get("name");
            if (name != null && name.getAsString().equals("stdout")) {
                JsonElement lines = output.getAsJsonObject().get("text");
                if (lines.isJsonArray()) {
                    lines.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
                } else {
                    text.append(lines.getAsString());
                }
            }
        }
        return text.toString();
    }
}

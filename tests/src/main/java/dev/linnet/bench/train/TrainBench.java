package dev.linnet.bench.train;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What {@code linnet bench train} runs: training steps beside libtorch's of the same models, and a sweep on Spark with one worker and
 * with two.
 */
public final class TrainBench {
    private static final String CHOSEN = "steps";

    private final List<Workload> workloads = new ArrayList<>(List.of(Workload.values()));
    private boolean quick;
    private boolean sweep;
    private Path page;

    private TrainBench(String[] args) {
        for (String argument : args) {
            String name = argument.replaceFirst("=.*", "");
            String value = argument.substring(Math.min(argument.length(), name.length() + 1));
            switch (name) {
                case "models" -> {
                    workloads.clear();
                    Arrays.stream(value.split(",")).map(Workload::of).forEach(workloads::add);
                }
                case "quick" -> quick = value.equals("1");
                case "part" -> sweep = value.equals("sweep");
                case "page" -> page = Path.of(value);
                default -> throw new IllegalArgumentException("There is no argument '" + argument + "'.");
            }
        }
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** Measures and prints; 2 for bad arguments, 1 for a benchmark that fails. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            new TrainBench(args).run(out, err);
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println("linnet: " + wrong.getMessage());
            return 2;
        } catch (RunnerException | IOException | IllegalStateException failure) {
            err.println("linnet: The benchmark could not be run to its end: " + failure.getMessage());
            return 1;
        }
    }

    private void run(PrintStream out, PrintStream progress) throws RunnerException, IOException {
        String text = sweep ? sweep(progress) : steps(progress);
        out.println(text);
        if (page != null) {
            Files.writeString(page, text);
        }
    }

    private String sweep(PrintStream progress) throws IOException {
        progress.println("measuring a sweep on Spark ...");
        return SparkScaling.measure(quick).text();
    }

    private String steps(PrintStream progress) throws RunnerException {
        var text = new StringBuilder(
                """
                        libtorch %s through DJL, one thread each. A step is %d sequences of %d tokens through two blocks of width %d with %d\
                         heads, forward, backward, clipping and AdamW; thousands of tokens a second of the best iteration. libtorch runs in\
                         the form that is fastest for it; before it is measured, its gradients are compared with ours.%s

                        | model | Linnet, ktoken/s | libtorch, ktoken/s | libtorch's form | times as fast |
                        |---|--:|--:|---|--:|
                        """
                        .formatted(Engine.getInstance().getVersion(), Workload.SEQUENCES, Workload.TIME,
                                Workload.WIDTH, Workload.HEADS, HugePages.given()
                                        ? " Linnet's arrays are in huge pages, as in `linnet run`; libtorch has its memory as it asks for it."
                                        : ""));
        for (Workload workload : workloads) {
            progress.println("measuring " + workload.title() + " ...");
            text.append(measure(workload).row()).append('\n');
        }
        text.append(String.format(Locale.ROOT, "%nTo be reached: %.0f times as fast.%n", Measured.BAR));
        return text.toString();
    }

    private Measured measure(Workload workload) throws RunnerException {
        RunResult ours = run(TrainBenchmark.class, workload);
        RunResult libtorch = run(LibtorchTrainBenchmark.class, workload);
        return new Measured(workload, micros(ours), micros(libtorch), chosen(libtorch));
    }

    private static double micros(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    @SuppressWarnings("rawtypes") // JMH's own signature
    private static int chosen(RunResult result) {
        for (Map.Entry<String, Result> entry : result.getSecondaryResults().entrySet()) {
            if (entry.getKey().endsWith(CHOSEN)) {
                return (int) Math.round(entry.getValue().getStatistics().getMin());
            }
        }
        return 0;
    }

    private RunResult run(Class<?> benchmark, Workload workload) throws RunnerException {
        var options = new OptionsBuilder().include("^" + benchmark.getName().replace(".", "\\.") + "\\.step$")
                .param("workload", workload.name())
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgsAppend("--add-modules=jdk.incubator.vector", "-XX:MaxRAMPercentage=60",
                        "-Dai.djl.pytorch.num_threads=1")
                .jvmArgsPrepend(HugePages.options())
                .warmupIterations(quick ? 2 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 2 : 8)
                .measurementTime(TimeValue.seconds(quick ? 1 : 2));
        return new Runner(options.build()).run().iterator().next();
    }
}

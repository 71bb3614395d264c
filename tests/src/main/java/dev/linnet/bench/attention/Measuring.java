package dev.linnet.bench.attention;

import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one JMH benchmark at a time, each in a virtual machine of its own. */
final class Measuring {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String CHOSEN = "steps";

    private final boolean full;

    Measuring(boolean full) {
        this.full = full;
    }

    /** The side of an operator that is measured. */
    record Case(OperatorName operator, int time, int dim, int heads, int chunk, int threads) {
        boolean compared() {
            return operator == OperatorName.SOFTMAX ? time <= Plan.LONGEST_SOFTMAX : time <= Plan.LONGEST_COMPARED;
        }

        String title() {
            return operator.rule(heads).title();
        }
    }

    Measured ours(Case what, boolean backward) throws RunnerException {
        return run(options(ChunkwiseBenchmark.class, backward ? "forwardAndBackward" : "forward", what));
    }

    Measured libtorch(Case what, boolean backward) throws RunnerException {
        return run(options(ComposedBenchmark.class, backward ? "forwardAndBackward" : "forward", what));
    }

    /** GFLOP/s of a product of two matrices with data in the caches, on so many threads at once. */
    double peak(int threads) throws RunnerException {
        double micros = run(pace(MachineBenchmark.class, "multiply").threads(threads)).micros();
        return threads * new Peak().flops() / micros * 1e-3;
    }

    private ChainedOptionsBuilder options(Class<?> benchmark, String method, Case what) {
        return pace(benchmark, method).param("rule", what.title())
                .param("time", String.valueOf(what.time))
                .param("d", String.valueOf(what.dim))
                .param("heads", String.valueOf(what.heads))
                .param("chunk", String.valueOf(what.chunk))
                .param("threads", String.valueOf(what.threads));
    }

    private ChainedOptionsBuilder pace(Class<?> benchmark, String method) {
        return new OptionsBuilder().include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgsAppend("--add-modules=jdk.incubator.vector", "-XX:MaxRAMPercentage=60")
                .warmupIterations(5)
                .warmupTime(TimeValue.milliseconds(full ? 1000 : 300))
                .measurementIterations(full ? 5 : 3)
                .measurementTime(TimeValue.milliseconds(full ? 1000 : 300));
    }

    private static Measured run(ChainedOptionsBuilder options) throws RunnerException {
        Collection<RunResult> results = new Runner(options.build()).run();
        RunResult result = results.iterator().next();
        double micros = result.getPrimaryResult().getStatistics().getMin();
        return new Measured(micros, secondary(result, ALLOCATED), (int) Math.round(secondary(result, CHOSEN)));
    }

    @SuppressWarnings("rawtypes") // JMH's own signature
    private static double secondary(RunResult result, String name) {
        for (Map.Entry<String, Result> entry : result.getSecondaryResults().entrySet()) {
            if (entry.getKey().endsWith(name)) {
                return entry.getValue().getStatistics().getMin();
            }
        }
        return 0;
    }
}

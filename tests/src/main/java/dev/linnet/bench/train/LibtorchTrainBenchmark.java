package dev.linnet.bench.train;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The same step in libtorch's tensor operations, see {@link TrainBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class LibtorchTrainBenchmark {
    @Param({"DELTANET", "DELTAPRODUCT", "DIAGONAL"})
    public Workload workload;
    @Param("1")
    public int threads;
    private LibtorchStep step;

    /** The chunk size that was fastest. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Chosen {
        public long steps;
    }

    /** Builds the model and chooses its form. */
    @Setup
    public void build() {
        step = new LibtorchStep(workload, threads);
    }

    /** Frees its tensors. */
    @TearDown
    public void free() {
        step.close();
    }

    @Benchmark
    public void step(Chosen chosen) {
        chosen.steps = step.step();
    }
}

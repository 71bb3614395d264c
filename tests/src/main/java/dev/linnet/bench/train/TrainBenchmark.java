package dev.linnet.bench.train;

import java.util.concurrent.TimeUnit;
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

/** One training step of a {@link Workload} by this library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class TrainBenchmark {
    @Param({"DELTANET", "DELTAPRODUCT", "DIAGONAL"})
    public Workload workload;
    @Param("1")
    public int threads;
    private OurStep step;

    /** Builds the model. */
    @Setup
    public void build() {
        step = new OurStep(workload, threads);
    }

    /** Ends its threads. */
    @TearDown
    public void close() {
        step.close();
    }

    @Benchmark
    public double step() {
        return step.step();
    }
}

package dev.linnet.bench.attention;

import dev.linnet.attention.data.Layout;
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

/** libtorch doing the same chunk algorithms in tensor operations, through DJL, with its own derivatives: see {@link ChunkwiseBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ComposedBenchmark {
    @Param({"linear attention", "linear attention, normalised", "retention", "scalar-gated attention", "GLA",
            "DeltaNet [-1, 1]", "gated DeltaNet [-1, 1]", "DeltaProduct n=2 [-1, 1]", "gated DeltaProduct n=3 [-1, 1]"})
    public String rule;
    @Param({"512", "4096", "65536"})
    public int time;
    @Param({"64", "128"})
    public int d;
    @Param("1")
    public int heads;
    @Param({"1", "2"})
    public int threads;
    /** Steps of a chunk; 0 for the number that is fastest. */
    @Param("0")
    public int chunk;
    private Composed composed;

    /** The chunk size that was fastest. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Chosen {
        public long steps;
    }

    /** Makes the inputs. */
    @Setup
    public void inputs() {
        composed = new Composed(Rules.of(rule, heads), Layout.of(1, heads, time, d, d), threads, chunk, 1);
    }

    /** Frees them. */
    @TearDown
    public void free() {
        composed.close();
    }

    @Benchmark
    public void forward(Chosen chosen) {
        chosen.steps = composed.forward();
    }

    @Benchmark
    public void forwardAndBackward(Chosen chosen) {
        chosen.steps = composed.forwardAndBackward();
    }
}

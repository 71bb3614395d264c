package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
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
import org.openjdk.jmh.annotations.Warmup;

/** The chunkwise forms: rules, lengths, widths, heads, threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkwiseBenchmark {
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
    /** Steps of a chunk; 0 for the number that the operator chooses. */
    @Param("0")
    public int chunk;
    private Operator operator;

    /** Makes the inputs. */
    @Setup
    public void inputs() {
        AttentionOptions options = AttentionOptions.defaults().withThreads(threads);
        operator = new Operator(Rules.of(rule, heads), Layout.of(1, heads, time, d, d),
                chunk == 0 ? options : options.withChunkSize(chunk), 1);
    }

    @Benchmark
    public FloatOutputs forward() {
        return operator.forward();
    }

    @Benchmark
    public FloatGradients forwardAndBackward() {
        return operator.forwardAndBackward();
    }
}

package dev.linnet.bench.attention;

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

/** Decoding: one token of every head, d = 128, with states of 1 MB (16 heads) and of 64 MB (1024 heads). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    @Param({"linear attention", "retention", "GLA", "DeltaNet [-1, 1]", "gated DeltaProduct n=3 [-1, 1]"})
    public String rule;
    @Param({"16", "1024"})
    public int heads;
    private Decoding decoding;

    /** Makes the inputs. */
    @Setup
    public void inputs() {
        decoding = new Decoding(Rules.of(rule, heads), heads, 128, 1);
    }

    @Benchmark
    public float[] next() {
        return decoding.next();
    }
}

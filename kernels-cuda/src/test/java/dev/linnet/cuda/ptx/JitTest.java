package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Byte code gives the same bits, counts and faults as the interpreter. */
class JitTest {
    @TempDir
    Path folder;

    private static float[] random(long seed, int n) {
        SplittableRandom r = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (r.nextDouble() - 0.5);
        }
        return x;
    }

    private static Machine benchmark(Jit jit, int threads) {
        Machine m = Machine.of("benchmark.ptx");
        m.options = m.options.withJit(jit).withThreads(threads);
        return m;
    }

    /** What a launch wrote and counted. */
    private record Run(List<Integer> bits, LaunchReport.Totals totals) {}

    private static List<Integer> bits(Buffer b) {
        return java.util.Arrays.stream(Machine.ints(b)).boxed().toList();
    }

    private static void agree(Function<Machine, Run> launch) {
        Run expected = launch.apply(benchmark(Jit.OFF, 1));
        for (int threads : new int[] {1, 3}) {
            Run compiled = launch.apply(benchmark(Jit.ALWAYS, threads));
            assertEquals(expected.bits(), compiled.bits());
            assertEquals(expected.totals(), compiled.totals());
        }
    }

    @Test
    void saxpy_of_any_length_and_block_agrees() {
        for (int block : new int[] {32, 96, 200}) {
            for (int n : new int[] {31, 1000}) {
                float[] x = random(n, n);
                float[] y = random(n + 1, n);
                x[0] = Float.NaN;
                agree(m -> {
                    Buffer out = m.floats("y", y);
                    LaunchReport report = m.launch("saxpy", Dim3.of((n + block - 1) / block), Dim3.of(block), 0, n,
                            0.3f,
                            m.floats("x", x), out);
                    return new Run(bits(out), report.totals());
                });
            }
        }
    }

    @Test
    void tiled_matmul_agrees() {
        for (int n : new int[] {48}) {
            float[] a = random(3, n * n);
            float[] b = random(4, n * n);
            a[5] = Float.POSITIVE_INFINITY;
            a[6] = Float.NEGATIVE_INFINITY;
            agree(m -> {
                Buffer c = m.floats("c", new float[n * n]);
                LaunchReport report = m.launch("matmul", Dim3.of(n / 16, n / 16), Dim3.of(16, 16), 0, n,
                        m.floats("a", a), m.floats("b", b), c);
                return new Run(bits(c), report.totals());
            });
        }
    }

    @Test
    void block_reduction_agrees_in_the_last_bit() {
        for (int n : new int[] {777, 5000}) {
            float[] x = random(5, n);
            agree(m -> {
                Buffer sum = m.floats("sum", 0);
                LaunchReport report = m.launch("reduce", Dim3.of(5), Dim3.of(256), 0, n, m.floats("x", x), sum);
                return new Run(bits(sum), report.totals());
            });
        }
    }

    @Test
    void chunked_linear_attention_agrees() {
        int length = 64;
        int d = 64;
        agree(m -> {
            Buffer out = m.floats("out", new float[2 * length * d]);
            LaunchReport report = m.launch("linattn", Dim3.of(2), Dim3.of(256), (d * d + 3 * 32 * d + 32 * 32) * 4,
                    length, m.floats("q", random(6, 2 * length * d)), m.floats("k", random(7, 2 * length * d)),
                    m.floats("v", random(8, 2 * length * d)), out);
            return new Run(bits(out), report.totals());
        });
    }

    @Test
    void a_kernel_of_few_threads_becomes_byte_code_when_it_has_run_for_long() {
        Machine m = new Machine(Machine.text("benchmark.ptx") + "// A module of its own.\n");
        m.options = m.options.withJit(Jit.AUTO);
        int d = 64;
        int length = 1024;
        int heads = 8;
        Buffer x = m.floats("x", random(9, heads * length * d));
        Buffer out = m.floats("out", new float[heads * length * d]);
        int shared = (d * d + 3 * 32 * d + 32 * 32) * Float.BYTES;
        int threads = 0;
        for (long nanos = 0; nanos < 1_000_000_000; threads += 256) {
            nanos += m.launch("linattn", Dim3.of(1), Dim3.of(256), shared, length, x, x, x, out).nanos();
        }
        assertTrue(threads < 60_000, threads + " threads are enough by themselves");
        LaunchReport report = m.launch("linattn", Dim3.of(heads), Dim3.of(256), shared, 32, x, x, x, out);
        assertTrue(report.byteCodeShare() > 0);
    }

    @Test
    void a_fault_is_the_one_that_the_interpreter_reports() {
        List<String> messages = new ArrayList<>();
        for (Jit jit : new Jit[] {Jit.OFF, Jit.ALWAYS}) {
            Machine m = benchmark(jit, 1);
            Buffer x = m.floats("x", random(1, 1000));
            Buffer y = m.floats("y", random(2, 900));
            KernelFault fault = assertThrows(KernelFault.class,
                    () -> m.launch("saxpy", Dim3.of(4), Dim3.of(256), 0, 1000, 0.3f, x, y));
            messages.add(fault.getMessage());
            // What the faulty launch leaves behind does not disturb the next one.
            m.launch("saxpy", Dim3.of(4), Dim3.of(256), 0, 900, 0.3f, x, y);
            messages.add(java.util.Arrays.toString(Machine.ints(y)));
        }
        assertTrue(messages.getFirst().contains("index 900 of y"), messages.getFirst());
        assertEquals(messages.subList(0, 2), messages.subList(2, 4));
    }

    /** Byte code gets its share of blocks only: the others say how long the interpreter takes. */
    @Test
    void blocks_that_byte_code_is_compared_with_do_not_enter_it() {
        Machine m = new Machine(Machine.text("benchmark.ptx") + "// in a program of its own\n");
        Buffer x = m.floats("x", random(1, 256));
        Buffer y = m.floats("y", random(2, 256));
        m.options = m.options.withJit(Jit.OFF);
        m.launch("saxpy", Dim3.of(1 << 10), Dim3.of(256), 0, 1, 0.3f, x, y);
        m.options = m.options.withJit(Jit.AUTO);
        for (int launch = 0; launch < 2; launch++) {
            assertEquals(0, m.launch("saxpy", Dim3.of(1), Dim3.of(256), 0, 256, 0.3f, x, y).byteCodeShare());
        }
        m.options = m.options.withJit(Jit.ALWAYS);
        assertEquals(1, m.launch("saxpy", Dim3.of(1), Dim3.of(256), 0, 256, 0.3f, x, y).byteCodeShare());
    }

    @Test
    void random_kernels_agree() throws Exception {
        int kernels = 16;
        assumeTrue(Compile.there(), "nvcc is not on the path");
        Files.writeString(folder.resolve("k.cu"), RandomKernels.source(kernels, false));
        Compile.ptx(folder, "k.cu", "k.ptx");
        String ptx = Files.readString(folder.resolve("k.ptx"));
        for (int k = 0; k < kernels; k++) {
            long[] expected = null;
            LaunchReport.Totals totals = null;
            for (Jit jit : new Jit[] {Jit.OFF, Jit.ALWAYS}) {
                Machine m = new Machine(ptx);
                m.options = m.options.withJit(jit);
                Buffer out = m.memory.allocate("out", 8, 8L * RandomKernels.THREADS);
                LaunchReport report = m.launch("k" + k, Dim3.of(1), Dim3.of(RandomKernels.THREADS), 0,
                        m.ints("in", RandomKernels.input()), out);
                if (expected == null) {
                    expected = Machine.longs(out);
                    totals = report.totals();
                } else {
                    int kernel = k;
                    assertArrayEquals(expected, Machine.longs(out), () -> RandomKernels.body(kernel));
                    assertEquals(totals, report.totals(), () -> RandomKernels.body(kernel));
                }
            }
        }
    }

    /** nvcc, where it is. */
    private static final class Compile {
        static boolean there() {
            return java.util.Arrays
                    .stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1))
                    .anyMatch(f -> Files.isExecutable(Path.of(f, "nvcc")));
        }

        static void ptx(Path folder, String from, String to) throws java.io.IOException, InterruptedException {
            Process p = new ProcessBuilder("nvcc", "-ptx", "-arch=sm_80", "-w", from, "-o", to)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            assertEquals(0, p.waitFor());
        }
    }
}

package dev.linnet.cuda.kernels;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compare.BothWays;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.kernels.attention.ChannelHeads;
import dev.linnet.cuda.kernels.attention.DecayHeads;
import dev.linnet.cuda.kernels.attention.DeltaHeads;
import dev.linnet.cuda.kernels.attention.Heads;
import dev.linnet.cuda.kernels.attention.StateSweeps;
import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.parse.PtxException;

/** Every kernel among this module's resources gives the same bits, counts and faults in byte code as in the interpreter. */
class ByteCodeOfKernelsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/dev/linnet/cuda");
    /** Whose the files are. */
    private static final Map<String, Class<?>> OWNERS = Map.ofEntries(entry("kernels/saxpy", Saxpy.class),
            entry("kernels/sum", Sum.class), entry("kernels/softmax", Softmax.class),
            entry("kernels/gemm", Gemm.class), entry("kernels/gemm-bf16", GemmBf16.class),
            entry("kernels/gemm-bf16-hopper", GemmBf16.class), entry("kernels/decay-attention", DecayAttention.class),
            entry("kernels/attention/steps", StateSweeps.class), entry("kernels/attention/decay", DecayHeads.class),
            entry("kernels/attention/channels", ChannelHeads.class),
            entry("kernels/attention/delta", DeltaHeads.class),
            entry("kernels/attention/delta-gradient", DeltaHeads.class));
    /** What the engine does not execute at all. */
    private static final String HOPPER = "kernels/gemm-bf16-hopper";
    /** A cell of CUDA that has no PTX beside it. */
    private static final String CELL = "bench/cell";
    /** Kernels of the engine's own tests: those of {@code JitTest} launch them both ways. */
    private static final String BENCHMARK = "ptx/benchmark";
    /** Straight pieces that whole warps have to run in byte code, so that something is compared. */
    private static final double SHARE = 0.4;

    /** Launches kernels with numbers of a seed. */
    private interface Use {
        void launch(SplittableRandom random);
    }

    private final List<CudaModule> modules = new ArrayList<>();

    /** Files whose kernels are launched together, and how. */
    static Stream<Arguments> corpus() {
        return Stream.of(
                of("kernels/saxpy", r -> Saxpy.launch(Target.CPU, 0.3f, random(r, 1000, 1), random(r, 1000, 1))),
                of("kernels/sum", r -> Sum.of(Target.CPU, random(r, 5000, 1))),
                of("kernels/softmax", softmax(3, 70), softmax(2, 5000)),
                of("kernels/gemm", product(70, 33, 20), product(1, 40_000, 4)),
                of("kernels/gemm-bf16", small(40, 72, 40, true), small(40, 72, 40, false), small(33, 35, 21, true),
                        small(33, 35, 21, false)),
                of("kernels/decay-attention", ByteCodeOfKernelsTest::attention),
                of("kernels/attention/steps", sweeps(StateSweeps.Gates.OF_STEPS, 2, 20),
                        sweeps(StateSweeps.Gates.OF_KEYS, 1, 40), sweeps(StateSweeps.Gates.OF_STEPS, 1, 100),
                        sweeps(StateSweeps.Gates.OF_KEYS, 2, 200)),
                of("kernels/attention/decay", decay(200, 64), decay(200, 128)),
                of("kernels/attention/channels", channels(200, 64), channels(200, 128)),
                arguments(List.of("kernels/attention/delta", "kernels/attention/delta-gradient"),
                        List.of(delta(70, 64), delta(70, 128))));
    }

    private static Arguments of(String file, Use... uses) {
        return arguments(List.of(file), List.of(uses));
    }

    @AfterEach
    void leaveModulesAsTheyWere() {
        CpuBackend.get().byteCode(Jit.AUTO);
        modules.forEach(module -> module.checks(Checks.AUTO));
    }

    private static CudaModule module(String file) {
        return KernelFile.load(OWNERS.get(file), file.substring(file.lastIndexOf('/') + 1), Target.CPU);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void byte_code_is_the_interpreter_bit_for_bit(List<String> files, List<Use> uses) {
        agree(files.stream().map(ByteCodeOfKernelsTest::module).toList(), uses);
    }

    /** Runs it in the interpreter and in byte code; all kernels of these modules are expected to be launched. */
    private void agree(List<CudaModule> of, List<Use> uses) {
        modules.addAll(of);
        CpuBackend.get().byteCode(Jit.ALWAYS);
        of.forEach(module -> module.checks(Checks.OFF));
        var compared = of.stream().map(BothWays::of).toList();
        try {
            for (int k = 0; k < uses.size(); k++) {
                uses.get(k).launch(new SplittableRandom(100 + k));
            }
        } finally {
            compared.forEach(BothWays::close);
        }
        var all = new TreeSet<String>();
        of.forEach(module -> PtxModule.parse(module.ptx()).entries().forEach(e -> all.add(e.name())));
        var shares = new TreeMap<String, Double>();
        for (var launch : compared.stream().flatMap(one -> one.launches().stream()).toList()) {
            assertEquals("", launch.interpreted(), launch.kernel());
            shares.merge(launch.kernel(), launch.byteCodeShare(), Math::max);
        }
        assertEquals(all, shares.keySet(), "every kernel is to be launched here");
        shares.forEach((kernel, share) -> assertTrue(share > SHARE, () -> kernel + " ran in byte code: " + share));
    }

    @Test
    void every_kernel_among_the_resources_is_compared_here() throws IOException {
        var compared = new TreeSet<>(List.of(HOPPER, CELL, BENCHMARK));
        corpus().forEach(row -> ((List<?>) row.get()[0]).forEach(file -> compared.add((String) file)));
        var there = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main"))) {
            files.filter(file -> file.toString().matches(".*\\.(cu|ptx)"))
                    .forEach(file -> there.add(RESOURCES.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .replaceAll("\\.\\w+$", "")));
        }
        assertEquals(there, compared);
    }

    @Test
    void a_cell_that_is_compiled_here_is_the_same_in_byte_code() throws Exception {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        record Pair(float value, int index) {}
        int n = 700;
        var module = CudaModule.compile("cell.cu", Files.readString(RESOURCES.resolve(CELL + ".cu")),
                CompileOptions.standard(), Target.CPU, Checks.OFF);
        agree(List.of(module), List.of(
                r -> module.kernel("evaluate").launch(LaunchShape.forRange(n), n, random(r, n, 2), new float[n]),
                r -> {
                    var best = new Pair[3];
                    Arrays.fill(best, new Pair(0, 0));
                    module.kernel("largest").launch(3, 256, 0, n, random(r, n, 2), best);
                }, r -> module.kernel("average").launch(1, 32, 0, n, random(r, n, 2), new float[1])));
    }

    /** On the CPU products in bf16 are other kernels' work; where somebody asks for these the engine says what to do. */
    @Test
    void kernels_for_hopper_are_refused_by_both_with_a_sentence() {
        var module = module(HOPPER);
        try (Buffer a = Buffer.bf16(64 * 64); Buffer b = Buffer.bf16(64 * 64); Buffer c = Buffer.bf16(64 * 64)) {
            for (var kernel : module.kernels()) {
                var to = kernel.name().endsWith("_float") ? new float[64 * 64] : c;
                for (Jit jit : Jit.values()) {
                    CpuBackend.get().byteCode(jit);
                    assertRefused(() -> kernel.launch(LaunchShape.of(1, 256), 64, 64, 64, a, b, to));
                }
                assertRefused(() -> kernel.profile(LaunchShape.of(1, 256), 64, 64, 64, a, b, to));
            }
        }
    }

    private static void assertRefused(Runnable launch) {
        var told = assertThrows(PtxException.class, launch::run).getMessage();
        assertTrue(told.contains("Hopper's warpgroup matrix unit (wgmma) is not executed by the CPU engine"), told);
        assertTrue(told.contains("use mma.sync or wmma"), told);
        assertTrue(told.contains("line "), told);
    }

    private static float[] random(SplittableRandom r, long n, double scale) {
        float[] x = new float[(int) n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) ((r.nextDouble() - 0.5) * scale);
        }
        return x;
    }

    private static Buffer bf16(SplittableRandom r, long n) {
        return Buffer.bf16(n).set(random(r, n, 1));
    }

    private static Buffer f32(SplittableRandom r, long n) {
        return Buffer.of(random(r, n, 1));
    }

    /** Natural logarithms of decays. */
    private static Buffer decays(SplittableRandom r, long n) {
        float[] x = random(r, n, 0.2);
        for (int i = 0; i < n; i++) {
            x[i] = -Math.abs(x[i]);
        }
        return Buffer.of(x);
    }

    private static Use softmax(int rows, int columns) {
        return r -> Softmax.launch(Target.CPU, rows, columns, random(r, (long) rows * columns, 1),
                new float[rows * columns]);
    }

    private static Use product(int m, int n, int k) {
        return r -> Gemm.launch(Target.CPU, m, n, k, 1.5f, random(r, (long) m * k, 1), random(r, (long) k * n, 1), 0.5f,
                random(r, (long) m * n, 1));
    }

    private static Use small(int m, int n, int k, boolean wide) {
        return r -> {
            try (Buffer a = bf16(r, (long) m * k);
                    Buffer b = bf16(r, (long) k * n);
                    Buffer c = wide ? Buffer.f32((long) m * n) : Buffer.bf16((long) m * n)) {
                GemmBf16.launch(Target.CPU, m, n, k, a, b, c);
            }
        };
    }

    private static void attention(SplittableRandom r) {
        int n = 70 * 40;
        DecayAttention.of(1, 70, 40, 40)
                .launch(Target.CPU, random(r, n, 1), random(r, n, 1), random(r, n, 1), new float[] {-0.03f}, null,
                        new float[n], new float[40 * 40]);
    }

    private static Use sweeps(StateSweeps.Gates gates, int writes, int wide) {
        return r -> {
            int steps = 6;
            int keys = wide;
            int values = wide - 4;
            var s = new StateSweeps(1, 1, steps, keys, values, writes, gates, true, 0.2f);
            long g = gates == StateSweeps.Gates.OF_KEYS ? (long) steps * keys : steps;
            Buffer q = f32(r, (long) steps * keys);
            Buffer k = f32(r, (long) steps * writes * keys);
            Buffer v = f32(r, (long) steps * writes * values);
            Buffer beta = f32(r, (long) steps * writes);
            Buffer o = Buffer.f32((long) steps * values);
            Buffer last = Buffer.f32((long) keys * values);
            Buffer dq = Buffer.f32(q.length());
            Buffer dk = Buffer.f32(k.length());
            Buffer dv = Buffer.f32(v.length());
            Buffer dg = Buffer.f32(g);
            Buffer dBeta = Buffer.f32(beta.length());
            Buffer dInitial = Buffer.f32(last.length());
            try (var kept = s.forward(Target.CPU, q, k, v, decays(r, g), beta, f32(r, last.length()), o, last)) {
                s.backward(Target.CPU, kept, f32(r, o.length()), f32(r, last.length()), dq, dk, dv, dg, dBeta,
                        dInitial);
            }
        };
    }

    /** Numbers of a head's outputs, states and gradients. */
    private record HeadArrays(Buffer q, Buffer k, Buffer v, Buffer initial, Buffer o, Buffer last, Buffer dOut,
            Buffer dLast,
            Buffer dq, Buffer dk, Buffer dv, Buffer dInitial) {
        static HeadArrays of(SplittableRandom r, Heads h, int writes) {
            long n = (long) h.batch() * h.heads() * h.steps() * h.width();
            long state = (long) h.batch() * h.heads() * h.width() * h.width();
            return new HeadArrays(bf16(r, n), bf16(r, n * writes), bf16(r, n * writes), f32(r, state), Buffer.bf16(n),
                    Buffer.f32(state), bf16(r, n), f32(r, state), Buffer.bf16(n), Buffer.bf16(n * writes),
                    Buffer.bf16(n * writes), Buffer.f32(state));
        }
    }

    private static Use decay(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = HeadArrays.of(r, h, 1);
            Buffer dg = Buffer.f32(steps);
            var d = new DecayHeads(h, true, 0.2f);
            try (var kept = d.forward(Target.CPU, a.q, a.k, a.v, decays(r, steps), a.initial, a.o, a.last)) {
                d.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dg, a.dInitial);
            }
        };
    }

    private static Use channels(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = HeadArrays.of(r, h, 1);
            Buffer dg = Buffer.f32((long) steps * width);
            var c = new ChannelHeads(h, 0.2f);
            try (var kept = c.forward(Target.CPU, a.q, a.k, a.v, decays(r, dg.length()), a.initial, a.o, a.last)) {
                c.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dg, a.dInitial);
            }
        };
    }

    private static Use delta(int steps, int width) {
        return r -> {
            var h = new Heads(1, 1, steps, width);
            var a = HeadArrays.of(r, h, 1);
            Buffer dg = Buffer.f32(steps);
            Buffer dBeta = Buffer.f32(steps);
            var d = new DeltaHeads(h, 1, true, 0.2f);
            try (var kept = d.forward(Target.CPU, a.q, a.k, a.v, f32(r, steps), decays(r, steps), a.initial, a.o,
                    a.last)) {
                d.backward(Target.CPU, kept, a.dOut, a.dLast, a.dq, a.dk, a.dv, dBeta, dg, a.dInitial);
            }
        };
    }
}

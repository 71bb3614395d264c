package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.compare.BothWays;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.signature.KernelDeclaration;
import dev.linnet.cuda.signature.KernelScanner;

/** Every kernel that a notebook writes in CUDA is the same in byte code as in the interpreter: bits, counts and faults. */
class NotebookKernelsTest {
    private static final String PARTS_OF_WARPS = "its blocks are no whole warps";
    private static final int HEADS = 2;
    private static final int LENGTH = 150;

    /** What a kernel is passed. */
    private interface Passed {
        Object[] from(SplittableRandom random);
    }

    /**
     * How a kernel is launched.
     *
     * @param interpreted why all of it stays with the interpreter; empty where it becomes byte code
     * @param fault       what it complains of; empty where it does not
     */
    private record Use(LaunchShape shape, Passed passed, String interpreted, String fault) {}

    /** By cell and kernel; instances of templates by their names. */
    private static final Map<String, Map<String, Use>> KNOWN = new LinkedHashMap<>();
    /** Parameters of kernels that are templates, by cell. */
    private static final Map<String, String> TEMPLATES = Map.of("inline-cuda/mm",
            "(int, const float*, const float*, float*)", "cuda-linear-attention/chunked",
            "(int, const float*, const float*, const float*, const float*, float*)");

    static {
        know("inline-cuda/lin", "saxpy", LaunchShape.forRange(1000),
                r -> new Object[] {1000, 2f, floats(r, 1000), floats(r, 1000)});
        know("inline-cuda/image", "who", LaunchShape.of(Dim3.of(3, 2), Dim3.of(16, 8)),
                r -> new Object[] {44, 15, floats(r, 660), floats(r, 660), floats(r, 660), new int[1]});
        know("inline-cuda/wrong", "copy", new Use(LaunchShape.of(2, 64),
                r -> new Object[] {100, floats(r, 128), floats(r, 100)}, "", "index 100 of y, which has 100 elements"));
        for (String kernel : List.of("reverse", "uneven", "unset")) {
            know("inline-cuda/wrong", kernel, LaunchShape.of(1, 64), r -> new Object[] {floats(r, 64)});
        }
        know("inline-cuda/right", "reverse", LaunchShape.of(1, 64), r -> new Object[] {floats(r, 64)});
        know("inline-cuda/adding", "sum", LaunchShape.of(16, 256),
                r -> new Object[] {9000, floats(r, 9000), floats(r, 1)});
        know("inline-cuda/mm", "naive", LaunchShape.of(Dim3.of(4, 4), Dim3.of(16, 16)), NotebookKernelsTest::matrices);
        for (int tile : new int[] {2, 4, 8, 16, 32}) {
            know("inline-cuda/mm", "tiled<" + tile + ">",
                    new Use(LaunchShape.of(Dim3.of(64 / tile, 64 / tile), Dim3.of(tile, tile)),
                            NotebookKernelsTest::matrices, tile < 8 ? PARTS_OF_WARPS : "", ""));
        }
        know("inline-cuda/attention", "stepwise",
                new Use(LaunchShape.of(HEADS, 16), NotebookKernelsTest::decayed, PARTS_OF_WARPS, ""));
        know("inline-cuda/attention", "quadratic", LaunchShape.of(Dim3.of((LENGTH + 31) / 32, HEADS), Dim3.of(32)),
                NotebookKernelsTest::decayed);
        know("inline-cuda/attention", "chunks", LaunchShape.of(Dim3.of(HEADS), Dim3.of(16, 16)),
                NotebookKernelsTest::decayed);
        know("cuda-linear-attention/serial", "recurrence", LaunchShape.of(HEADS, 64), NotebookKernelsTest::rated);
        for (String instance : List.of("tiles<0, false>", "tiles<1, true>")) {
            know("cuda-linear-attention/chunked", instance, LaunchShape.of(Dim3.of(HEADS), Dim3.of(32, 8)),
                    NotebookKernelsTest::rated);
        }
        know("cuda-linear-attention/registers", "blocked", LaunchShape.of(HEADS, 128), NotebookKernelsTest::rated);
        know("cuda-linear-attention/cores", "tensor", LaunchShape.of(Dim3.of(3, HEADS), Dim3.of(128)),
                NotebookKernelsTest::segments);
        know("cuda-linear-attention/between", "scan", LaunchShape.of(Dim3.of(16, HEADS), Dim3.of(256)),
                r -> new Object[] {LENGTH, 64, 3, rates(), floats(r, HEADS * 3 * 64 * 64)});
    }

    private static void know(String cell, String kernel, LaunchShape shape, Passed passed) {
        know(cell, kernel, new Use(shape, passed, "", ""));
    }

    private static void know(String cell, String kernel, Use use) {
        KNOWN.computeIfAbsent(cell, _ -> new LinkedHashMap<>()).put(kernel, use);
    }

    private static float[] floats(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    private static Buffer halves(SplittableRandom random, int n) {
        return Buffer.bf16(n).set(floats(random, n));
    }

    private static Object[] matrices(SplittableRandom r) {
        int n = 64 * 64;
        return new Object[] {64, floats(r, n), floats(r, n), floats(r, n)};
    }

    private static Object[] decayed(SplittableRandom r) {
        int n = HEADS * LENGTH * 16;
        return new Object[] {LENGTH, 0.95f, floats(r, n), floats(r, n), floats(r, n), floats(r, n)};
    }

    private static float[] rates() {
        return new float[] {-0.1f, -0.01f};
    }

    private static Object[] rated(SplittableRandom r) {
        int n = HEADS * LENGTH * 64;
        return new Object[] {LENGTH, rates(), floats(r, n), floats(r, n), floats(r, n), floats(r, n)};
    }

    private static Object[] segments(SplittableRandom r) {
        int n = HEADS * LENGTH * 64;
        int states = HEADS * 3 * 64 * 64;
        return new Object[] {LENGTH, 1, 1, rates(), halves(r, n), halves(r, n), halves(r, n), halves(r, n),
                floats(r, states), floats(r, states)};
    }

    @AfterEach
    void forceNothing() {
        CpuBackend.get().byteCode(Jit.AUTO);
    }

    static List<NotebookCudaCell> cells() {
        return NotebookCudaCell.all();
    }

    /** Where a notebook gets another kernel, this says which, and {@link #KNOWN} is where to say how it is launched. */
    @Test
    void every_kernel_of_every_notebook_is_launched_here() {
        var there = new TreeSet<String>();
        var known = new TreeSet<String>();
        for (var cell : cells()) {
            assertEquals("", cell.options(), () -> "options of " + cell.name() + " that are not known here");
            for (var kernel : KernelScanner.scan(cell.source())) {
                there.add(cell.name() + " " + kernel.name());
                there.addAll(instances(cell, kernel).stream().map(one -> cell.name() + " " + one).toList());
            }
        }
        KNOWN.forEach((cell, uses) -> uses.keySet().forEach(kernel -> {
            known.add(cell + " " + kernel.replaceFirst("<.*", ""));
            if (there.contains(cell + " " + kernel)) {
                known.add(cell + " " + kernel);
            }
        }));
        assertEquals(there, known);
    }

    /** Instances of a template that cells in Java name. */
    private static List<String> instances(NotebookCudaCell cell, KernelDeclaration kernel) {
        return Pattern.compile("\"(" + Pattern.quote(kernel.name()) + "<[^\">]*>)\"")
                .matcher(kernel.template() ? cell.java() : "")
                .results()
                .map(one -> one.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void byte_code_is_the_interpreter_bit_for_bit(NotebookCudaCell cell) throws InterruptedException {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        var uses = KNOWN.getOrDefault(cell.name(), Map.of());
        var module = CudaModule.compile("cell", cell.source() + instantiations(cell.name(), uses.keySet()),
                CompileOptions.standard().withInclude(NotebookCudaCell.FOLDER), Target.CPU, Checks.OFF);
        CpuBackend.get().byteCode(Jit.ALWAYS);
        var compared = BothWays.of(module);
        try (compared) {
            for (var use : uses.entrySet()) {
                try {
                    module.kernel(use.getKey())
                            .launch(use.getValue().shape(), use.getValue().passed().from(new SplittableRandom(1)));
                } catch (KernelFault fault) {
                    assertFalse(use.getValue().fault().isEmpty(), fault::getMessage);
                }
                requireAsExpected(use.getValue(), compared.launches().getLast());
            }
        }
        var launched = new TreeSet<String>();
        compared.launches().forEach(launch -> launched.add(launch.kernel()));
        assertEquals(module.kernels().size(), launched.size(), "every kernel of " + cell.name() + " is launched");
    }

    private static void requireAsExpected(Use use, BothWays.Compared launch) {
        assertEquals(use.interpreted(), launch.interpreted(), launch.kernel());
        assertEquals(use.fault().isEmpty(), launch.fault().isEmpty(), launch::fault);
        assertTrue(launch.fault().contains(use.fault()), launch::fault);
        assertTrue(!use.interpreted().isEmpty() || !use.fault().isEmpty() || launch.byteCodeShare() > 0.4,
                launch::toString);
    }

    private static String instantiations(String cell, Set<String> kernels) {
        return kernels.stream()
                .filter(kernel -> kernel.endsWith(">"))
                .map(kernel -> "template __global__ void " + kernel + TEMPLATES.get(cell) + ";\n")
                .collect(Collectors.joining("", "\n", ""));
    }
}

package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.compiler.MachineCode;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.gpu.GpuBackend;
import dev.linnet.cuda.gpu.GpuException;

/** What a GPU cannot do is refused with a sentence, and the next launch works. */
@OnGpu
class RefusalsOnGpu {
    private final Twins shapes = Twins.compile("shapes", Cells.SHAPES);

    private static String refused(String ptx) {
        var gpu = GpuBackend.open(CpuBackend.get());
        var compiled = new Compiled("refused", "", CompileOptions.standard(), "sm_90", "nvcc 99", ptx,
                MachineCode.NONE, List.of(), Map.of(), List.of(), false, 0, List.of());
        var message = assertThrows(GpuException.class, () -> gpu.load(compiled)).getMessage();
        Findings.note(message);
        return message;
    }

    private static String kernel(String version, String target, String body) {
        return ".version " + version + "\n.target " + target + "\n.address_size 64\n.visible .entry k() {\n" + body
                + "ret;\n}\n";
    }

    @Test
    void ptx_of_a_newer_version_than_the_drivers_is_called_so() {
        var message = refused(kernel("99.0", "sm_90", ""));
        assertTrue(message.startsWith("The driver is older than nvcc 99"), message);
    }

    @Test
    void ptx_for_a_newer_gpu_is_called_so() {
        var message = refused(kernel("8.7", "sm_120", ""));
        assertTrue(message.startsWith("This was compiled for sm_120, and the GPU is sm_"), message);
    }

    @Test
    void what_the_drivers_compiler_says_is_passed_on() {
        var message = refused(kernel("8.7", "sm_90", StandIn.active() ? ".broken\n" : "nonsense %r1, %r2;\n"));
        assertTrue(message.startsWith("The driver does not take this PTX"), message);
        assertTrue(message.contains("ptxas"), message);
    }

    @Test
    void a_block_of_too_many_threads_is_refused_before_anything_runs() {
        var x = new float[4096];
        var message = assertThrows(IllegalArgumentException.class,
                () -> shapes.gpu().kernel("greedy").launch(1, 2000, 0, (Object) x)).getMessage();
        assertEquals("greedy: a block has at most 1024 threads, got 2000: use more blocks", message);
    }

    @Test
    void a_block_larger_than_its_launch_bounds_is_refused() {
        var x = new float[256];
        var message = assertThrows(RuntimeException.class,
                () -> shapes.gpu().kernel("bounded").launch(1, 256, 0, (Object) x)).getMessage();
        Findings.note(message);
        assertTrue(message.contains("bounded: a block of this kernel has at most 128 threads on this GPU, got 256"),
                message);
        shapes.same("bounded", LaunchShape.of(1, 128), (Object) x);
    }

    @Test
    void a_block_that_needs_too_many_registers_is_refused_or_runs() {
        var x = new float[1024];
        var kernel = shapes.gpu().kernel("crowded");
        Findings.note("crowded: " + kernel.resources());
        try {
            kernel.launch(1, 1024, 0, (Object) x);
        } catch (RuntimeException refused) {
            Findings.note(refused.getMessage());
            assertTrue(refused.getMessage().contains("a block of this kernel has at most"), refused.getMessage());
        }
        shapes.same("crowded", LaunchShape.of(1, 96), (Object) new float[1024]);
    }

    @Test
    void more_than_48_kilobytes_of_shared_memory_work() {
        for (int bytes : new int[] {4096, 40_000, 100_000}) {
            shapes.same("greedy", LaunchShape.of(1, 1024).shared(bytes), (Object) new float[1024]);
        }
    }

    @Test
    void too_much_shared_memory_is_refused() {
        var message = assertThrows(IllegalArgumentException.class,
                () -> shapes.gpu().kernel("greedy").launch(1, 32, 230_000, (Object) new float[32])).getMessage();
        assertTrue(message.contains("a block has at most 232448 bytes of shared memory"), message);
        assertTrue(message.contains("besides the 16384 that the kernel declares"), message);
    }
}

package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** Kernels that go wrong on the GPU are explained by the CPU engine, and the next launch works. */
@OnGpu
class FaultsOnGpu {
    /** So far from any array that no memory is there: what lies just behind one a GPU does not notice. */
    private static final long FAR = 1L << 36;

    private final CudaModule module = CudaModule.compile("faults", Cells.FAULTS, CompileOptions.standard(), Target.GPU,
            Checks.AUTO);

    FaultsOnGpu() {
        StandIn.know(module.compiled());
    }

    private String fault(String kernel, int threads, Object... arguments) {
        var message = assertThrows(RuntimeException.class,
                () -> module.kernel(kernel).launch(1, threads, 0, arguments)).getMessage();
        Findings.note(kernel + ": " + message);
        var x = new float[] {1, 2, 3};
        module.kernel("twice").launch(1, 3, 0, (Object) x);
        assertArrayEquals(new float[] {2, 4, 6}, x, "after a fault the next launch works");
        return message;
    }

    @Test
    void an_access_far_beyond_an_array_names_line_thread_array_and_index() {
        var message = fault("far", 4, new float[6], FAR);
        assertTrue(message.contains("stopped far: illegal address"), message);
        assertTrue(message.contains("index " + FAR + " of x, which has 6 elements, at line 5"), message);
        assertTrue(message.contains("thread (0,0,0)"), message);
    }

    @Test
    void a_misaligned_access_names_its_line() {
        var message = fault("misaligned", 1, (Object) new byte[16]);
        assertTrue(message.contains("misaligned address"), message);
        assertTrue(message.contains("line 8"), message);
    }

    @Test
    void a_failed_assertion_is_quoted() {
        var message = fault("asserts", 1, 3);
        assertTrue(message.contains("n > 3") && message.contains("line 11"), message);
    }

    @Test
    void a_trap_is_told() {
        var message = fault("trap", 1, (Object) new int[] {7});
        assertTrue(message.contains("stopped trap: "), message);
    }

    @Test
    void buffers_of_before_hold_what_java_last_read() {
        try (var x = Buffer.of(1f, 2f, 3f)) {
            module.kernel("twice").launch(1, 3, 0, x);
            assertArrayEquals(new float[] {2, 4, 6}, x.toFloats());
            fault("far", 1, new float[6], FAR);
            module.kernel("twice").launch(1, 3, 0, x);
            assertArrayEquals(new float[] {4, 8, 12}, x.toFloats());
        }
    }
}

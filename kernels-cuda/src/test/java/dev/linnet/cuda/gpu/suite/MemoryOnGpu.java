package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** A GPU whose memory is full. */
@OnGpu
class MemoryOnGpu {
    private static final long LEFT = 20L << 20;

    private final CudaModule module = CudaModule.compile("faults", Cells.FAULTS, CompileOptions.standard(), Target.GPU,
            Checks.AUTO);

    MemoryOnGpu() {
        StandIn.know(module.compiled());
    }

    /** Takes nearly all of the memory; the context is the one that this thread has just launched in. */
    private static List<CUdeviceptr> fill() {
        var taken = new ArrayList<CUdeviceptr>();
        long piece = 8L << 30;
        while (piece >= LEFT / 4) {
            var one = new CUdeviceptr();
            if (JCudaDriver.cuMemAlloc(one, piece) == 0) {
                taken.add(one);
            } else {
                piece /= 2;
            }
        }
        return taken;
    }

    @Test
    void a_lack_of_memory_is_told_and_the_next_launch_works() {
        module.kernel("twice").launch(1, 1, 0, (Object) new float[1]);
        var taken = fill();
        try (var big = Buffer.f32(60 << 20 >> 2 << (StandIn.active() ? 0 : 3))) {
            var message = assertThrows(RuntimeException.class, () -> module.kernel("twice").launch(1, 3, 0, big))
                    .getMessage();
            Findings.note(message);
            assertTrue(message.startsWith("The GPU is out of memory: x needs "), message);
            taken.forEach(JCudaDriver::cuMemFree);
            taken.clear();
            big.set(new float[(int) big.length()]);
            module.kernel("twice").launch(1, 3, 0, big);
            var x = new float[] {1, 2, 3};
            module.kernel("twice").launch(1, 3, 0, (Object) x);
            assertArrayEquals(new float[] {2, 4, 6}, x);
        } finally {
            taken.forEach(JCudaDriver::cuMemFree);
        }
    }
}

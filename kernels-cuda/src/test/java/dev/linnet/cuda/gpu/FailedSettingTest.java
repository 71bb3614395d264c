package dev.linnet.cuda.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.KernelFile;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.tune.Tuner;
import dev.linnet.cuda.tune.Tuning;
import jcuda.driver.CUresult;

/** What a search makes of settings that a GPU does not run. */
class FailedSettingTest {
    @Test
    void it_is_a_row_with_the_reason_and_what_the_cpu_found_and_the_search_goes_on() {
        var module = KernelFile.load(Saxpy.class, "saxpy", Target.CPU);
        var found = Tuner.of(module).block(32, 64, 128).withRuns(1).run(s -> {
            if (s.block() == 32) {
                throw new GpuException(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
                        "A GPU stopped saxpy.\nThe same launch on the CPU: saxpy: out-of-bounds write.");
            }
            if (s.block() == 64) {
                Driver.check("cuLaunchKernel", CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
            }
            module.kernel("saxpy").launch(1, s.block(), 0, 32, 2f, new float[32], new float[32]);
        });
        assertEquals(List.of("A GPU stopped saxpy. The same launch on the CPU: saxpy: out-of-bounds write.",
                "cuLaunchKernel failed: launch out of resources (CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES).", ""),
                found.tried().stream().map(Tuning.Tried::problem).toList());
        assertEquals(128, found.best().orElseThrow().setting().block());
    }
}

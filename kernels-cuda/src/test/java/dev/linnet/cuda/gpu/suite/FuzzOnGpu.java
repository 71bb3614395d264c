package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.ptx.RandomKernels;

/** Random kernels: the GPU and the CPU engine give the same bits. */
@OnGpu
class FuzzOnGpu {
    @Test
    void random_kernels_agree() {
        var twins = Twins.compile("random", Cells.random());
        List<String> wrong = new ArrayList<>();
        for (int k = 0; k < Cells.RANDOM; k++) {
            try {
                twins.same("k" + k, LaunchShape.of(1, RandomKernels.THREADS), RandomKernels.input(),
                        new long[8 * RandomKernels.THREADS]);
            } catch (AssertionError e) {
                wrong.add(e.getMessage());
            }
        }
        Findings.note(Cells.RANDOM - wrong.size() + " of " + Cells.RANDOM + " random kernels gave the same bits");
        if (!wrong.isEmpty()) {
            fail(String.join("\n", wrong));
        }
    }
}

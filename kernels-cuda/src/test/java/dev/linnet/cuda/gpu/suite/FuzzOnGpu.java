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
    private static void same(String name, String source) {
        var twins = Twins.compile(name, source);
        List<String> wrong = new ArrayList<>();
        for (int k = 0; k < Cells.RANDOM; k++) {
            try {
                twins.same("k" + k, LaunchShape.of(1, RandomKernels.THREADS), RandomKernels.input(),
                        new long[8 * RandomKernels.THREADS]);
            } catch (AssertionError e) {
                wrong.add(e.getMessage());
            }
        }
        Findings.note(name + ": " + (Cells.RANDOM - wrong.size()) + " of " + Cells.RANDOM
                + " random kernels gave the same bits");
        if (!wrong.isEmpty()) {
            fail(String.join("\n", wrong));
        }
    }

    @Test
    void random_kernels_agree() {
        same("random", Cells.random());
    }

    @Test
    void random_kernels_without_recursion_agree() {
        same("loops", Cells.randomWithoutRecursion());
    }
}

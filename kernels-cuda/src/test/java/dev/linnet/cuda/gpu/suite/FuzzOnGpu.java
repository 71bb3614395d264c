package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.ptx.RandomKernels;

/** Random kernels, and functions that call themselves: the GPU and the CPU engine give the same bits. */
@OnGpu
class FuzzOnGpu {
    private static final int WARPS = 2048;

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

    @Test
    void threads_are_together_after_a_function_that_calls_itself() {
        var twins = Twins.compile("recursion", Cells.RECURSION);
        var r = new SplittableRandom(7);
        var in = r.ints(WARPS * 32L + 1).toArray();
        for (var kernel : List.of("always", "branch", "either", "loop")) {
            twins.same(kernel, LaunchShape.of(WARPS / 4, 128), in, new int[2 * WARPS * 32]);
        }
    }

    @Test
    void a_function_may_call_itself_hundreds_of_times() {
        Twins.compile("recursion", Cells.RECURSION).same("deep", LaunchShape.of(1, 64), 500, new int[64]);
    }
}

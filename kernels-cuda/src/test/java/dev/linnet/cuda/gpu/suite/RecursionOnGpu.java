package dev.linnet.cuda.gpu.suite;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;

/** Functions that call themselves, for some threads of a warp, which then exchange values. */
@OnGpu
class RecursionOnGpu {
    private static final int WARPS = 2048;

    private final Twins twins = Twins.compile("recursion", Cells.RECURSION);

    private void same(String kernel) {
        var in = new SplittableRandom(7).ints(WARPS * 32L + 1).toArray();
        twins.same(kernel, LaunchShape.of(WARPS / 4, 128), in, new int[2 * WARPS * 32]);
    }

    @Test
    void all_threads_call_it() {
        same("always");
    }

    @Test
    void the_threads_of_a_branch_call_it() {
        same("branch");
    }

    @Test
    void the_threads_of_either_branch_call_it() {
        same("either");
    }

    @Test
    void threads_call_it_different_numbers_of_times() {
        same("loop");
    }

    @Test
    void it_may_call_itself_hundreds_of_times() {
        twins.same("deep", LaunchShape.of(1, 64), 500, new int[64]);
    }
}

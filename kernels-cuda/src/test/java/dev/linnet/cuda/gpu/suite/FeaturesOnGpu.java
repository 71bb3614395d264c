package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.backend.Dim3;

/** The kernels by which the engine's features are tested, and those that its speed is measured with. */
@OnGpu
@SuppressWarnings("ArrayRecordComponent") // a struct with an array is a record with one
class FeaturesOnGpu {
    /** What CUDA's guide allows functions of single precision, and more than those of double precision need. */
    private static final long FUNCTION_ULPS = 4;

    record Pair(byte tag, double value, int[] more) {
        @Override
        public String toString() {
            return tag + " " + value + " " + Arrays.toString(more);
        }
    }

    private final Twins twins = Twins.compile("features", Cells.FEATURES);
    private final Twins benchmark = Twins.compile("benchmark", Cells.BENCHMARK);

    private static float[] random(long seed, int n) {
        var r = new SplittableRandom(seed);
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (r.nextDouble() - 0.5);
        }
        return x;
    }

    private static short[] halves(int factor, int modulus, float divisor) {
        var x = new short[256];
        for (int k = 0; k < x.length; k++) {
            x[k] = Float.floatToFloat16((k * factor % modulus - modulus / 2) / divisor);
        }
        return x;
    }

    @Test
    void functions_call_themselves() {
        twins.same("recursion", LaunchShape.of(1, 64), (Object) new int[64]);
    }

    @Test
    void lanes_call_different_functions_through_pointers() {
        twins.same("pointers", LaunchShape.of(1, 64), (Object) new float[64]);
    }

    @Test
    void virtual_functions_are_found() {
        twins.same("virtuals", LaunchShape.of(1, 32), (Object) new int[32]);
    }

    @Test
    void structs_are_passed_by_value() {
        var out = new Pair[32];
        Arrays.fill(out, new Pair((byte) 0, 0, new int[3]));
        twins.same("structs", LaunchShape.of(1, 32), new Pair((byte) 7, 0.5, new int[] {10, 20, 30}), out, 1);
        assertEquals(20.5, out[0].value());
    }

    @Test
    void local_arrays_are_each_threads_own() {
        twins.same("locals", LaunchShape.of(1, 64), new int[64], 11);
    }

    @Test
    void switches_diverge_and_meet_again() {
        var x = new int[32];
        Arrays.setAll(x, t -> 100 + t);
        twins.same("cases", LaunchShape.of(1, 32), (Object) x);
    }

    @Test
    void loops_of_different_length_reconverge() {
        twins.same("collatz", LaunchShape.of(1, 64), (Object) new int[64]);
    }

    /** What exchanges return depends on the order of threads; what is left in memory does not. */
    @Test
    void atomics_leave_the_same() {
        var halves = new short[2];
        var twinHalves = new short[2];
        var arguments = new Object[] {new int[96], new int[8], new long[] {0, 1000, 0}, new float[2], new double[1],
                MemorySegment.ofArray(halves)};
        ((int[]) arguments[0])[4] = -1;
        var twin = Twins.copies(arguments);
        twin[5] = MemorySegment.ofArray(twinHalves);
        twins.gpu().kernel("atomics").launch(2, 32, 0, arguments);
        twins.cpu().kernel("atomics").launch(2, 32, 0, twin);
        assertArrayEquals(Arrays.copyOf((int[]) twin[0], 7), Arrays.copyOf((int[]) arguments[0], 7));
        assertArrayEquals((int[]) twin[1], (int[]) arguments[1]);
        assertArrayEquals((long[]) twin[2], (long[]) arguments[2]);
        assertArrayEquals((float[]) twin[3], (float[]) arguments[3]);
        assertArrayEquals((double[]) twin[4], (double[]) arguments[4]);
        assertArrayEquals(twinHalves, halves);
    }

    @Test
    void shared_atomics_add_up() {
        twins.same("shared_atomics", LaunchShape.of(1, 64), (Object) new int[4]);
    }

    @Test
    void lanes_exchange_values() {
        twins.same("warps", LaunchShape.of(1, 32), (Object) new int[352]);
    }

    @Test
    void barriers_reduce_and_count() {
        twins.same("barriers", LaunchShape.of(1, 64), (Object) new int[64]);
    }

    @Test
    void cooperative_groups_work_as_tiles_and_coalesced() {
        twins.same("groups", LaunchShape.of(1, 32), (Object) new int[96]);
    }

    @Test
    void halves_round_once() {
        var x = new float[33];
        for (int t = 0; t < 33; t++) {
            x[t] = (t - 11) * 0.37f;
        }
        twins.same("halves", LaunchShape.of(1, 32), x, new float[224]);
    }

    @Test
    void tensor_cores_agree_where_every_sum_is_exact() {
        for (var kernel : new String[] {"tensor", "tensor_ptx"}) {
            twins.same(kernel, LaunchShape.of(1, 32), halves(7, 23, 8f), halves(5, 19, 4f), new float[256]);
        }
    }

    @Test
    void tensor_cores_agree_nearly_where_sums_round() {
        var r = new SplittableRandom(9);
        var a = new short[256];
        var b = new short[256];
        for (int k = 0; k < 256; k++) {
            a[k] = Float.floatToFloat16((float) (r.nextDouble() - 0.5));
            b[k] = Float.floatToFloat16((float) (r.nextDouble() - 0.5));
        }
        twins.close("tensor", 8, LaunchShape.of(1, 32), a, b, new float[256]);
    }

    @Test
    void asynchronous_copies_arrive() {
        twins.same("copies", LaunchShape.of(1, 32), random(1, 128), new float[128]);
    }

    @Test
    void single_precision_functions_are_within_their_bounds() {
        var x = new float[32];
        for (int t = 0; t < 32; t++) {
            x[t] = 0.03f + t * 0.31f;
        }
        twins.close("functions", FUNCTION_ULPS, LaunchShape.of(1, 32), x, new float[352]);
    }

    @Test
    void double_precision_functions_are_within_their_bounds() {
        var x = new double[32];
        for (int t = 0; t < 32; t++) {
            x[t] = 0.03 + t * 0.31;
        }
        twins.close("doubles", FUNCTION_ULPS, LaunchShape.of(1, 32), x, new double[224]);
    }

    @Test
    void a_tiled_matrix_product_is_the_same() {
        int n = 96;
        benchmark.same("matmul", LaunchShape.of(Dim3.of(n / 16, n / 16), Dim3.of(16, 16)), n, random(3, n * n),
                random(4, n * n), new float[n * n]);
    }

    @Test
    void a_block_reduction_is_the_same() {
        benchmark.same("reduce", LaunchShape.of(1, 256), 5000, random(5, 5000), new float[1]);
    }

    @Test
    void blocks_add_up_in_any_order_to_nearly_the_same() {
        benchmark.close("reduce", 64, LaunchShape.of(20, 256), 50_000, random(6, 50_000), new float[1]);
    }

    @Test
    void chunked_linear_attention_is_the_same() {
        int n = 2 * 128 * 64;
        benchmark.same("linattn", LaunchShape.of(2, 256).shared(45056), 128, random(7, n), random(8, n), random(9, n),
                new float[n]);
    }
}

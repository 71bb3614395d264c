package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.DecayAttention;
import dev.linnet.cuda.kernels.Gemm;
import dev.linnet.cuda.kernels.GemmBf16;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.Softmax;
import dev.linnet.cuda.kernels.Sum;

/** Kernels of our own, whose committed PTX the driver compiles, on the GPU and on the CPU engine. */
@OnGpu
class KernelsOnGpu {
    private static float[] random(long seed, int n) {
        var r = new SplittableRandom(seed);
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (r.nextDouble() - 0.5);
        }
        return x;
    }

    @Test
    void saxpy_gives_the_same_bits() {
        for (int n : new int[] {1, 1000, 100_003}) {
            var cpu = random(2, n);
            var gpu = cpu.clone();
            Saxpy.launch(Target.CPU, 0.3f, random(1, n), cpu);
            Saxpy.launch(Target.GPU, 0.3f, random(1, n), gpu);
            Twins.close("saxpy of " + n, 0, cpu, gpu);
        }
    }

    @Test
    void sums_give_the_same_bits() {
        for (int n : new int[] {1, 1000, 100_003}) {
            assertEquals(Sum.of(Target.CPU, random(3, n)), Sum.of(Target.GPU, random(3, n)), "sum of " + n);
        }
    }

    @Test
    void softmax_is_within_its_approximate_exponentials() {
        for (int[] shape : new int[][] {{5, 7}, {9, 1000}, {3, 5000}}) {
            var x = random(4, shape[0] * shape[1]);
            var cpu = new float[x.length];
            var gpu = new float[x.length];
            Softmax.launch(Target.CPU, shape[0], shape[1], x, cpu);
            Softmax.launch(Target.GPU, shape[0], shape[1], x, gpu);
            Twins.close("softmax of " + Arrays.toString(shape), 8, cpu, gpu);
        }
    }

    @Test
    void products_give_the_same_bits() {
        for (int[] shape : new int[][] {{1, 1, 1}, {70, 33, 45}, {130, 129, 64}}) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            var cpu = random(7, m * n);
            var gpu = cpu.clone();
            Gemm.launch(Target.CPU, m, n, k, 1.5f, random(5, m * k), random(6, k * n), 0.5f, cpu);
            Gemm.launch(Target.GPU, m, n, k, 1.5f, random(5, m * k), random(6, k * n), 0.5f, gpu);
            Twins.close("product of " + Arrays.toString(shape), 0, cpu, gpu);
        }
    }

    /** Whole numbers, whose sums are exact in whatever order; sizes for every kernel that a GPU may choose. */
    @Test
    void products_in_bf16_are_exact_for_whole_numbers() {
        var random = new SplittableRandom(11);
        for (int[] shape : new int[][] {{1, 8, 8}, {130, 264, 72}, {300, 520, 1000}, {65, 33, 71}}) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            var a = whole(random, m * k);
            var b = whole(random, k * n);
            var expected = new double[m * n];
            GemmBf16.twin(m, n, k, wide(a), wide(b), expected);
            var c = new float[m * n];
            try (var left = Buffer.bf16(a.length).set(a);
                    var right = Buffer.bf16(b.length).set(b);
                    var narrow = Buffer.bf16(c.length)) {
                GemmBf16.launch(Target.GPU, m, n, k, left, right, c);
                GemmBf16.launch(Target.GPU, m, n, k, left, right, narrow);
                var rounded = narrow.toFloats();
                for (int i = 0; i < c.length; i++) {
                    assertEquals(expected[i], c[i], Arrays.toString(shape) + " at " + i);
                    assertEquals(c[i], rounded[i], Math.abs(c[i]) * 0x1p-8,
                            Arrays.toString(shape) + " in bf16 at " + i);
                }
            }
        }
    }

    private static float[] whole(SplittableRandom random, int n) {
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(-8, 9);
        }
        return x;
    }

    private static double[] wide(float[] x) {
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    @Test
    void decay_attention_gives_the_same_bits_where_nothing_decays_and_nearly_so_elsewhere() {
        int heads = 2;
        int length = 150;
        int width = 48;
        var attention = DecayAttention.of(heads, length, width, width);
        int n = heads * length * width;
        for (float decay : new float[] {0, -0.03f}) {
            var g = new float[heads];
            Arrays.fill(g, decay);
            float[][] outputs = new float[4][];
            for (var target : new Target[] {Target.CPU, Target.GPU}) {
                int at = target == Target.CPU ? 0 : 2;
                outputs[at] = new float[n];
                outputs[at + 1] = new float[heads * width * width];
                attention.launch(target, random(8, n), random(9, n), random(10, n), g, null, outputs[at],
                        outputs[at + 1]);
            }
            if (decay == 0) {
                Twins.close("outputs", 0, outputs[0], outputs[2]);
                Twins.close("state", 0, outputs[1], outputs[3]);
            } else {
                double apart = Math.max(apart(outputs[0], outputs[2]), apart(outputs[1], outputs[3]));
                Findings.note("decay attention: at most " + apart + " of the largest number apart");
                assertTrue(apart < 2e-6, () -> "apart by " + apart);
            }
        }
    }

    /** The largest difference, as a share of the largest number. */
    private static double apart(float[] cpu, float[] gpu) {
        double most = 0;
        double largest = 0;
        for (int i = 0; i < cpu.length; i++) {
            most = Math.max(most, Math.abs(cpu[i] - gpu[i]));
            largest = Math.max(largest, Math.abs(cpu[i]));
        }
        return most / largest;
    }
}

package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

class GemmTest {
    /** One chain of fused multiply-adds in the order of k. */
    private static float[] chain(int m, int n, int k, float[] a, float[] b) {
        var c = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] = Math.fma(a[i * k + l], b[l * n + j], c[i * n + j]);
                }
            }
        }
        return c;
    }

    @Test
    void both_tiles_equal_the_twin_for_awkward_shapes() {
        var random = new SplittableRandom(1);
        int[][] shapes = {{1, 1, 1}, {1, 5, 3}, {64, 64, 16}, {65, 67, 17}, {63, 8, 33}, {3, 130, 9}, {130, 4, 5},
                {random.nextInt(1, 150), random.nextInt(1, 150), random.nextInt(1, 60)}};
        for (var shape : shapes) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            var what = m + " x " + n + " x " + k;
            var a = Comparison.random(random, m * k);
            var b = Comparison.random(random, k * n);
            var before = Comparison.random(random, m * n);
            var expected = Comparison.wide(before);
            Gemm.twin(m, n, k, -0.5, Comparison.wide(a), Comparison.wide(b), 2, expected);
            var chain = chain(m, n, k, a, b);
            for (int tile : new int[] {64, 128}) {
                var kernel = Gemm.module(Target.AUTO).kernel("gemm" + tile);
                var launch = LaunchShape.of((n + tile - 1) / tile * ((m + tile - 1) / tile), 256);
                var c = before.clone();
                kernel.launch(launch, m, n, k, -0.5f, a, b, 2f, c);
                Comparison.close(expected, c, 1e-6 * k, what);
                java.util.Arrays.fill(c, Float.NaN); // with beta 0 it is not read
                kernel.launch(launch, m, n, k, 1f, a, b, 0f, c);
                assertArrayEquals(chain, c, what);
            }
            var c = new float[m * n];
            Gemm.launch(Target.AUTO, m, n, k, a, b, c);
            assertArrayEquals(chain, c, what);
        }
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        var six = new float[6];
        refused("k: 0 is not possible; it must be at least 1",
                () -> Gemm.launch(Target.CPU, 2, 2, 0, six, six, new float[4]));
        refused("A has 6 floats, and m * k = 2 * 4 needs 8",
                () -> Gemm.launch(Target.CPU, 2, 2, 4, six, new float[8], new float[4]));
        refused("C is also B, which would be overwritten while it is read: pass another array",
                () -> Gemm.launch(Target.CPU, 3, 2, 3, new float[9], six, six));
        refused("B holds float, got null: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Gemm.launch(Target.CPU, 3, 2, 3, new float[9], null, six));
    }
}

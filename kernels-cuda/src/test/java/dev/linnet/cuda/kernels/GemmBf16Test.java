package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;

class GemmBf16Test {
    /** Of the largest sum of magnitudes: float sums of k exact products, in whatever order. */
    private static final double SUMS = 0x1p-22;
    /** Of each number: C rounded to bf16. */
    private static final double ROUNDED = 0x1p-8;

    private static float[] random(SplittableRandom random, int n) {
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            // a bf16 number: few bits of mantissa, several exponents
            x[i] = (random.nextInt(511) - 255) * Math.scalb(1f, -random.nextInt(6, 9));
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 8, 8", "3, 17, 5", "130, 136, 72", "64, 128, 200", "40, 264, 7", "129, 30, 65"})
    void products_equal_the_twin_for_awkward_shapes(int m, int n, int k) {
        var random = new SplittableRandom(m * 1000L + n * 10L + k);
        var a = random(random, m * k);
        var b = random(random, k * n);
        var expected = new double[m * n];
        var magnitudes = new double[m * n];
        GemmBf16.twin(m, n, k, Comparison.wide(a), Comparison.wide(b), expected);
        GemmBf16.twin(m, n, k, absolute(a), absolute(b), magnitudes);
        var wide = new float[m * n];
        Arrays.fill(wide, Float.NaN);
        try (var left = Buffer.bf16(a.length).set(a);
                var right = Buffer.bf16(b.length).set(b);
                var narrow = Buffer.bf16(wide.length).set(wide)) {
            GemmBf16.launch(Target.AUTO, m, n, k, left, right, wide);
            GemmBf16.launch(Target.AUTO, m, n, k, left, right, narrow);
            var rounded = narrow.toFloats();
            for (int i = 0; i < wide.length; i++) {
                double sums = SUMS * k * magnitudes[i];
                int at = i;
                assertTrue(Math.abs(wide[i] - expected[i]) <= sums, () -> "in float at " + at);
                assertTrue(Math.abs(rounded[i] - expected[i]) <= sums + ROUNDED * Math.abs(expected[i]),
                        () -> "in bf16 at " + at);
            }
        }
    }

    /** Small whole numbers have exact sums, so that a number in a wrong place cannot hide. */
    @Test
    void whole_numbers_are_multiplied_exactly() {
        int m = 70;
        int n = 144;
        int k = 96;
        var random = new SplittableRandom(5);
        var a = whole(random, m * k);
        var b = whole(random, k * n);
        var expected = new double[m * n];
        GemmBf16.twin(m, n, k, Comparison.wide(a), Comparison.wide(b), expected);
        var c = new float[m * n];
        try (var left = Buffer.bf16(a.length).set(a); var right = Buffer.bf16(b.length).set(b)) {
            GemmBf16.launch(Target.AUTO, m, n, k, left, right, c);
        }
        for (int i = 0; i < c.length; i++) {
            assertEquals(expected[i], c[i], "at " + i);
        }
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        var six = new short[6];
        refused("m: 0 is not possible; it must be at least 1",
                () -> GemmBf16.launch(Target.CPU, 0, 2, 3, six, six, new short[4]));
        refused("A has 6 numbers, and m * k = 2 * 4 needs 8",
                () -> GemmBf16.launch(Target.CPU, 2, 2, 4, six, new short[8], new short[4]));
        refused("C is also B, which would be overwritten while it is read: pass another array",
                () -> GemmBf16.launch(Target.CPU, 3, 2, 3, new short[9], six, six));
    }

    private static float[] whole(SplittableRandom random, int n) {
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(-8, 9);
        }
        return x;
    }

    private static double[] absolute(float[] x) {
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.abs(x[i]);
        }
        return y;
    }
}

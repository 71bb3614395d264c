package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class ExponentialsTest {
    private static final int L = Lanes.COUNT;
    private static final float[] SPECIAL = {0, -0f, -87.2f, -87.4f, -1e4f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY,
            Float.NaN};
    private static final float[] OF_SPECIAL = {1, 1, 1.34748e-38f, 0, 0, 0, 0, Float.NaN};

    @Test
    void e_to_the_x_is_accurate_and_ends_in_zero() {
        float[] x = line(-87.2f, 88.2f, 300 * L);
        var y = new float[x.length];
        Exponentials.exp(x, y, x.length);
        for (int i = 0; i < x.length; i++) {
            assertEquals(1, y[i] / Math.exp(x[i]), 2e-7, "at " + x[i]);
        }
        float[] special = SPECIAL.clone();
        Exponentials.exp(special, special, special.length);
        assertArraysClose(OF_SPECIAL, special);
    }

    @Test
    void elu_is_accurate_on_both_sides_and_at_its_ends() {
        float[] x = line(-30, 30, 300 * L);
        var y = new float[x.length];
        Exponentials.elu(x, 0, y, x.length, 0);
        for (int i = 0; i < x.length; i++) {
            double expected = x[i] > 0 ? 1 + x[i] : Math.exp(x[i]);
            assertEquals(1, y[i] / expected, 2e-7, "at " + x[i]);
        }
        Exponentials.elu(x, 0, y, x.length, 1);
        for (int i = 0; i < x.length; i++) {
            double expected = x[i] > 0 ? x[i] : Math.expm1(x[i]);
            assertEquals(expected, y[i], 2e-7 * Math.max(1, Math.abs(expected)), "at " + x[i]);
        }
        float[] special = Arrays.copyOf(SPECIAL, Lanes.padded(SPECIAL.length));
        Exponentials.elu(special, 0, special, special.length, 0);
        assertArraysClose(OF_SPECIAL, special);
        float[] large = new float[L];
        Arrays.fill(large, 1e30f);
        large[0] = Float.POSITIVE_INFINITY;
        Exponentials.elu(large.clone(), 0, large, L, 0);
        assertEquals(Float.POSITIVE_INFINITY, large[0]);
        assertEquals(1e30f, large[L - 1]);
    }

    @Test
    void powers_of_two_are_accurate_and_end_in_zero_and_are_summed_by_columns() {
        int rows = 9000;
        float[] x = line(-126, 127, rows * 2 * L);
        float[] y = x.clone();
        var less = new float[2 * L];
        Arrays.fill(less, L, 2 * L, 0.5f);
        var sums = new float[2 * L];
        Exponentials.exp2(y, 2 * L, rows / 2, L, less, sums);
        for (int i = 0; i < x.length; i++) {
            if (i < rows / 2 * 2 * L && i / L % 2 == 1 && x[i] >= -125.5) {
                assertEquals(1, y[i] / Math.pow(2, x[i] - 0.5f), 2e-7, "at " + x[i]);
            } else if (i >= rows / 2 * 2 * L || i / L % 2 == 0) {
                assertEquals(x[i], y[i]);
            }
        }
        for (int j = 0; j < 2 * L; j++) {
            double sum = 0;
            for (int r = 0; r < rows / 2; r++) {
                sum += j < L ? 0 : y[r * 2 * L + j];
            }
            assertEquals(sum, sums[j], 1e-4 * Math.abs(sum));
        }
        float[] special = {0, -126, -126.01f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN};
        for (float value : special) {
            var one = new float[L];
            Arrays.fill(one, value);
            Exponentials.exp2(one, L, 1, 0, new float[L], new float[L]);
            assertEquals(value >= -126 || Float.isNaN(value) ? (float) Math.pow(2, value) : 0, one[L - 1]);
        }
    }

    private static void assertArraysClose(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            double slack = 1e-4 * Math.abs(Float.isNaN(expected[i]) ? 0 : expected[i]);
            assertEquals(expected[i], actual[i], slack, "entry " + i);
        }
    }

    private static float[] line(float from, float to, int n) {
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = from + (to - from) * i / n;
        }
        return x;
    }
}

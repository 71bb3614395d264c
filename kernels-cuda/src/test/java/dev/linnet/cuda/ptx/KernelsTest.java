package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Whole kernels, compiled beforehand, against the same computation in Java. */
class KernelsTest {
    Machine machine() {
        return Machine.of("benchmark.ptx");
    }

    private static float[] random(long seed, int n) {
        SplittableRandom r = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (r.nextDouble() - 0.5);
        }
        return x;
    }

    @Test
    void saxpy_is_exact_and_stops_at_n() {
        Machine m = machine();
        float[] x = random(1, 1000);
        float[] y = random(2, 1000);
        Buffer bx = m.floats("x", x);
        Buffer by = m.floats("y", y);
        LaunchReport report = m.launch("saxpy", Dim3.of(4), Dim3.of(256), 0, 1000, 0.3f, bx, by);
        for (int i = 0; i < 1000; i++) {
            y[i] = Math.fma(0.3f, x[i], y[i]);
        }
        assertArrayEquals(y, Machine.floats(by));
        assertEquals(2000, report.totals().flop());
        assertEquals(8000, report.totals().bytesLoaded());
        assertEquals(4000, report.totals().bytesStored());
    }

    @Test
    void tiled_matmul_is_exact_on_any_number_of_threads() {
        int n = 32;
        float[] a = random(3, n * n);
        float[] b = random(4, n * n);
        float[] expected = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int k = 0; k < n; k++) {
                    sum = Math.fma(a[i * n + k], b[k * n + j], sum);
                }
                expected[i * n + j] = sum;
            }
        }
        for (int threads : new int[] {1, 3}) {
            Machine m = machine();
            m.options = m.options.withThreads(threads);
            Buffer c = m.floats("c", new float[n * n]);
            LaunchReport report = m.launch("matmul", Dim3.of(2, 2), Dim3.of(16, 16), 0, n, m.floats("a", a),
                    m.floats("b", b), c);
            assertArrayEquals(expected, Machine.floats(c));
            assertEquals(2L * n * n * n, report.totals().flop());
            assertEquals(threads, report.hostThreads());
        }
    }

    @Test
    void block_reduction_adds_floats_in_block_order() {
        int n = 5_000;
        float[] x = random(5, n);
        Machine one = machine();
        Buffer first = one.floats("sum", 0);
        one.launch("reduce", Dim3.of(5), Dim3.of(256), 0, n, one.floats("x", x), first);
        Machine many = machine();
        many.options = many.options.withThreads(4);
        Buffer second = many.floats("sum", 0);
        many.launch("reduce", Dim3.of(5), Dim3.of(256), 0, n, many.floats("x", x), second);
        double expected = 0;
        for (float f : x) {
            expected += f;
        }
        assertEquals(expected, first.segment().get(ValueLayout.JAVA_FLOAT, 0), 1e-4);
        assertArrayEquals(Machine.ints(first), Machine.ints(second));
    }

    @Test
    void chunked_linear_attention_equals_the_recurrence() {
        int length = 64;
        int heads = 1;
        int d = 64;
        float[] q = random(6, heads * length * d);
        float[] k = random(7, heads * length * d);
        float[] v = random(8, heads * length * d);
        Machine m = machine();
        Buffer out = m.floats("out", new float[q.length]);
        m.launch("linattn", Dim3.of(heads), Dim3.of(256), (d * d + 3 * 32 * d + 32 * 32) * 4, length, m.floats("q", q),
                m.floats("k", k), m.floats("v", v), out);
        float[] got = Machine.floats(out);
        for (int h = 0; h < heads; h++) {
            double[][] state = new double[d][d];
            for (int t = 0; t < length; t++) {
                int row = (h * length + t) * d;
                for (int e = 0; e < d; e++) {
                    double sum = 0;
                    for (int i = 0; i < d; i++) {
                        state[i][e] += (double) k[row + i] * v[row + e];
                        sum += q[row + i] * state[i][e];
                    }
                    assertEquals(sum, got[row + e], 1e-3);
                }
            }
        }
    }
}

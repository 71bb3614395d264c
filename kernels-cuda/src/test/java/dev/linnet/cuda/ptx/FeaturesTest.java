package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Code that nvcc makes of whole features of CUDA C++; {@code features.cu} is the source. */
class FeaturesTest {
    private final Machine m = machine();

    Machine machine() {
        return Machine.of("features.ptx");
    }

    private static int[] each(int n, IntUnaryOperator f) {
        int[] all = new int[n];
        for (int t = 0; t < n; t++) {
            all[t] = f.applyAsInt(t);
        }
        return all;
    }

    private static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    @Test
    void functions_call_themselves() {
        Buffer o = m.ints("o", new int[64]);
        m.launch("recursion", Dim3.of(1), Dim3.of(64), 0, o);
        assertArrayEquals(each(64, t -> fib(t % 8)), Machine.ints(o));
    }

    @Test
    void lanes_call_different_functions_through_pointers() {
        Buffer o = m.floats("o", new float[64]);
        m.launch("pointers", Dim3.of(1), Dim3.of(64), 0, o);
        for (int t = 0; t < 64; t++) {
            assertEquals(t % 2 == 0 ? 2f * t : t + 3f, Machine.floats(o)[t]);
        }
    }

    @Test
    void virtual_functions_are_found() {
        Buffer o = m.ints("o", new int[32]);
        m.launch("virtuals", Dim3.of(1), Dim3.of(32), 0, o);
        assertArrayEquals(each(32, t -> t % 3 == 0 ? t * t : 5 * t), Machine.ints(o));
    }

    @Test
    void structs_are_passed_by_value() {
        Buffer o = m.memory.allocate("o", 32, 32);
        byte[] parameters = new byte[44];
        ByteBuffer.wrap(parameters)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) 7)
                .putDouble(8, 0.5)
                .putInt(16, 10)
                .putInt(20, 20)
                .putInt(24, 30)
                .putLong(32, o.address())
                .putInt(40, 1);
        m.engine.launch(m.module, "structs", Dim3.of(1), Dim3.of(32), 0, parameters, m.options);
        for (int t = 0; t < 32; t++) {
            assertEquals(7, o.segment().get(ValueLayout.JAVA_BYTE, 32L * t));
            assertEquals(0.5 + 10 * ((t + 1) % 3 + 1), o.segment().get(ValueLayout.JAVA_DOUBLE, 32L * t + 8));
            assertEquals(30, o.segment().get(ValueLayout.JAVA_INT, 32L * t + 24));
        }
    }

    @Test
    void local_arrays_are_each_threads_own() {
        Buffer o = m.ints("o", new int[64]);
        m.launch("locals", Dim3.of(1), Dim3.of(64), 0, o, 11);
        assertArrayEquals(each(64, t -> {
            int s = 0;
            for (int i = 0; i < 11; i++) {
                s += ((i * 7 + t) & 15) * t;
            }
            return s;
        }), Machine.ints(o));
    }

    @Test
    void switches_diverge_and_meet_again() {
        int[] x = each(32, t -> 100 + t);
        Buffer o = m.ints("o", x);
        // One warp: all of its loads come before its stores.
        m.launch("cases", Dim3.of(1), Dim3.of(32), 0, o);
        assertArrayEquals(each(32, t -> {
            int s = 5 * t;
            return switch (t % 9) {
                case 0 -> s + x[1];
                case 1 -> s * 3;
                case 2 -> s - x[t];
                case 3 -> s ^ 9;
                case 4 -> s << 3;
                case 5 -> s / 3;
                case 6 -> s % 7;
                case 7 -> s * s + x[3];
                default -> -s;
            };
        }), Machine.ints(o));
    }

    @Test
    void printf_knows_flags_widths_and_strings() {
        m.launch("prints", Dim3.of(1), Dim3.of(32), 0, 5);
        assertEquals("t0  1.25|text|12  |ff\nt1  1.25|text|12  |ff\n", m.printed.toString());
    }

    @Test
    void loops_of_different_length_reconverge() {
        Buffer o = m.ints("o", new int[64]);
        m.launch("collatz", Dim3.of(1), Dim3.of(64), 0, o);
        assertArrayEquals(each(64, t -> {
            int x = t + 1;
            int n = 0;
            while (x != 1 && n <= 60) {
                x = (x & 1) != 0 ? 3 * x + 1 : x / 2;
                n++;
            }
            return n;
        }), Machine.ints(o));
    }

    @Test
    void atomics_of_every_kind_happen_in_order() {
        Buffer i = m.ints("i", new int[96]);
        Buffer u = m.ints("u", new int[8]);
        Buffer l = m.longs("l", 0, 1000, 0);
        Buffer f = m.floats("f", 0, 0);
        Buffer d = m.memory.allocate("d", 8, 1);
        Buffer h = m.ints("h", 0);
        i.segment().setAtIndex(ValueLayout.JAVA_INT, 4, -1);
        m.launch("atomics", Dim3.of(2), Dim3.of(32), 0, i, u, l, f, d, h);
        int[] ints = Machine.ints(i);
        float sum = 0;
        double twice = 0;
        for (int t = 0; t < 64; t++) {
            sum += 0.1f;
            twice += 0.1;
            assertEquals(t == 0 ? 0 : t - 1, ints[16 + t]);
        }
        assertArrayEquals(new int[] {2016, -2016, -63, 63, 0, -1, 0, 63, 1}, Arrays.copyOf(ints, 9));
        assertArrayEquals(new int[] {4, 6, 0x80000000 + 63}, Arrays.copyOf(Machine.ints(u), 3));
        assertArrayEquals(new long[] {64L << 33, 0, 0}, Machine.longs(l));
        assertEquals(sum, Machine.floats(f)[0]);
        assertEquals(twice, d.segment().get(ValueLayout.JAVA_DOUBLE, 0));
        assertEquals(64f, Float.float16ToFloat((short) Machine.ints(h)[0]));
        assertEquals(128f, Float.float16ToFloat((short) (Machine.ints(h)[0] >>> 16)));
    }

    @Test
    void shared_atomics_add_up() {
        Buffer o = m.ints("o", new int[4]);
        m.launch("shared_atomics", Dim3.of(1), Dim3.of(64), 0, o);
        assertArrayEquals(new int[] {480 + 32, 496 + 32, 512 + 32, 528 + 32}, Machine.ints(o));
    }

    @Test
    void lanes_exchange_values() {
        Buffer o = m.ints("o", new int[352]);
        m.launch("warps", Dim3.of(1), Dim3.of(32), 0, o);
        int[] v = each(32, t -> t * t % 37);
        int[] got = Machine.ints(o);
        int odd = 0;
        int sum = 0;
        int xor = 0;
        int max = 0;
        for (int t = 0; t < 32; t++) {
            odd |= (v[t] & 1) << t;
            sum += v[t];
            xor ^= v[t];
            max = Math.max(max, v[t]);
        }
        for (int t = 0; t < 32; t++) {
            int same = 0;
            for (int k = 0; k < 32; k++) {
                same |= v[k] % 3 == v[t] % 3 ? 1 << k : 0;
            }
            assertEquals(v[3], got[t]);
            assertEquals(v[t % 8 < 2 ? t : t - 2], got[32 + t]);
            assertEquals(v[t % 16 + 5 < 16 ? t + 5 : t], got[64 + t]);
            assertEquals(v[t ^ 9], got[96 + t]);
            assertEquals(odd, got[128 + t]);
            assertEquals((max == 36 ? 2 : 0) + 1, got[160 + t]);
            assertEquals(same, got[192 + t]);
            assertEquals(0, got[224 + t]);
            assertEquals(sum + 1000 * max, got[256 + t]);
            assertEquals(xor, got[288 + t]);
            assertEquals(t % 3 == 0 ? 0x49249249 : 0, got[320 + t]);
        }
    }

    @Test
    void barriers_reduce_and_count() {
        Buffer o = m.ints("o", new int[64]);
        m.launch("barriers", Dim3.of(1), Dim3.of(64), 0, o);
        assertArrayEquals(each(64, _ -> 22 + 1000 + 2000), Machine.ints(o));
    }

    @Test
    void cooperative_groups_work_as_tiles_and_coalesced() {
        Buffer o = m.ints("o", new int[96]);
        m.launch("groups", Dim3.of(1), Dim3.of(32), 0, o);
        int[] got = Machine.ints(o);
        for (int t = 0; t < 32; t++) {
            assertEquals(120 + t / 16 * 16 + 3, got[t]);
            assertEquals(t % 3 == 0 ? 1100 + t / 3 : 0, got[64 + t]);
        }
    }

    @Test
    void halves_round_once() {
        float[] x = new float[33];
        for (int t = 0; t < 33; t++) {
            x[t] = (t - 11) * 0.37f;
        }
        Buffer o = m.floats("o", new float[224]);
        m.launch("halves", Dim3.of(1), Dim3.of(32), 0, m.floats("x", x), o);
        float[] got = Machine.floats(o);
        for (int t = 0; t < 32; t++) {
            double a = Expected.round(new BigDecimal(x[t]).add(BigDecimal.valueOf(1, 60)), "f16",
                    RoundingMode.HALF_EVEN);
            double b = Float.float16ToFloat(Float.floatToFloat16(x[t + 1]));
            assertEquals(Float.float16ToFloat(Float.floatToFloat16((float) (a * b + a))), got[t], Math.abs(a) * 1e-3);
            assertEquals(Float.float16ToFloat(Float.floatToFloat16((float) (a + b))), got[32 + t], 1e-9);
            assertEquals(Float.float16ToFloat(Float.floatToFloat16((float) (b * b))), got[128 + t]);
            assertEquals(a < b ? 1 : 0, got[160 + t]);
            assertEquals((int) Float.float16ToFloat(Float.floatToFloat16((float) (a * 8))), (int) got[192 + t]);
        }
    }

    @Test
    void tensor_cores_multiply_exactly_in_both_dialects() {
        Buffer a = m.memory.allocate("a", 2, 256);
        Buffer b = m.memory.allocate("b", 2, 256);
        float[] x = new float[256];
        float[] y = new float[256];
        for (int k = 0; k < 256; k++) {
            x[k] = (k * 7 % 23 - 11) / 8f;
            y[k] = (k * 5 % 19 - 9) / 4f;
            a.segment().setAtIndex(ValueLayout.JAVA_SHORT, k, Float.floatToFloat16(x[k]));
            b.segment().setAtIndex(ValueLayout.JAVA_SHORT, k, Float.floatToFloat16(y[k]));
        }
        float[] expected = new float[256];
        for (int r = 0; r < 16; r++) {
            for (int c = 0; c < 16; c++) {
                double sum = 1.5;
                for (int k = 0; k < 16; k++) {
                    sum += (double) x[r * 16 + k] * y[c * 16 + k];
                }
                expected[r * 16 + c] = (float) sum;
            }
        }
        for (String kernel : new String[] {"tensor", "tensor_ptx"}) {
            Buffer c = m.floats("c", new float[256]);
            m.launch(kernel, Dim3.of(1), Dim3.of(32), 0, a, b, c);
            assertArrayEquals(expected, Machine.floats(c), kernel);
        }
    }

    @Test
    void asynchronous_copies_arrive() {
        float[] x = new float[128];
        for (int k = 0; k < 128; k++) {
            x[k] = k;
        }
        Buffer o = m.floats("o", new float[128]);
        m.launch("copies", Dim3.of(1), Dim3.of(32), 0, m.floats("x", x), o);
        for (int k = 0; k < 128; k++) {
            assertEquals(127 - k, Machine.floats(o)[k]);
        }
    }

    private static void close(double want, double got, double ulps, int t, String what) {
        double unit = Math.ulp((float) want);
        assertEquals(want, got, ulps * unit + 1e-38, () -> what + " of element " + t);
    }

    @Test
    void single_precision_functions_are_within_cudas_bounds() {
        float[] x = new float[32];
        for (int t = 0; t < 32; t++) {
            x[t] = 0.03f + t * 0.31f;
        }
        Buffer o = m.floats("o", new float[352]);
        m.launch("functions", Dim3.of(1), Dim3.of(32), 0, m.floats("x", x), o);
        float[] got = Machine.floats(o);
        DoubleUnaryOperator[] all = {Math::exp, Math::log, Math::sin, Math::tanh, v -> Math.pow(v, 1.7f),
                v -> 1 / Math.sqrt(v)};
        for (int t = 0; t < 32; t++) {
            for (int k = 0; k < all.length; k++) {
                close(all[k].applyAsDouble(x[t]), got[32 * k + t], 8, t, "function " + k);
            }
            close(Math.exp(x[t]), got[224 + t], 30, t, "__expf");
            close(Math.cos(x[t] * 1000f), got[256 + t], 8, t, "cosf");
            assertEquals(1 / x[t], got[288 + t]);
            close(x[t] / 3.0, got[320 + t], 2, t, "__fdividef");
        }
    }

    @Test
    void double_precision_functions_are_within_cudas_bounds() {
        Buffer x = m.memory.allocate("x", 8, 32);
        for (int t = 0; t < 32; t++) {
            x.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, t, 0.03 + t * 0.31);
        }
        Buffer o = m.memory.allocate("o", 8, 224);
        m.launch("doubles", Dim3.of(1), Dim3.of(32), 0, x, o);
        DoubleUnaryOperator[] all = {Math::exp, Math::log, Math::sin, Math::tanh, v -> Math.pow(v, 1.7),
                v -> 1 / Math.sqrt(v),
                v -> Math.cos(v * 1e6)};
        for (int t = 0; t < 32; t++) {
            for (int k = 0; k < all.length; k++) {
                double want = all[k].applyAsDouble(0.03 + t * 0.31);
                assertEquals(want, o.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, 32 * k + t), 6 * Math.ulp(want),
                        "function " + k);
            }
        }
    }
}

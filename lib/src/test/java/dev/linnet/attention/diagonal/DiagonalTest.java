package dev.linnet.attention.diagonal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiagonalTest {
    private static final int KEYS = 3;
    private static final int VALUES = 2;

    @Test
    void gated_linear_attention_golden_vectors_are_reproduced() {
        double[][] q = new double[8][KEYS];
        double[][] k = new double[8][KEYS];
        double[][] v = new double[8][VALUES];
        double[][] a = new double[8][KEYS];
        double[][] s0 = new double[KEYS][VALUES];
        double[][] dO = new double[8][VALUES];
        double[][] dS = new double[KEYS][VALUES];
        for (int t = 0; t < 8; t++) {
            for (int i = 0; i < KEYS; i++) {
                q[t][i] = Math.sin(0.7 * t + 1.3 * i + 0.1);
                k[t][i] = Math.cos(0.5 * t - 0.9 * i + 0.2);
                a[t][i] = Math.exp(-0.05 * (1 + t % 3) - 0.02 * i);
            }
            for (int j = 0; j < VALUES; j++) {
                v[t][j] = Math.sin(1.1 * t - 0.6 * j + 0.3);
                dO[t][j] = Math.cos(0.3 * t + 0.8 * j);
            }
        }
        for (int i = 0; i < KEYS; i++) {
            for (int j = 0; j < VALUES; j++) {
                s0[i][j] = 0.1 * (i + 1) - 0.2 * j;
                dS[i][j] = 0.05 * (i - j);
            }
        }
        var forward = DiagonalRecurrence.forward(q, k, v, a, s0);
        assertArrayEquals(new double[] {0.5584050318, -0.2184012640}, forward.outputs()[0], 1e-9);
        assertArrayEquals(new double[] {-0.9633155475, -1.0955234053}, forward.outputs()[7], 1e-9);
        assertArrayEquals(new double[] {-0.5860531273, -0.0163846770}, forward.state()[1], 1e-9);
        var g = DiagonalRecurrence.backward(q, k, v, a, s0, dO, dS);
        assertArrayEquals(new double[] {0.6636007908, 0.6186670096, 0.1751551298}, g.q()[3], 1e-9);
        assertArrayEquals(new double[] {-0.2877534507, 0.3605375765, 0.4527607316}, g.k()[3], 1e-9);
        assertArrayEquals(new double[] {-1.5773838422, 0.2886806314}, g.v()[3], 1e-9);
        double[] dLogGate = new double[KEYS];
        Arrays.setAll(dLogGate, i -> g.gates()[3][i] * a[3][i]);
        assertArrayEquals(new double[] {1.7397079122, 0.8447816461, -1.5331939253}, dLogGate, 1e-9);
        assertArrayEquals(new double[] {1.5175929902, 1.7998788850}, g.initialState()[1], 1e-9);
    }

    @Test
    void float_lanes_equal_the_double_recurrence_with_gates_of_both_signs_and_exactly_one() {
        var random = new SplittableRandom(4);
        for (int n = 0; n < 200; n++) {
            check(random, random.nextInt(0, 12), random.nextInt(1, 4), random.nextInt(1, 7), random.nextInt(1, 7));
        }
        check(random, 70, 2, 3, 9); // several segments of time and blocks of columns
    }

    @Test
    void a_backward_pass_without_its_forward_pass_is_refused() {
        float[] x = new float[Lanes.size(3, 1)];
        String message = assertThrows(IllegalStateException.class,
                () -> new DiagonalLanes(1, 1, 1).backward(x, x, x, x, x, null, x, x, x, x, null, 3)).getMessage();
        assertEquals(
                "The backward pass is to be of 3 tokens; the last forward pass was none. Run that of the same inputs first.",
                message);
    }

    @Test
    void segments_one_after_the_other_give_the_bits_of_a_whole_pass() {
        var random = new SplittableRandom(5);
        int time = 2 * DiagonalLanes.SEGMENT + 3;
        float[] q = noise(random, Lanes.size(time, 2 * KEYS));
        float[] k = noise(random, q.length);
        float[] a = noise(random, q.length);
        float[] v = noise(random, Lanes.size(time, 2 * VALUES));
        float[] dO = noise(random, v.length);
        float[][] whole = {new float[v.length], new float[q.length], new float[q.length], new float[v.length],
                new float[q.length]};
        float[][] parts = {new float[v.length], new float[q.length], new float[q.length], new float[v.length],
                new float[q.length]};
        var rule = new DiagonalLanes(2, KEYS, VALUES);
        rule.forward(q, k, v, a, whole[0], time, null, null);
        rule.backward(q, k, v, a, dO, null, whole[1], whole[2], whole[3], whole[4], null, time);
        rule.beginForward(time, null);
        for (int from = 0; from < time; from += DiagonalLanes.SEGMENT) {
            rule.forward(q, k, v, a, parts[0], from);
        }
        rule.beginBackward(time, null);
        for (int from = 2 * DiagonalLanes.SEGMENT; from >= 0; from -= DiagonalLanes.SEGMENT) {
            float[] d = new float[4 * Lanes.size(DiagonalLanes.SEGMENT, 2 * KEYS)];
            int part = d.length / 4;
            rule.backward(q, k, v, a, dO, d, 0, part, 2 * part, 3 * part, from);
            int steps = Math.min(DiagonalLanes.SEGMENT, time - from);
            int[] places = {0, part, 2 * part, 3 * part};
            for (int n = 0; n < places.length; n++) {
                int channels = 2 * (n == 2 ? VALUES : KEYS);
                System.arraycopy(d, places[n], parts[n + 1], Lanes.size(from, channels), Lanes.size(steps, channels));
            }
        }
        for (int n = 0; n < whole.length; n++) {
            assertArrayEquals(whole[n], parts[n], "tensor " + n);
        }
        assertEquals("from is 8; it must be a multiple of 16 below the 35 tokens of the pass.",
                assertThrows(IllegalArgumentException.class, () -> rule.forward(q, k, v, a, parts[0], 8))
                        .getMessage());
    }

    private static void check(SplittableRandom random, int time, int heads, int keys, int values) {
        float[] q = noise(random, Lanes.size(time, heads * keys));
        float[] k = noise(random, q.length);
        float[] a = noise(random, q.length);
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextInt(8) == 0 ? Math.signum(a[i]) : (float) Math.tanh(a[i]);
        }
        float[] v = noise(random, Lanes.size(time, heads * values));
        float[] dO = noise(random, v.length);
        float[] s0 = noise(random, Lanes.size(heads, keys * values));
        float[] dS = noise(random, s0.length);
        var rule = new DiagonalLanes(heads, keys, values);
        float[] o = new float[v.length];
        float[] last = new float[s0.length];
        rule.forward(q, k, v, a, o, time, s0, last);
        float[] dq = new float[q.length];
        float[] dk = new float[q.length];
        float[] da = new float[q.length];
        float[] dv = new float[v.length];
        float[] dS0 = new float[s0.length];
        rule.backward(q, k, v, a, dO, dS, dq, dk, dv, da, dS0, time);
        for (int head = 0; head < heads; head++) {
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                var at = new Place(time, heads, head, lane);
                double[][] qs = at.rows(q, keys);
                double[][] ks = at.rows(k, keys);
                double[][] vs = at.rows(v, values);
                double[][] gates = at.rows(a, keys);
                double[][] start = at.state(s0, keys, values);
                var forward = DiagonalRecurrence.forward(qs, ks, vs, gates, start);
                var g = DiagonalRecurrence.backward(qs, ks, vs, gates, start, at.rows(dO, values),
                        at.state(dS, keys, values));
                equal(List.of(forward.outputs(), g.q(), g.k(), g.v(), g.gates(), forward.state(), g.initialState()),
                        List.of(at.rows(o, values), at.rows(dq, keys), at.rows(dk, keys), at.rows(dv, values),
                                at.rows(da, keys), at.state(last, keys, values), at.state(dS0, keys, values)));
            }
        }
    }

    private record Place(int time, int heads, int head, int lane) {
        double[][] rows(float[] lanes, int width) {
            double[][] rows = new double[time][width];
            for (int t = 0; t < time; t++) {
                for (int i = 0; i < width; i++) {
                    rows[t][i] = lanes[Lanes.index(t, head * width + i, lane, heads * width)];
                }
            }
            return rows;
        }

        double[][] state(float[] lanes, int keys, int values) {
            double[][] state = new double[keys][values];
            for (int i = 0; i < keys; i++) {
                for (int j = 0; j < values; j++) {
                    state[i][j] = lanes[((head * keys + i) * values + j) * Lanes.WIDTH + lane];
                }
            }
            return state;
        }
    }

    private static float[] noise(SplittableRandom random, int size) {
        float[] noise = new float[size];
        for (int i = 0; i < size; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    private static void equal(List<double[][]> expected, List<double[][]> actual) {
        for (int n = 0; n < expected.size(); n++) {
            for (int t = 0; t < expected.get(n).length; t++) {
                double[] row = expected.get(n)[t];
                for (int i = 0; i < row.length; i++) {
                    assertEquals(row[i], actual.get(n)[t][i], 2e-5 * (1 + Math.abs(row[i])) * 5, "tensor " + n);
                }
            }
        }
    }
}

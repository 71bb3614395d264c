package dev.linnet.attention.delta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.linnet.lanes.Lanes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeltaLanesTest {
    @Test
    void forward_and_backward_equal_the_double_recurrence_for_random_awkward_sizes() {
        var random = new SplittableRandom(1);
        for (int n = 0; n < 200; n++) {
            check(random, random.nextInt(1, 12), random.nextInt(1, 4), random.nextInt(1, 9), random.nextInt(1, 9),
                    random.nextInt(1, 4));
        }
    }

    @Test
    void several_segments_of_time_and_blocks_of_columns_equal_the_recurrence_too() {
        check(new SplittableRandom(4), 70, 1, 3, 19, 1);
        check(new SplittableRandom(5), 23, 2, 4, 8, 3);
    }

    @Test
    void a_long_sequence_equals_the_recurrence_too() {
        check(new SplittableRandom(6), 500, 1, 6, 5, 2);
    }

    @Test
    void a_backward_pass_without_its_forward_pass_is_refused() {
        var rule = new DeltaLanes(1, 1, 1, 1);
        float[] x = new float[Lanes.size(3, 1)];
        float[][] xs = {x};
        rule.forward(x, xs, xs, xs, x, 2, null, null);
        String message = assertThrows(IllegalStateException.class,
                () -> rule.backward(x, xs, xs, xs, x, null, x, xs, xs, xs, null, 3)).getMessage();
        assertEquals(
                "The last forward pass was of 2 tokens of 1 micro-steps; the backward pass is to be of 3 of 1. Run that of the same inputs first.",
                message);
    }

    @Test
    void no_tokens_leave_the_initial_state() {
        check(new SplittableRandom(2), 0, 2, 3, 2, 1);
    }

    @Test
    void an_array_that_is_too_short_is_named_with_both_sizes() {
        var rule = new DeltaLanes(2, 3, 4, 1);
        float[] q = new float[Lanes.size(5, 6)];
        float[][] v = {new float[Lanes.size(5, 8)]};
        float[][] beta = {new float[Lanes.size(5, 2)]};
        float[][] k = {new float[Lanes.size(4, 6)]};
        String message = assertThrows(IllegalArgumentException.class,
                () -> rule.forward(q, k, v, beta, v[0], 5, null, null)).getMessage();
        assertEquals("k[0] has 384 numbers; [time][channel][lane] needs 480.", message);
    }

    private static void check(SplittableRandom random, int time, int heads, int keys, int values, int householders) {
        var cases = new DeltaCase[heads][Lanes.WIDTH];
        float[] q = new float[Lanes.size(time, heads * keys)];
        float[][] k = new float[householders][Lanes.size(time, heads * keys)];
        float[][] v = new float[householders][Lanes.size(time, heads * values)];
        float[][] beta = new float[householders][Lanes.size(time, heads)];
        float[] dO = new float[Lanes.size(time, heads * values)];
        float[] s0 = new float[Lanes.size(heads, keys * values)];
        float[] dS = s0.clone();
        for (int head = 0; head < heads; head++) {
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                var c = new DeltaCase(random, time, keys, values, householders);
                cases[head][lane] = c;
                scatter(c.q, q, heads, head, lane, 1, 0);
                scatter(c.dO, dO, heads, head, lane, 1, 0);
                scatterState(c.s0, s0, head, lane);
                scatterState(c.dS, dS, head, lane);
                for (int j = 0; j < householders; j++) {
                    scatter(c.k, k[j], heads, head, lane, householders, j);
                    scatter(c.v, v[j], heads, head, lane, householders, j);
                    scatter(c.beta, beta[j], heads, head, lane, householders, j);
                }
            }
        }
        var rule = new DeltaLanes(heads, keys, values, householders);
        float[] o = new float[dO.length];
        float[] last = new float[s0.length];
        rule.forward(q, k, v, beta, o, time, s0, last);
        float[] dq = new float[q.length];
        float[][] dk = new float[householders][k[0].length];
        float[][] dv = new float[householders][v[0].length];
        float[][] dBeta = new float[householders][beta[0].length];
        float[] dS0 = new float[s0.length];
        rule.backward(q, k, v, beta, dO, dS, dq, dk, dv, dBeta, dS0, time);
        for (int head = 0; head < heads; head++) {
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                var c = cases[head][lane];
                var forward = DeltaRecurrence.forward(c.q, c.k, c.v, c.betas(), householders, c.s0);
                var g = c.backward();
                compare(forward.outputs(), o, heads, head, lane, 1, 0);
                compareState(forward.state(), last, head, lane);
                compare(g.get(c.q), dq, heads, head, lane, 1, 0);
                compareState(g.get(c.s0), dS0, head, lane);
                for (int j = 0; j < householders; j++) {
                    compare(g.get(c.k), dk[j], heads, head, lane, householders, j);
                    compare(g.get(c.v), dv[j], heads, head, lane, householders, j);
                    compare(g.get(c.beta), dBeta[j], heads, head, lane, householders, j);
                }
            }
        }
    }

    private static int index(double[][] rows, int t, int head, int i, int heads, int lane) {
        int width = rows[0].length;
        return Lanes.index(t, head * width + i, lane, heads * width);
    }

    private static void scatter(double[][] rows, float[] lanes, int heads, int head, int lane, int stride, int first) {
        for (int t = 0; t * stride < rows.length; t++) {
            double[] row = rows[t * stride + first];
            for (int i = 0; i < row.length; i++) {
                lanes[index(rows, t, head, i, heads, lane)] = (float) row[i];
                row[i] = (float) row[i];
            }
        }
    }

    private static void scatterState(double[][] state, float[] lanes, int head, int lane) {
        scatter(new double[][] {flat(state)}, lanes, 1, 0, lane, 1, 0, head * flat(state).length * Lanes.WIDTH);
        for (double[] row : state) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) row[i];
            }
        }
    }

    private static void scatter(double[][] rows, float[] lanes, int heads, int head, int lane, int stride, int first,
            int offset) {
        float[] part = new float[lanes.length - offset];
        System.arraycopy(lanes, offset, part, 0, part.length);
        scatter(rows, part, heads, head, lane, stride, first);
        System.arraycopy(part, 0, lanes, offset, part.length);
    }

    private static double[] flat(double[][] state) {
        return java.util.Arrays.stream(state).flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    private static void compare(double[][] expected, float[] lanes, int heads, int head, int lane, int stride,
            int first) {
        double scale = 1;
        for (double[] row : expected) {
            for (double x : row) {
                scale = Math.max(scale, Math.abs(x));
            }
        }
        for (int t = 0; t * stride < expected.length; t++) {
            double[] row = expected[t * stride + first];
            for (int i = 0; i < row.length; i++) {
                assertEquals(row[i], lanes[index(expected, t, head, i, heads, lane)], 2e-5 * scale);
            }
        }
    }

    private static void compareState(double[][] expected, float[] lanes, int head, int lane) {
        double[] flat = flat(expected);
        for (int i = 0; i < flat.length; i++) {
            assertEquals(flat[i], lanes[(head * flat.length + i) * Lanes.WIDTH + lane],
                    2e-5 * Math.max(1, Math.abs(flat[i]) + DeltaCase.norm(expected)));
        }
    }
}

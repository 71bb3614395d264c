package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Target;

class DecayAttentionTest {
    private static final float[] DECAYS = {1, 0.9961f, 0.7788f, 1e-4f};

    private static float[] decays(SplittableRandom random, int n) {
        var logarithms = new float[n];
        for (int i = 0; i < n; i++) {
            logarithms[i] = (float) Math.log(DECAYS[random.nextInt(DECAYS.length)]);
        }
        return logarithms;
    }

    @Test
    void chunks_equal_the_recurrence_for_awkward_shapes() {
        var random = new SplittableRandom(1);
        // heads, length, keyWidth, valueWidth
        int[][] shapes = {{1, 1, 1, 1}, {2, 2, 3, 5}, {1, 63, 32, 32}, {1, 64, 16, 8}, {1, 65, 33, 31}, {2, 130, 8, 33},
                {1, 200, 40, 4}, {3, random.nextInt(1, 150), random.nextInt(1, 70), random.nextInt(1, 70)}};
        for (int i = 0; i < shapes.length; i++) {
            var shape = shapes[i];
            int heads = shape[0];
            int length = shape[1];
            var attention = DecayAttention.of(heads, length, shape[2], shape[3]);
            var q = Comparison.random(random, heads * length * shape[2]);
            var k = Comparison.random(random, heads * length * shape[2]);
            var v = Comparison.random(random, heads * length * shape[3]);
            var g = decays(random, i % 2 == 0 ? heads : heads * length);
            var initial = i % 3 == 2 ? null : Comparison.random(random, heads * shape[2] * shape[3]);
            var expected = new double[v.length];
            var expectedLast = new double[heads * shape[2] * shape[3]];
            attention.twin(Comparison.wide(q), Comparison.wide(k), Comparison.wide(v), Comparison.wide(g),
                    initial == null ? null : Comparison.wide(initial), expected, expectedLast);
            var o = new float[v.length];
            var last = new float[expectedLast.length];
            attention.launch(Target.AUTO, q, k, v, g, initial, o, last);
            Comparison.close(expected, o, 1e-5, attention + " o");
            Comparison.close(expectedLast, last, 1e-5, attention + " last");
        }
    }

    @Test
    void two_halves_with_the_state_between_them_equal_the_whole() {
        int first = 70;
        int length = 100;
        int width = 12;
        var random = new SplittableRandom(2);
        var q = Comparison.random(random, length * width);
        var k = Comparison.random(random, length * width);
        var v = Comparison.random(random, length * width);
        float[] g = {-0.05f};
        var whole = new float[length * width];
        var last = new float[width * width];
        DecayAttention.of(1, length, width, width).launch(Target.AUTO, q, k, v, g, null, whole, last);
        var parts = new float[length * width];
        var state = new float[width * width];
        for (int[] part : new int[][] {{0, first}, {first, length}}) {
            int from = part[0] * width;
            int to = part[1] * width;
            var o = new float[to - from];
            DecayAttention.of(1, part[1] - part[0], width, width)
                    .launch(Target.AUTO, Arrays.copyOfRange(q, from, to), Arrays.copyOfRange(k, from, to),
                            Arrays.copyOfRange(v, from, to), g, state, o, state);
            System.arraycopy(o, 0, parts, from, o.length);
        }
        Comparison.close(Comparison.wide(whole), parts, 1e-5, "o");
        Comparison.close(Comparison.wide(last), state, 1e-5, "last");
    }

    @Test
    void no_step_leaves_the_state_as_it_was() {
        var none = new float[0];
        var initial = Comparison.random(new SplittableRandom(3), 2 * 3 * 5);
        var last = new float[initial.length];
        DecayAttention.of(2, 0, 3, 5).launch(Target.AUTO, none, none, none, new float[] {-1, -1}, initial, none, last);
        assertArrayEquals(initial, last);
    }

    @Test
    void strong_and_weak_decays_stay_finite() {
        int length = 300;
        var random = new SplittableRandom(4);
        var q = Comparison.random(random, 2 * length * 4);
        var k = Comparison.random(random, 2 * length * 4);
        var v = Comparison.random(random, 2 * length * 4);
        var o = new float[v.length];
        var last = new float[2 * 4 * 4];
        DecayAttention.of(2, length, 4, 4)
                .launch(Target.AUTO, q, k, v, new float[] {(float) Math.log(1e-4), -1e-7f}, null, o, last);
        for (float value : o) {
            assertTrue(Float.isFinite(value));
        }
        // With so strong a decay a step sees next to nothing but itself.
        for (int j = 0; j < 4; j++) {
            double own = 0;
            for (int i = 0; i < 4; i++) {
                own += 0.5 * q[i + 4 * (length - 1)] * k[i + 4 * (length - 1)];
            }
            assertEquals(own * v[j + 4 * (length - 1)], o[j + 4 * (length - 1)], 1e-3);
        }
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        refused("heads: 0 is not possible; it must be at least 1", () -> DecayAttention.of(0, 1, 1, 1));
        refused("length: -1 is not possible; it must be at least 0", () -> DecayAttention.of(1, -1, 1, 1));
        refused("scale: NaN is not possible; it must be a finite number",
                () -> new DecayAttention(1, 1, 1, 1, Float.NaN));
        var attention = DecayAttention.of(2, 3, 1, 1);
        var six = new float[6];
        var two = new float[2];
        refused("k has 2 floats, and heads * length * keyWidth = 2 * 3 * 1 needs 6",
                () -> attention.launch(Target.CPU, six, two, six, two, null, six, two));
        refused("logDecay has 3 floats; heads = 2 or heads * length = 6 are needed",
                () -> attention.launch(Target.CPU, six, six, six, new float[3], null, six, two));
        refused("logDecay[1]: 0.5 is not possible; it is the logarithm of a decay in (0, 1]",
                () -> attention.launch(Target.CPU, six, six, six, new float[] {0, 0.5f}, null, six, two));
        refused("logDecay[0]: NaN is not possible; it is the logarithm of a decay in (0, 1]",
                () -> attention.launch(Target.CPU, six, six, six, new float[] {Float.NaN, 0}, null, six, two));
        refused("initial has 6 floats, and heads * keyWidth * valueWidth = 2 * 1 * 1 needs 2",
                () -> attention.launch(Target.CPU, six, six, six, two, six, six, two));
    }
}

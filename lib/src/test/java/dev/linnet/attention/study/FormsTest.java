package dev.linnet.attention.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormsTest {
    private static final AttentionOptions ONE_THREAD = AttentionOptions.defaults().withThreads(1);

    static List<AttentionRule> family() {
        return AttentionRule.family(2);
    }

    @ParameterizedTest
    @MethodSource("family")
    void every_form_of_every_rule_is_near_its_equation(AttentionRule rule) {
        FloatInputs in = SampleInputs.of(rule, Layout.of(2, 2, 45, 8, 6), new Random(5));
        FormErrors errors = FormErrors.of(rule, ONE_THREAD.withChunkSize(16), in, 1);
        // near sums of weights that cancel, the norms of TransNormer amplify rounding
        assertTrue(errors.largest() < 1e-2, errors::toString);
        assertTrue(errors.chunkwise() < 1e-4 && errors.chunkwise() > 0, errors::toString);
        assertTrue(errors.step() < 1e-4 && errors.step() > 0, errors::toString);
    }

    @Test
    void an_error_is_relative_to_the_largest_number_and_nan_where_one_is_not_finite() {
        assertEquals(0.25, FormErrors.error(new double[] {1, -4}, new float[] {2, -4}), 1e-12);
        assertEquals(Double.NaN, FormErrors.error(new double[] {1}, new float[] {Float.POSITIVE_INFINITY}));
        assertEquals(0, FormErrors.error(new double[] {0}, new float[] {0}));
        assertThrows(IllegalArgumentException.class, () -> FormErrors.error(new double[1], new float[2]));
    }

    @Test
    void a_stream_of_segments_gives_the_bits_of_one_long_call() {
        for (AttentionRule rule : List.of(AttentionRule.Linear.normalised(), new AttentionRule.Retention(List.of(-0.1)),
                new AttentionRule.DeltaNet(EigenvalueRange.SIGNED))) {
            FloatInputs segment = SampleInputs.of(rule, Layout.of(1, 1, 64, 8, 8), new Random(2));
            AttentionOptions options = ONE_THREAD.withChunkSize(16);
            var stream = new TokenStream(rule, options, segment);
            stream.run(64);
            float[] state = stream.run(192);
            Layout whole = Layout.of(1, 1, 192, 8, 8);
            var in = FloatInputs.of(whole, thrice(segment.q()), thrice(segment.k()), thrice(segment.v()))
                    .withBeta(thrice(segment.beta()));
            var out = Chunkwise.of(rule, options).forward(in);
            assertArrayEquals(out.finalState(), state);
            assertArrayEquals(Arrays.copyOfRange(out.o(), 128 * 8, 192 * 8), stream.lastOutputs());
        }
        var odd = SampleInputs.of(new AttentionRule.Gla(), Layout.of(1, 1, 10, 2, 2), new Random(2));
        var stream = new TokenStream(new AttentionRule.Gla(), ONE_THREAD, odd);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> stream.run(15)).getMessage().contains("15"));
    }

    private static float[] thrice(float[] part) {
        var all = new float[3 * part.length];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    @Test
    void the_naive_gated_chunk_is_right_for_weak_gates_and_nan_for_strong_ones() {
        var rule = new AttentionRule.Gla();
        FloatInputs weak = SampleInputs.of(rule, Layout.of(2, 2, 50, 5, 3), new Random(7));
        double[] right = Recurrent.of(rule).forward(weak.toDouble()).o();
        assertTrue(FormErrors.error(right, NaiveGla.forward(weak, 16)) < 1e-5);
        var strong = new float[weak.logDecay().length];
        Arrays.fill(strong, -3.75f);
        FloatInputs forgetting = weak.withLogDecay(strong);
        right = Recurrent.of(rule).forward(forgetting.toDouble()).o();
        assertEquals(Double.NaN, FormErrors.error(right, NaiveGla.forward(forgetting, 32)));
        assertTrue(FormErrors.error(right, NaiveGla.forward(forgetting, 8)) < 1e-5);
        assertThrows(IllegalArgumentException.class, () -> NaiveGla.forward(weak, 0));
    }

    @Test
    void subjects_take_turns_and_their_memory_is_counted() {
        var order = new ArrayList<String>();
        var subjects = new LinkedHashMap<String, Runnable>();
        var kept = new byte[1][];
        subjects.put("a", () -> order.add("a"));
        subjects.put("b", () -> {
            order.add("b");
            kept[0] = new byte[1_000_000];
        });
        InterleavedTimings timings = InterleavedTimings.measure(3, subjects);
        assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), order);
        assertTrue(timings.of("b").leastAllocated() >= kept[0].length);
        assertTrue(timings.of("a").leastAllocated() < 100_000);
        assertEquals(3, timings.of("a").seconds().length);
        var cost = new InterleavedTimings.Cost(new double[] {3, 1, 2, 10}, new long[] {1});
        assertEquals(2.5, cost.median());
        assertEquals(1, cost.least());
        assertThrows(IllegalArgumentException.class, () -> timings.of("c"));
        assertThrows(IllegalArgumentException.class, () -> InterleavedTimings.measure(0, Map.of()));
    }
}

package dev.linnet.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.linear.FeatureMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BadInputTest {
    private static final Layout LAYOUT = Layout.of(1, 2, 5, 3, 4);
    private final RandomInputs random = new RandomInputs(1);

    @Test
    void a_wrong_length_names_the_array_its_shape_and_all_lengths() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT).withInitialState(new float[0]);
        String message = message(() -> Chunkwise.of(AttentionRule.Linear.plain())
                .forward(new FloatInputs(LAYOUT, in.q(), new float[29], in.v(),
                        in.logDecay(), in.beta(), in.initialState())));
        assertEquals(
                "k has 29 numbers; the layout [batch 1, heads 2, time 5, key 3, value 4] needs 30 ([batch][head][time][key]). "
                        + "Lengths of all inputs: q 30, k 29, v 40, logDecay 0, beta 0, initialState 0.",
                message);
    }

    @Test
    void gates_that_a_rule_does_not_take_or_lacks_are_refused() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT);
        assertTrue(message(() -> Chunkwise.of(AttentionRule.Linear.plain()).forward(in.withLogDecay(new float[10])))
                .contains("takes no gates"));
        assertTrue(message(() -> Chunkwise.of(new AttentionRule.ScalarGated()).forward(in))
                .startsWith("logDecay has 0 numbers"));
        assertTrue(message(() -> Recurrent.of(new AttentionRule.ScalarGated()).forward(in.toDouble()))
                .startsWith("logDecay has 0 numbers"));
    }

    @Test
    void a_state_of_another_shape_is_refused() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT).withInitialState(new float[23]);
        assertTrue(message(() -> Chunkwise.of(AttentionRule.Linear.plain()).forward(in))
                .startsWith("initialState has 23 numbers"));
        assertTrue(message(() -> Step.of(AttentionRule.Linear.plain(), 1, 2, 3, 4).load(new float[23]))
                .contains("23 numbers of state"));
    }

    @Test
    void gradients_of_another_shape_are_refused() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT);
        var chunkwise = Chunkwise.of(AttentionRule.Linear.plain());
        assertTrue(message(() -> chunkwise.backward(in, new float[39], new float[0]))
                .startsWith("The gradient of o has 39 numbers"));
        assertTrue(message(() -> chunkwise.backward(in, new float[40], new float[5]))
                .startsWith("The gradient of the final state has 5"));
    }

    @Test
    void what_is_missing_is_named_where_it_is_left_out() {
        assertEquals("rule", missing(() -> Chunkwise.of(null)));
        assertEquals("rule", missing(() -> Recurrent.of(null)));
        assertEquals("options", missing(() -> Chunkwise.of(AttentionRule.Linear.plain(), null)));
        assertEquals("eigenvalues", missing(() -> new AttentionRule.DeltaNet(null)));
        assertEquals("eigenvalues", missing(() -> new AttentionRule.DeltaProduct(2, true, null)));
        assertEquals("norm", missing(() -> new AttentionRule.Linear(FeatureMap.IDENTITY, null, 0)));
    }

    private static String missing(Executable call) {
        return assertThrows(NullPointerException.class, call).getMessage();
    }

    @Test
    void impossible_sizes_are_refused() {
        assertTrue(message(() -> Layout.of(1, 1, 3, 0, 4)).startsWith("keyDim is 0"));
        assertTrue(message(() -> Layout.of(0, 1, 3, 1, 4)).startsWith("batch is 0"));
        assertTrue(message(() -> Layout.of(1, 1, -1, 1, 4)).startsWith("time is -1"));
        assertTrue(message(() -> Layout.packed(1, new int[] {0, 3, 3}, 1, 4)).startsWith("offsets[2] is 3 after 3"));
        assertTrue(message(() -> Layout.packed(1, new int[] {1, 3}, 1, 4)).startsWith("offsets is [1, 3]"));
        assertTrue(message(() -> AttentionOptions.defaults().withChunkSize(0)).startsWith("chunkSize is 0"));
        assertTrue(message(() -> AttentionOptions.defaults().withThreads(0)).startsWith("threads is 0"));
        assertTrue(message(() -> AttentionOptions.defaults().withScale(Double.NaN)).startsWith("scale is NaN"));
        assertTrue(
                message(() -> new AttentionRule.Retention(List.of(0.1)).stateRule()).startsWith("A log decay is 0.1"));
        assertTrue(message(() -> DecaySchedule.ALIBI.logDecay(4, 4, 4)).contains("layer 4 of 4"));
    }

    @Test
    void fixed_decays_must_be_one_per_head() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT);
        assertTrue(message(() -> Chunkwise.of(new AttentionRule.Retention(List.of(-1.0))).forward(in))
                .contains("1 heads"));
    }

    @Test
    void a_layout_beyond_one_array_says_how_many_bytes_it_would_take() {
        Layout huge = Layout.of(64, 64, 1 << 20, 128, 128);
        String message = message(() -> Chunkwise.of(AttentionRule.Linear.plain())
                .forward(FloatInputs.of(huge, new float[0], new float[0], new float[0])));
        assertTrue(message.contains("2199023255552 bytes"), message);
        for (AttentionRule rule : AttentionRule.family(1)) {
            for (Layout layout : List.of(huge, Layout.of(1, 1, Integer.MAX_VALUE, 64, 64),
                    Layout.of(1 << 20, 1 << 20, 1 << 20, 4, 4))) {
                assertEquals("The layout " + layout
                        + " has more numbers than one Java array holds: split the batch or the sequence.",
                        message(() -> SampleInputs.of(rule, layout, new Random(1))));
            }
        }
    }

    @Test
    void without_strictness_nan_goes_through_and_with_it_the_first_is_named() {
        FloatInputs in = random.of(AttentionRule.Linear.plain(), LAYOUT);
        in.v()[13] = Float.NaN;
        FloatOutputs out = Chunkwise.of(AttentionRule.Linear.plain()).forward(in);
        assertTrue(Float.isNaN(out.o()[4 * 4 + 1]));
        assertEquals("v[13] (row 3 counted over batch, heads and time, column 1) is NaN; inputs must be finite.",
                message(() -> strict(AttentionRule.Linear.plain()).forward(in)));
    }

    @Test
    void strictness_refuses_gates_above_one() {
        FloatInputs in = random.of(new AttentionRule.ScalarGated(), LAYOUT);
        in.logDecay()[7] = 0.5f;
        assertTrue(message(() -> strict(new AttentionRule.ScalarGated()).forward(in)).startsWith("logDecay[7]"));
        in.logDecay()[7] = Float.NEGATIVE_INFINITY;
        assertEquals(40, strict(new AttentionRule.ScalarGated()).forward(in).o().length);
    }

    @Test
    void strictness_refuses_write_strengths_outside_the_rules_range_and_keys_that_are_not_of_length_one() {
        var rule = new AttentionRule.DeltaNet(EigenvalueRange.NON_NEGATIVE);
        FloatInputs in = random.of(rule, LAYOUT);
        in.beta()[3] = 1.5f;
        assertEquals("beta[3] (row 3 counted over batch, heads and time, column 0) is 1.5; "
                + "this rule's write strengths lie in [0, 1.0].", message(() -> strict(rule).forward(in)));
        assertEquals(40,
                strict(new AttentionRule.DeltaNet(EigenvalueRange.SIGNED)).forward(in).o().length);
        in.beta()[3] = -0.1f;
        assertTrue(message(() -> strict(new AttentionRule.DeltaNet(EigenvalueRange.SIGNED)).forward(in))
                .startsWith("beta[3]"));
        in.beta()[3] = 0.5f;
        in.k()[3 * 3] += 1;
        assertTrue(message(() -> strict(rule).forward(in)).startsWith("k, row 3"));
    }

    @Test
    void a_chunk_longer_than_the_sequence_is_the_sequence() {
        var options = AttentionOptions.defaults().withChunkSize(1000);
        for (AttentionRule rule : List.of(AttentionRule.Linear.plain(), new AttentionRule.Gla(),
                new AttentionRule.DeltaNet(EigenvalueRange.SIGNED), new AttentionRule.Softmax())) {
            FloatInputs in = random.of(rule, LAYOUT);
            assertEquals(5, Chunkwise.of(rule, options).chunkSize(LAYOUT));
            assertArrayEquals(Chunkwise.of(rule, AttentionOptions.defaults().withChunkSize(5)).forward(in).o(),
                    Chunkwise.of(rule, options).forward(in).o());
        }
    }

    @Test
    void a_state_beyond_one_array_or_the_heap_says_how_many_bytes_it_takes() {
        assertTrue(message(() -> Chunkwise.of(AttentionRule.Linear.plain()).forward(oneStep(50_000)))
                .contains("needs 10000000000 bytes, more than one Java array holds"));
        assumeTrue(Runtime.getRuntime().maxMemory() < 8_000_000_000L, "the heap is large enough");
        assertTrue(message(() -> Chunkwise.of(AttentionRule.Linear.plain()).forward(oneStep(46_000)))
                .contains("needs 8464000000 bytes, more than the heap has left"));
    }

    private static FloatInputs oneStep(int width) {
        return FloatInputs.of(Layout.of(1, 1, 1, width, width), new float[width], new float[width],
                new float[width]);
    }

    private static Chunkwise strict(AttentionRule rule) {
        return Chunkwise.of(rule, AttentionOptions.defaults().withStrict(true));
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}

package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkwiseTest {
    private static final String RULES = "dev.linnet.attention.Rules#all";
    private static final double FORWARD = 1e-5;
    private static final double BACKWARD = 3e-5;

    @ParameterizedTest
    @MethodSource(RULES)
    @Tag("vectors")
    void equals_the_recurrence_for_200_random_shapes_forward_and_backward(AttentionRule rule) {
        var random = new RandomInputs(3);
        for (int n = 0; n < 200; n++) {
            Layout layout = random.layout(n % 10 == 0 ? 150 : 40, n % 10 == 5 ? 70 : 20);
            int chunk = random.upTo(n % 3 == 0 ? 70 : 20);
            var options = AttentionOptions.defaults().withThreads(1 + n % 2).withChunkSize(chunk);
            compare(rule, options, random, random.of(rule, layout), layout + " chunk " + chunk);
        }
    }

    @ParameterizedTest
    @MethodSource(RULES)
    void equals_the_recurrence_at_the_sizes_of_real_heads_with_the_chosen_chunk(AttentionRule rule) {
        var random = new RandomInputs(4);
        for (int width : new int[] {32, 64, 128}) {
            Layout layout = Layout.of(1, Rules.HEADS, 201, width, width);
            compare(rule, AttentionOptions.defaults(), random, random.of(rule, layout), layout.toString());
        }
    }

    /** More chunks than there is room for states: the backward pass works spans of them out again. */
    @ParameterizedTest
    @MethodSource("dev.linnet.attention.Rules#withoutNorm")
    void gradients_of_thousands_of_chunks_equal_the_recurrence(AttentionRule rule) {
        var random = new RandomInputs(9);
        Layout layout = Layout.packed(Rules.HEADS, new int[] {0, 4100}, 2, 1);
        compare(rule, AttentionOptions.defaults().withChunkSize(1), random, random.of(rule, layout), "chunk 1");
    }

    private static void compare(AttentionRule rule, AttentionOptions options, RandomInputs random, FloatInputs in,
            String what) {
        Layout layout = in.layout();
        DoubleOutputs expected = Recurrent.of(rule).forward(in.toDouble());
        var chunkwise = Chunkwise.of(rule, options);
        FloatOutputs out = chunkwise.forward(in);
        assertClose(expected.o(), out.o(), FORWARD, what + " o");
        assertClose(expected.finalState(), out.finalState(), FORWARD, what + " state");
        float[] dO = random.outputLike(layout);
        float[] dS = random.coin() ? random.finalStateLike(rule, layout) : new float[0];
        DoubleGradients g = Recurrent.of(rule).backward(in.toDouble(), RandomInputs.wide(dO), RandomInputs.wide(dS));
        FloatGradients actual = chunkwise.backward(in, dO, dS);
        assertClose(g.q(), actual.q(), BACKWARD, what + " dq");
        assertClose(g.k(), actual.k(), BACKWARD, what + " dk");
        assertClose(g.v(), actual.v(), BACKWARD, what + " dv");
        assertClose(g.logDecay(), actual.logDecay(), BACKWARD, what + " dg");
        assertClose(g.beta(), actual.beta(), BACKWARD, what + " dbeta");
        assertClose(g.initialState(), actual.initialState(), BACKWARD, what + " dS0");
    }

    @ParameterizedTest
    @MethodSource(RULES)
    void an_empty_sequence_hands_the_state_through(AttentionRule rule) {
        var random = new RandomInputs(5);
        Layout layout = Layout.of(2, Rules.HEADS, 0, 3, 5);
        float[] state = random.finalStateLike(rule, layout);
        FloatInputs in = random.of(rule, layout).withInitialState(state);
        FloatOutputs out = Chunkwise.of(rule).forward(in);
        assertEquals(0, out.o().length);
        assertArrayEquals(state, out.finalState());
        assertArrayEquals(state, Chunkwise.of(rule).backward(in, new float[0], state).initialState());
    }

    @ParameterizedTest
    @MethodSource(RULES)
    void later_inputs_do_not_change_earlier_outputs(AttentionRule rule) {
        var random = new RandomInputs(6);
        Layout layout = Layout.of(1, Rules.HEADS, 50, 9, 7);
        FloatInputs in = random.of(rule, layout);
        float[] before = Chunkwise.of(rule).forward(in).o();
        for (int changed : new int[] {1, 17, 31, 49}) {
            FloatInputs other = random.of(rule, layout);
            FloatInputs mixed = new FloatInputs(layout, mix(in.q(), other.q(), changed),
                    mix(in.k(), other.k(), changed),
                    mix(in.v(), other.v(), changed), mix(in.logDecay(), other.logDecay(), changed),
                    mix(in.beta(), other.beta(), changed), in.initialState());
            float[] after = Chunkwise.of(rule).forward(mixed).o();
            for (int head = 0; head < Rules.HEADS; head++) {
                int from = head * 50 * 7;
                assertArrayEquals(Arrays.copyOfRange(before, from, from + changed * 7),
                        Arrays.copyOfRange(after, from, from + changed * 7));
            }
        }
    }

    /** Rows before {@code changed} of each head from {@code a}, the others from {@code b}. */
    private static float[] mix(float[] a, float[] b, int changed) {
        float[] mixed = b.clone();
        int head = a.length / Rules.HEADS;
        for (int h = 0; h < Rules.HEADS; h++) {
            System.arraycopy(a, h * head, mixed, h * head, head / 50 * changed);
        }
        return mixed;
    }

    @ParameterizedTest
    @MethodSource(RULES)
    void the_number_of_threads_changes_no_bit(AttentionRule rule) {
        var random = new RandomInputs(7);
        Layout layout = Layout.of(3, Rules.HEADS, 37, 17, 6);
        FloatInputs in = random.of(rule, layout);
        float[] dO = random.outputLike(layout);
        var one = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(1));
        var three = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(3));
        assertArrayEquals(one.forward(in).o(), three.forward(in).o());
        assertArrayEquals(one.backward(in, dO, new float[0]).k(), three.backward(in, dO, new float[0]).k());
    }

    /** Three threads share two heads: each head is worked on by all, in several windows of chunks. */
    @ParameterizedTest
    @MethodSource(RULES)
    void threads_that_share_a_head_change_no_bit(AttentionRule rule) {
        var random = new RandomInputs(8);
        for (Layout layout : List.of(Layout.of(1, Rules.HEADS, 301, 64, 70), Layout.of(1, Rules.HEADS, 43, 5, 3))) {
            FloatInputs in = random.of(rule, layout).withInitialState(random.initialState(rule, layout));
            float[] dO = random.outputLike(layout);
            float[] dS = random.finalStateLike(rule, layout);
            var one = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(1).withChunkSize(4));
            var three = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(3).withChunkSize(4));
            assertArrayEquals(one.forward(in).o(), three.forward(in).o());
            assertArrayEquals(one.forward(in).finalState(), three.forward(in).finalState());
            FloatGradients expected = one.backward(in, dO, dS);
            FloatGradients actual = three.backward(in, dO, dS);
            assertArrayEquals(expected.q(), actual.q());
            assertArrayEquals(expected.k(), actual.k());
            assertArrayEquals(expected.v(), actual.v());
            assertArrayEquals(expected.logDecay(), actual.logDecay());
            assertArrayEquals(expected.beta(), actual.beta());
            assertArrayEquals(expected.initialState(), actual.initialState());
        }
    }

    @ParameterizedTest
    @MethodSource(RULES)
    void an_interrupted_thread_stops(AttentionRule rule) {
        var random = new RandomInputs(10);
        Layout layout = Layout.of(1, Rules.HEADS, 20, 3, 3);
        FloatInputs in = random.of(rule, layout);
        float[] dO = random.outputLike(layout);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> Chunkwise.of(rule).forward(in));
        assertThrows(CancellationException.class, () -> Chunkwise.of(rule).backward(in, dO, new float[0]));
        var sharing = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(3).withChunkSize(1));
        assertThrows(CancellationException.class, () -> sharing.forward(in));
        assertThrows(CancellationException.class, () -> sharing.backward(in, dO, new float[0]));
        assertTrue(Thread.interrupted());
    }
}

package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.softmax.Weights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    private final RandomInputs random = new RandomInputs(1);

    @Test
    void attention_in_blocks_is_attention_on_each_block_alone() {
        var blocks = new AttentionRule.BlockDiagonal(7, Weights.SOFTMAX, true, 0);
        Layout layout = Layout.of(1, 1, 17, 5, 4);
        FloatInputs in = random.of(blocks, layout);
        double[] whole = Recurrent.of(blocks).forward(in.toDouble()).o();
        for (int from = 0; from < 17; from += 7) {
            int to = Math.min(17, from + 7);
            FloatInputs part = FloatInputs.of(Layout.of(1, 1, to - from, 5, 4),
                    Arrays.copyOfRange(in.q(), from * 5, to * 5),
                    Arrays.copyOfRange(in.k(), from * 5, to * 5), Arrays.copyOfRange(in.v(), from * 4, to * 4));
            assertClose(Arrays.copyOfRange(whole, from * 4, to * 4),
                    Chunkwise.of(new AttentionRule.Softmax()).forward(part).o(), 1e-5,
                    "block from " + from);
        }
    }

    @Test
    void blocks_that_look_both_ways_equal_their_definition_forward_and_backward() {
        for (Weights weights : Weights.values()) {
            for (int width : new int[] {1, 9, 40, 1000}) {
                var rule = new AttentionRule.BlockDiagonal(width, weights, false, 1);
                FloatInputs in = random.of(rule, Layout.of(1, 2, 75, 6, 11));
                float[] dO = random.outputLike(in.layout());
                var chunkwise = Chunkwise.of(rule, AttentionOptions.defaults().withChunkSize(16));
                assertClose(Recurrent.of(rule).forward(in.toDouble()).o(), chunkwise.forward(in).o(), 1e-5, "o");
                DoubleGradients g = Recurrent.of(rule).backward(in.toDouble(), RandomInputs.wide(dO), new double[0]);
                FloatGradients actual = chunkwise.backward(in, dO, new float[0]);
                assertClose(g.q(), actual.q(), 3e-5, "dq");
                assertClose(g.k(), actual.k(), 3e-5, "dk");
                assertClose(g.v(), actual.v(), 3e-5, "dv");
            }
        }
    }

    @Test
    void scores_of_thousands_do_not_overflow() {
        FloatInputs in = random.of(new AttentionRule.Softmax(), Layout.of(1, 1, 40, 4, 3));
        for (int i = 0; i < in.q().length; i++) {
            in.q()[i] *= 3000;
        }
        assertClose(Recurrent.of(new AttentionRule.Softmax()).forward(in.toDouble()).o(),
                Chunkwise.of(new AttentionRule.Softmax()).forward(in).o(), 1e-3, "o");
    }

    @Test
    void steps_equal_the_definition() {
        for (AttentionRule rule : new AttentionRule[] {new AttentionRule.Softmax(),
                new AttentionRule.BlockDiagonal(5, Weights.SOFTMAX, true, 0),
                new AttentionRule.BlockDiagonal(90, Weights.RELA, true, 1)}) {
            FloatInputs in = random.of(rule, Layout.of(1, 1, 150, 3, 4));
            var actual = new float[600];
            Step step = Step.of(rule, 1, 1, 3, 4);
            var o = new float[4];
            for (int t = 0; t < 150; t++) {
                step.next(FloatInputs.of(step.layout(), Arrays.copyOfRange(in.q(), 3 * t, 3 * t + 3),
                        Arrays.copyOfRange(in.k(), 3 * t, 3 * t + 3), Arrays.copyOfRange(in.v(), 4 * t, 4 * t + 4)), o);
                System.arraycopy(o, 0, actual, 4 * t, 4);
            }
            assertClose(Recurrent.of(rule).forward(in.toDouble()).o(), actual, 1e-5, rule.title());
        }
    }

    @Test
    void there_is_no_state_and_no_looking_ahead_step_by_step() {
        FloatInputs in = random.of(new AttentionRule.Softmax(), Layout.of(1, 1, 4, 3, 4));
        assertEquals(0, Chunkwise.of(new AttentionRule.Softmax()).forward(in).finalState().length);
        assertThrows(IllegalArgumentException.class,
                () -> Chunkwise.of(new AttentionRule.Softmax()).forward(in.withInitialState(new float[12])));
        var both = new AttentionRule.BlockDiagonal(4, Weights.SOFTMAX, false, 0);
        String message = assertThrows(IllegalArgumentException.class, () -> Step.of(both, 1, 1, 3, 4)).getMessage();
        assertTrue(message.startsWith("Attention that looks ahead"), message);
        assertThrows(IllegalArgumentException.class,
                () -> new AttentionRule.BlockDiagonal(0, Weights.SOFTMAX, true, 0).blockForm());
    }
}

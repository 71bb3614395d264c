package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("vectors")
class StepTest {
    private static final int T = 45;

    @ParameterizedTest
    @MethodSource("dev.linnet.attention.Rules#withState")
    void steps_after_a_prompt_of_any_length_equal_the_recurrence(AttentionRule rule) {
        var random = new RandomInputs(8);
        for (int[] widths : new int[][] {{5, 3}, {16, 64}, {33, 70}}) {
            Layout layout = Layout.of(2, Rules.HEADS, T, widths[0], widths[1]);
            FloatInputs in = random.of(rule, layout);
            double[] expected = Recurrent.of(rule).forward(in.toDouble()).o();
            for (int prompt : new int[] {0, 1, 13, 44}) {
                FloatOutputs prefix = Chunkwise.of(rule).forward(slice(in, 0, prompt));
                Step step = Step.of(rule, 2, Rules.HEADS, widths[0], widths[1]);
                step.load(prefix.finalState());
                var actual = new float[expected.length];
                var o = new float[2 * Rules.HEADS * widths[1]];
                for (int t = prompt; t < T; t++) {
                    step.next(slice(in, t, t + 1), o);
                    paste(o, actual, t, widths[1]);
                }
                for (int t = 0; t < prompt; t++) {
                    paste(rows(prefix.o(), prompt, t, t + 1), actual, t, widths[1]);
                }
                assertClose(expected, actual, 1e-5, rule.title() + " after a prompt of " + prompt);
            }
        }
    }

    private static void paste(float[] o, float[] to, int t, int V) {
        for (int head = 0; head < o.length / V; head++) {
            System.arraycopy(o, head * V, to, (head * T + t) * V, V);
        }
    }

    private static FloatInputs slice(FloatInputs in, int from, int to) {
        Layout l = in.layout();
        return new FloatInputs(Layout.of(l.batch(), l.heads(), to - from, l.keyDim(), l.valueDim()),
                rows(in.q(), T, from, to),
                rows(in.k(), T, from, to), rows(in.v(), T, from, to), rows(in.logDecay(), T, from, to),
                rows(in.beta(), T, from, to),
                in.initialState());
    }

    private static float[] rows(float[] a, int time, int from, int to) {
        int heads = 2 * Rules.HEADS;
        if (a.length == 0) {
            return a;
        }
        int width = a.length / heads / time;
        var part = new float[heads * (to - from) * width];
        for (int head = 0; head < heads; head++) {
            float[] one = Arrays.copyOfRange(a, (head * time + from) * width, (head * time + to) * width);
            System.arraycopy(one, 0, part, head * one.length, one.length);
        }
        return part;
    }
}

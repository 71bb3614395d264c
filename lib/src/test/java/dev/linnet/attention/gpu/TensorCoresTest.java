package dev.linnet.attention.gpu;

import static dev.linnet.attention.Close.assertNearInNorm;
import static dev.linnet.attention.RandomInputs.normal;
import static dev.linnet.attention.RandomInputs.wide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.cuda.Target;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels against the recurrence in double precision, on the same rounded inputs; on the GPU where there is one, else on the CPU's
 * engine.
 *
 * <p>A bf16 number has 8 bits of mantissa: rounding errs by up to 2^-9 and, evenly spread, by 2^-9 / sqrt(3) = 0.0011 of the number. A
 * result is a sum whose factors were rounded two or three times: 0.002 to 0.003 of its norm. The delta rule also rounds W and U, and
 * multiplies by rounded inverses: 0.005. A gate's gradient is the difference of sums of rounded results that mostly cancel.
 */
class TensorCoresTest {
    private static final double PLAIN = 0.005;
    private static final double DELTA = 0.012;
    private static final double GATE = 0.03;
    private static final List<Double> DECAYS = List.of(-0.02, -0.4);

    static Stream<Arguments> cases() {
        var signed = EigenvalueRange.SIGNED;
        return Stream.of(
                Arguments.of(AttentionRule.Linear.plain(), Layout.of(1, 2, 70, 64, 64)),
                Arguments.of(new AttentionRule.Retention(DECAYS), Layout.of(2, 2, 64, 64, 64)),
                Arguments.of(new AttentionRule.Retention(DECAYS), Layout.of(1, 2, 300, 48, 60)),
                Arguments.of(new AttentionRule.Retention(DECAYS), Layout.of(1, 2, 1, 128, 128)),
                Arguments.of(new AttentionRule.ScalarGated(), Layout.of(1, 2, 290, 128, 100)),
                Arguments.of(new AttentionRule.ScalarGated(), Layout.of(1, 1, 590, 128, 128)),
                Arguments.of(new AttentionRule.Gla(), Layout.of(1, 2, 270, 64, 60)),
                Arguments.of(new AttentionRule.Gla(), Layout.of(1, 1, 40, 100, 128)),
                Arguments.of(new AttentionRule.DeltaNet(signed), Layout.of(1, 2, 270, 64, 64)),
                Arguments.of(new AttentionRule.GatedDeltaNet(signed), Layout.of(2, 1, 140, 128, 128)),
                Arguments.of(new AttentionRule.DeltaProduct(2, false, signed), Layout.of(1, 2, 33, 64, 50)),
                Arguments.of(new AttentionRule.DeltaProduct(3, true, signed), Layout.of(1, 1, 90, 64, 64)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void they_equal_the_recurrence_to_the_precision_of_bf16(AttentionRule rule, Layout layout) {
        var random = new SplittableRandom(7);
        var in = inputs(rule, layout, random);
        var doubles = in.toDouble();
        var dOut = rounded(normal((int) layout.rows() * layout.valueDim(), 1, random));
        var dLast = normal(layout.states() * layout.keyDim() * layout.valueDim(), 1, random);
        var cores = TensorCores.of(rule);
        double tolerance = rule.stateRule().delta() ? DELTA : PLAIN;

        var expected = Recurrent.of(rule).forward(doubles);
        var got = cores.forward(in);
        assertNearInNorm(expected.o(), got.o(), tolerance, "o");
        assertNearInNorm(expected.finalState(), got.finalState(), tolerance, "final state");

        var gradients = Recurrent.of(rule).backward(doubles, wide(dOut), wide(dLast));
        var mine = cores.backward(in, dOut, dLast);
        assertNearInNorm(gradients.q(), mine.q(), tolerance, "dq");
        assertNearInNorm(gradients.k(), mine.k(), tolerance, "dk");
        assertNearInNorm(gradients.v(), mine.v(), tolerance, "dv");
        assertNearInNorm(gradients.beta(), mine.beta(), tolerance, "dbeta");
        assertNearInNorm(gradients.logDecay(), mine.logDecay(), GATE, "dlogDecay");
        assertNearInNorm(gradients.initialState(), mine.initialState(), tolerance, "dS0");
    }

    @Test
    void a_loss_may_leave_the_final_state_out_and_the_scale_is_the_options() {
        var rule = new AttentionRule.Retention(DECAYS);
        var random = new SplittableRandom(8);
        var layout = Layout.of(1, 2, 20, 64, 64);
        var in = inputs(rule, layout, random).withInitialState(new float[0]);
        var dOut = rounded(normal((int) layout.rows() * layout.valueDim(), 1, random));
        var options = AttentionOptions.defaults().withScale(0.7);
        var expected = Recurrent.of(rule, options).backward(in.toDouble(), wide(dOut), new double[0]);
        var got = TensorCores.of(rule, options, Target.AUTO).backward(in, dOut, new float[0]);
        assertNearInNorm(expected.q(), got.q(), PLAIN, "dq");
        assertNearInNorm(expected.v(), got.v(), PLAIN, "dv");
        assertNearInNorm(expected.initialState(), got.initialState(), PLAIN, "dS0");
    }

    /** Strips in which a channel decays by more than 2^60 are computed in another way. */
    @Test
    void gates_may_close_at_once() {
        var rule = new AttentionRule.Gla();
        var random = new SplittableRandom(10);
        var layout = Layout.of(1, 1, 50, 64, 64);
        var in = inputs(rule, layout, random);
        for (int i = 0; i < in.logDecay().length; i++) {
            if (random.nextInt(300) == 0) {
                in.logDecay()[i] = -100 * random.nextFloat();
            }
        }
        var dOut = rounded(normal((int) layout.rows() * layout.valueDim(), 1, random));
        var expected = Recurrent.of(rule).forward(in.toDouble());
        var gradients = Recurrent.of(rule).backward(in.toDouble(), wide(dOut), new double[0]);
        var cores = TensorCores.of(rule);
        var mine = cores.backward(in, dOut, new float[0]);
        assertNearInNorm(expected.o(), cores.forward(in).o(), PLAIN, "o");
        assertNearInNorm(gradients.q(), mine.q(), PLAIN, "dq");
        assertNearInNorm(gradients.k(), mine.k(), PLAIN, "dk");
        assertNearInNorm(gradients.v(), mine.v(), PLAIN, "dv");
        assertNearInNorm(gradients.logDecay(), mine.logDecay(), GATE, "dlogDecay");
    }

    @Test
    void what_kernels_cannot_do_is_refused_with_a_sentence() {
        assertEquals(
                "There are no tensor-core kernels for softmax attention; use Chunkwise, or a rule that reads its state without feature map"
                        + " and norm.",
                refused(() -> TensorCores.of(new AttentionRule.Softmax())));
        assertTrue(refused(() -> TensorCores.of(AttentionRule.Linear.normalised())).startsWith("There are no"));
        var rule = new AttentionRule.Retention(DECAYS);
        var random = new SplittableRandom(9);
        var wide = SampleInputs.of(rule, Layout.of(1, 2, 3, 130, 64), random);
        assertEquals("Heads are 130 and 64 wide; kernels have at most 128: use more, narrower heads, or Chunkwise.",
                refused(() -> TensorCores.of(rule).forward(wide)));
        var packed = SampleInputs.of(rule, Layout.packed(2, new int[] {0, 3, 7}, 64, 64), random);
        assertEquals(
                "The layout is [batch 1, heads 2, time 7, key 64, value 64, offsets [0, 3, 7]]; kernels take sequences of equal"
                        + " length with at least 1 step: call them for each sequence.",
                refused(() -> TensorCores.of(rule).forward(packed)));
    }

    private static String refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    private static FloatInputs inputs(AttentionRule rule, Layout layout, SplittableRandom random) {
        var in = SampleInputs.of(rule, layout, random);
        return new FloatInputs(layout, rounded(in.q()), rounded(in.k()), rounded(in.v()), in.logDecay(), in.beta(),
                normal(layout.states() * layout.keyDim() * layout.valueDim(), 0.3, random));
    }

    /** To bf16, ties to even. */
    private static float[] rounded(float[] numbers) {
        var rounded = new float[numbers.length];
        for (int i = 0; i < rounded.length; i++) {
            int bits = Float.floatToRawIntBits(numbers[i]);
            rounded[i] = Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
        }
        return rounded;
    }

}

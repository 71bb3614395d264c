package dev.linnet.attention;

import static dev.linnet.attention.Close.assertNearInNorm;
import static dev.linnet.attention.RandomInputs.normal;
import static dev.linnet.attention.RandomInputs.wide;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.cuda.Machines;
import dev.linnet.cuda.Target;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link Chunkwise} computes with kernels for a GPU, on the GPU where there is one, else on the CPU's engine; against the recurrence
 * in double precision.
 */
class DeviceTest {
    /** Sums of some hundred floats, chained over the steps. */
    private static final double FLOAT = 5e-6;
    /** A gate's gradient is a running sum of terms that mostly cancel. */
    private static final double GATE = 1e-4;
    private static final double BF16 = 0.012;
    private static final List<Double> DECAYS = List.of(-0.02, -0.4);
    private static final AttentionOptions ON_GPU = AttentionOptions.defaults().withDevice(Device.GPU);

    static Stream<Arguments> cases() {
        var signed = EigenvalueRange.SIGNED;
        return Stream.of(
                Arguments.of(AttentionRule.Linear.plain(), Layout.of(1, 2, 40, 16, 20)),
                Arguments.of(new AttentionRule.Retention(DECAYS), Layout.of(2, 2, 33, 48, 31)),
                Arguments.of(new AttentionRule.Retention(DECAYS), Layout.of(1, 2, 1, 3, 5)),
                Arguments.of(new AttentionRule.ScalarGated(), Layout.of(1, 2, 50, 128, 33)),
                Arguments.of(new AttentionRule.Gla(), Layout.of(2, 1, 45, 40, 70)),
                Arguments.of(new AttentionRule.DeltaNet(signed), Layout.of(1, 2, 60, 33, 64)),
                Arguments.of(new AttentionRule.GatedDeltaNet(signed), Layout.of(2, 1, 40, 64, 20)),
                Arguments.of(new AttentionRule.DeltaProduct(2, false, signed), Layout.of(1, 2, 20, 32, 150)),
                Arguments.of(new AttentionRule.DeltaProduct(3, true, signed), Layout.of(1, 1, 25, 140, 16)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void single_precision_on_a_gpu_equals_the_recurrence(AttentionRule rule, Layout layout) {
        var random = new SplittableRandom(7);
        var in = inputs(rule, layout, random);
        var dOut = normal((int) layout.rows() * layout.valueDim(), 1, random);
        var dLast = normal(layout.states() * layout.keyDim() * layout.valueDim(), 1, random);
        var chunkwise = Chunkwise.on(target(), rule, ON_GPU);

        var expected = Recurrent.of(rule).forward(in.toDouble());
        var got = chunkwise.forward(in);
        assertNearInNorm(expected.o(), got.o(), FLOAT, "o");
        assertNearInNorm(expected.finalState(), got.finalState(), FLOAT, "final state");

        var gradients = Recurrent.of(rule).backward(in.toDouble(), wide(dOut), wide(dLast));
        var mine = chunkwise.backward(in, dOut, dLast);
        assertNearInNorm(gradients.q(), mine.q(), FLOAT, "dq");
        assertNearInNorm(gradients.k(), mine.k(), FLOAT, "dk");
        assertNearInNorm(gradients.v(), mine.v(), FLOAT, "dv");
        assertNearInNorm(gradients.beta(), mine.beta(), FLOAT, "dbeta");
        assertNearInNorm(gradients.logDecay(), mine.logDecay(), GATE, "dlogDecay");
        assertNearInNorm(gradients.initialState(), mine.initialState(), FLOAT, "dS0");
    }

    @Test
    void a_loss_may_leave_states_out() {
        var rule = new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED);
        var random = new SplittableRandom(8);
        var layout = Layout.of(1, 2, 12, 8, 8);
        var in = inputs(rule, layout, random).withInitialState(new float[0]);
        var dOut = normal((int) layout.rows() * layout.valueDim(), 1, random);
        var expected = Recurrent.of(rule).backward(in.toDouble(), wide(dOut), new double[0]);
        var got = Chunkwise.on(target(), rule, ON_GPU).backward(in, dOut, new float[0]);
        assertNearInNorm(expected.k(), got.k(), FLOAT, "dk");
        assertNearInNorm(expected.logDecay(), got.logDecay(), GATE, "dlogDecay");
        assertNearInNorm(expected.initialState(), got.initialState(), FLOAT, "dS0");
    }

    @Test
    void bf16_is_asked_for_by_the_options() {
        var rule = new AttentionRule.Retention(DECAYS);
        var random = new SplittableRandom(9);
        var layout = Layout.of(1, 2, 70, 40, 60);
        var in = inputs(rule, layout, random);
        var expected = Recurrent.of(rule).forward(in.toDouble());
        var options = AttentionOptions.defaults().withDevice(Device.GPU_BF16);
        var got = Chunkwise.on(target(), rule, options).forward(in).o();
        assertNearInNorm(expected.o(), got, BF16, "o");
        assertTrue(Close.distance(expected.o(), got) > 1e-4, "operands are rounded to bf16");
    }

    /** Without a GPU, for rules that no kernel computes, for packed and for very wide heads. */
    @Test
    void where_there_is_no_kernel_the_cpu_computes() {
        var random = new SplittableRandom(10);
        var retention = new AttentionRule.Retention(DECAYS);
        assertEquals(!Machines.title().equals("CPU"), Chunkwise.of(retention, ON_GPU).onGpu(Layout.of(1, 2, 9, 8, 8)));
        same(retention, Layout.packed(2, new int[] {0, 3, 7}, 8, 8), random);
        same(retention, Layout.of(1, 2, 3, 300, 4), random);
        same(new AttentionRule.Softmax(), Layout.of(1, 2, 9, 8, 8), random);
        same(AttentionRule.Linear.normalised(), Layout.of(1, 2, 9, 8, 8), random);
    }

    private static void same(AttentionRule rule, Layout layout, SplittableRandom random) {
        var in = SampleInputs.of(rule, layout, random);
        assertArrayEquals(Chunkwise.of(rule).forward(in).o(), Chunkwise.on(target(), rule, ON_GPU).forward(in).o());
    }

    /** The GPU, or else the engine: never the CPU's own form. */
    private static Target target() {
        return Machines.title().equals("CPU") ? Target.CPU : Target.GPU;
    }

    private static FloatInputs inputs(AttentionRule rule, Layout layout, SplittableRandom random) {
        return SampleInputs.of(rule, layout, random)
                .withInitialState(normal(layout.states() * layout.keyDim() * layout.valueDim(), 1, random));
    }

}

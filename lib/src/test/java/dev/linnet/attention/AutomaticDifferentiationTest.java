package dev.linnet.attention;

import static dev.linnet.attention.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.djl.ChunkwiseComposition;
import dev.linnet.attention.djl.RecurrentComposition;
import dev.linnet.attention.djl.TensorInputs;
import dev.linnet.attention.djl.TensorOperator;
import dev.linnet.attention.djl.TensorOutputs;
import dev.linnet.attention.softmax.Weights;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Derivatives made by hand against those that libtorch makes of the recurrence by itself, in double precision. */
@Tag("libtorch")
class AutomaticDifferentiationTest {
    private static final int SHAPES = 24;
    private static final double EXACT = 1e-10;

    private static Stream<AttentionRule> rules() {
        return Stream.concat(Rules.all(), Stream.of(
                AttentionRule.Linear.transNormer1(),
                new AttentionRule.BlockDiagonal(5, Weights.SOFTMAX, false, 0),
                new AttentionRule.BlockDiagonal(6, Weights.RELA, false, 1e-3)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void gradients_of_the_recurrence_equal_those_of_libtorch(AttentionRule rule) {
        var random = new RandomInputs(21);
        for (int n = 0; n < SHAPES; n++) {
            var sample = new Sample(rule, layout(random, n), random);
            DoubleGradients expected = sample.differentiated(RecurrentComposition.of(rule));
            compare(expected, Recurrent.of(rule).backward(sample.in, sample.dO, sample.dS), EXACT, sample.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void gradients_of_the_fast_form_equal_those_of_libtorch(AttentionRule rule) {
        var random = new RandomInputs(22);
        for (int n = 0; n < SHAPES; n++) {
            var sample = new Sample(rule, layout(random, n), random);
            var options = AttentionOptions.defaults().withChunkSize(random.upTo(20));
            FloatGradients g = Chunkwise.of(rule, options)
                    .backward(sample.floats, narrow(sample.dO), narrow(sample.dS));
            DoubleGradients actual = wide(g);
            compare(sample.differentiated(RecurrentComposition.of(rule)), actual, tolerance(rule), sample.toString());
        }
    }

    /** An RMS norm without an epsilon to speak of amplifies the rounding of rows that cancel. */
    private static double tolerance(AttentionRule rule) {
        return rule.equals(AttentionRule.Linear.transNormer1()) ? 2e-3 : 5e-5;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void compositions_give_the_recurrence_forward_and_backward(AttentionRule rule) {
        var random = new RandomInputs(23);
        for (int n = 0; n < SHAPES; n++) {
            var sample = new Sample(rule, layout(random, n), random);
            DoubleOutputs expected = Recurrent.of(rule).forward(sample.in);
            DoubleGradients gradients = Recurrent.of(rule).backward(sample.in, sample.dO, sample.dS);
            var options = AttentionOptions.defaults().withChunkSize(random.upTo(20));
            for (TensorOperator operator : List.of(RecurrentComposition.of(rule),
                    ChunkwiseComposition.of(rule, options))) {
                String what = operator.getClass().getSimpleName() + " " + options.chunkSize() + " " + sample;
                DoubleOutputs actual = sample.forward(operator);
                assertClose(expected.o(), actual.o(), EXACT, what + " o");
                assertClose(expected.finalState(), actual.finalState(), EXACT, what + " state");
                compare(gradients, sample.differentiated(operator), EXACT, what);
            }
        }
    }

    @Test
    void gates_too_hard_for_factors_are_summed() {
        var random = new RandomInputs(24);
        var rule = new AttentionRule.Gla();
        Layout layout = Layout.of(1, Rules.HEADS, 37, 5, 4);
        var sample = new Sample(rule, random.of(rule, layout, 40), random);
        DoubleOutputs actual = sample.forward(ChunkwiseComposition.of(rule));
        assertClose(Recurrent.of(rule).forward(sample.in).o(), actual.o(), EXACT, "o");
        compare(Recurrent.of(rule).backward(sample.in, sample.dO, sample.dS),
                sample.differentiated(ChunkwiseComposition.of(rule)), EXACT, "hard gates");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_composition_leaves_nothing_but_its_outputs(AttentionRule rule) {
        var random = new RandomInputs(25);
        var sample = new Sample(rule, Layout.of(2, Rules.HEADS, 37, 5, 4), random);
        try (NDManager manager = NDManager.newBaseManager()) {
            TensorInputs in = TensorInputs.of(manager, rule, sample.in);
            int before = manager.getManagedArrays().size();
            for (TensorOperator operator : List.of(RecurrentComposition.of(rule), ChunkwiseComposition.of(rule))) {
                TensorOutputs out = operator.forward(in);
                out.o().close();
                out.finalState().close();
                assertEquals(before, manager.getManagedArrays().size());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void an_empty_sequence_hands_the_state_through(AttentionRule rule) {
        var random = new RandomInputs(26);
        Layout layout = Layout.of(2, Rules.HEADS, 0, 3, 5);
        var sample = new Sample(rule, random.of(rule, layout).withInitialState(random.finalStateLike(rule, layout)),
                random);
        DoubleOutputs out = sample.forward(ChunkwiseComposition.of(rule));
        assertEquals(0, out.o().length);
        assertClose(sample.in.initialState(), out.finalState(), 0, "state");
    }

    /** Small and awkward, every one with as many steps as there must be for a gradient. */
    private static Layout layout(RandomInputs random, int n) {
        Layout layout = n == 0 ? Layout.of(1, Rules.HEADS, 1, 1, 1) : random.layout(35, 9);
        return layout.time() == 0 ? Layout.of(2, Rules.HEADS, 1, 4, 3) : layout;
    }

    private static void compare(DoubleGradients expected, DoubleGradients actual, double tolerance, String what) {
        assertClose(expected.q(), actual.q(), tolerance, what + " dq");
        assertClose(expected.k(), actual.k(), tolerance, what + " dk");
        assertClose(expected.v(), actual.v(), tolerance, what + " dv");
        assertClose(expected.logDecay(), actual.logDecay(), tolerance, what + " dg");
        assertClose(expected.beta(), actual.beta(), tolerance, what + " dbeta");
        if (expected.initialState().length > 0 && actual.initialState().length > 0) {
            assertClose(expected.initialState(), actual.initialState(), tolerance, what + " dS0");
        }
    }

    private static float[] narrow(double[] a) {
        var narrow = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            narrow[i] = (float) a[i];
        }
        return narrow;
    }

    private static DoubleGradients wide(FloatGradients g) {
        return new DoubleGradients(RandomInputs.wide(g.q()), RandomInputs.wide(g.k()), RandomInputs.wide(g.v()),
                RandomInputs.wide(g.logDecay()), RandomInputs.wide(g.beta()), RandomInputs.wide(g.initialState()));
    }

    /** Inputs, and a loss: the sum of outputs times dO and of final states times dS. */
    private static final class Sample {
        final AttentionRule rule;
        final FloatInputs floats;
        final DoubleInputs in;
        final double[] dO;
        final double[] dS;

        Sample(AttentionRule rule, Layout layout, RandomInputs random) {
            this(rule, random.of(rule, layout), random);
        }

        Sample(AttentionRule rule, FloatInputs floats, RandomInputs random) {
            this.rule = rule;
            this.floats = floats;
            in = floats.toDouble();
            dO = RandomInputs.wide(random.outputLike(in.layout()));
            dS = random.coin() ? RandomInputs.wide(random.finalStateLike(rule, in.layout())) : new double[0];
        }

        DoubleOutputs forward(TensorOperator operator) {
            try (NDManager manager = NDManager.newBaseManager()) {
                TensorOutputs out = operator.forward(TensorInputs.of(manager, rule, in));
                return new DoubleOutputs(out.o().toDoubleArray(), out.finalState().toDoubleArray());
            }
        }

        DoubleGradients differentiated(TensorOperator operator) {
            try (NDManager manager = NDManager.newBaseManager();
                    var collector = Engine.getInstance().newGradientCollector()) {
                TensorInputs tensors = TensorInputs.of(manager, rule, in);
                tensors.tensors().forEach(x -> x.setRequiresGradient(true));
                TensorOutputs out = operator.forward(tensors);
                NDArray loss = out.o().mul(manager.create(dO, out.o().getShape())).sum();
                if (dS.length > 0) {
                    loss = loss.add(out.finalState().mul(manager.create(dS, out.finalState().getShape())).sum());
                }
                collector.backward(loss);
                return new DoubleGradients(gradient(tensors.q()), gradient(tensors.k()), gradient(tensors.v()),
                        gradient(tensors.logDecay()), gradient(tensors.beta()), gradient(tensors.initialState()));
            }
        }

        private static double[] gradient(Optional<NDArray> x) {
            return x.map(Sample::gradient).orElse(new double[0]);
        }

        /** What does not reach the loss has no gradient; DJL then makes zeros in single precision. */
        private static double[] gradient(NDArray x) {
            return x.getGradient().toType(x.getDataType(), false).toDoubleArray();
        }

        @Override
        public String toString() {
            return rule.title() + " " + in.layout();
        }
    }
}

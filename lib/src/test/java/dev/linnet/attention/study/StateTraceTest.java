package dev.linnet.attention.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateTraceTest {
    static Stream<AttentionRule> rules() {
        return AttentionRule.family(1).stream().filter(rule -> rule.stateColumns(1) > 0);
    }

    private static DoubleInputs inputs(AttentionRule rule, int time) {
        return SampleInputs.of(rule, Layout.of(1, 1, time, 4, 3), new Random(3)).toDouble();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void outputs_and_last_state_are_those_of_the_whole_recurrence(AttentionRule rule) {
        DoubleInputs in = inputs(rule, 9);
        StateTrace trace = StateTrace.of(rule, in);
        var whole = Recurrent.of(rule).forward(in);
        for (int t = 0; t < 9; t++) {
            assertArrayEquals(java.util.Arrays.copyOfRange(whole.o(), 3 * t, 3 * t + 3), trace.outputs()[t], 1e-14);
        }
        double[] last = Stream.of(trace.states().getLast()).flatMapToDouble(java.util.Arrays::stream).toArray();
        assertArrayEquals(whole.finalState(), last, 1e-14);
        assertEquals(4 * rule.stateColumns(3), trace.overTime().length);
        assertEquals(trace.norms()[8], Math.sqrt(java.util.Arrays.stream(last).map(x -> x * x).sum()), 1e-14);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_transition_takes_one_state_to_the_next_where_nothing_is_written(AttentionRule rule) {
        DoubleInputs sample = inputs(rule, 2);
        var in = new DoubleInputs(sample.layout(), sample.q(), sample.k(), new double[sample.v().length],
                sample.logDecay(), sample.beta(), new double[] {1, -2, 3, 0, 1, 2, 5, -1, 1, 0, 0, 4});
        if (rule.stateColumns(3) != 3) {
            return; // its last column sums weights, whatever the values are
        }
        double[][] before = StateTrace.matrix(in.initialState(), 4, 3);
        double[][] after = Matrices.multiply(Transition.of(rule, in, 0).matrix(), before);
        assertEquals(0, Matrices.largestDifference(after, StateTrace.of(rule, in).states().getFirst()), 1e-14);
    }

    @Test
    void the_delta_rules_transition_has_one_eigenvalue_below_one() {
        var rule = new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
        DoubleInputs in = inputs(rule, 3);
        Transition transition = Transition.of(rule, in, 2);
        List<Transition.Eigenvalue> eigenvalues = transition.eigenvalues();
        assertEquals(1 - in.beta()[2], eigenvalues.getFirst().real(), 1e-6);
        for (int i = 1; i < 4; i++) {
            assertEquals(1, eigenvalues.get(i).real(), 1e-12);
        }
        assertFalse(transition.isDiagonal());
        assertEquals(1, transition.spectralNorm(), 1e-6);
    }

    @Test
    void two_reflections_turn_the_state_by_complex_eigenvalues() {
        var rule = new AttentionRule.DeltaProduct(2, false, EigenvalueRange.SIGNED);
        double c = Math.cos(Math.PI / 6);
        double s = Math.sin(Math.PI / 6);
        var in = DoubleInputs.of(Layout.of(1, 1, 1, 2, 1), new double[2], new double[] {1, 0, c, s}, new double[2])
                .withBeta(new double[] {2, 2});
        List<Transition.Eigenvalue> eigenvalues = Transition.of(rule, in, 0).eigenvalues();
        assertEquals("0.500 - 0.866i", eigenvalues.getFirst().toString());
        assertEquals(1, eigenvalues.getLast().magnitude(), 1e-12);
    }

    @Test
    void gates_are_diagonal_and_linear_attention_forgets_nothing() {
        var gla = new AttentionRule.Gla();
        DoubleInputs in = inputs(gla, 1);
        Transition transition = Transition.of(gla, in, 0);
        assertTrue(transition.isDiagonal());
        assertEquals(Math.exp(in.logDecay()[2]), transition.matrix()[2][2], 1e-15);
        AttentionRule plain = AttentionRule.Linear.normalised();
        assertEquals(0, Matrices.largestDifference(Matrices.identity(4),
                Transition.of(plain, inputs(plain, 1), 0).matrix()));
    }

    @Test
    void what_cannot_be_followed_is_refused_in_words() {
        var two = SampleInputs.of(new AttentionRule.Gla(), Layout.of(1, 2, 3, 2, 2), new Random(1)).toDouble();
        assertTrue(message(() -> StateTrace.of(new AttentionRule.Gla(), two)).contains("heads 2"));
        var softmax = new AttentionRule.Softmax();
        assertTrue(message(() -> StateTrace.of(softmax, inputs(softmax, 2))).contains("has no state"));
        assertTrue(message(() -> Transition.of(softmax, inputs(softmax, 2), 0)).contains("has no state"));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}

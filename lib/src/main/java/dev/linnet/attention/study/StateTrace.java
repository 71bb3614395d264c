package dev.linnet.attention.study;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Recurrent;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of one head after every step: {@link Recurrent} called step by step, each call from the state that the last one left.
 *
 * @param rule    whose state
 * @param states  S_1 .. S_T, each {@code [K][columns]}
 * @param outputs o_1 .. o_T, each {@code [V]}
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record StateTrace(AttentionRule rule, List<double[][]> states, double[][] outputs) {
    public StateTrace {
        states = List.copyOf(states);
    }

    /**
     * Follows the state through a sequence.
     *
     * @throws IllegalArgumentException if the inputs hold more than one head or sequence, or the rule has no state
     */
    public static StateTrace of(AttentionRule rule, DoubleInputs in) {
        requireOneHead(in);
        Layout layout = in.layout();
        int K = layout.keyDim();
        int columns = rule.stateColumns(layout.valueDim());
        if (columns == 0) {
            throw new IllegalArgumentException(rule.title() + " has no state to follow.");
        }
        Recurrent recurrent = Recurrent.of(rule);
        double[] state = in.initialState();
        var states = new ArrayList<double[][]>();
        var outputs = new double[layout.time()][];
        for (int t = 0; t < layout.time(); t++) {
            DoubleOutputs out = recurrent.forward(step(rule, in, t).withInitialState(state));
            state = out.finalState();
            states.add(matrix(state, K, columns));
            outputs[t] = out.o();
        }
        return new StateTrace(rule, states, outputs);
    }

    /** The steps. */
    public int length() {
        return states.size();
    }

    /** What is found under a key after step {@code t}: S_t^T k, from the state alone, without feature map, norm and scale. */
    public double[] under(int t, double[] key) {
        double[][] S = states.get(t);
        var found = new double[S[0].length];
        for (int j = 0; j < found.length; j++) {
            for (int i = 0; i < key.length; i++) {
                found[j] += S[i][j] * key[i];
            }
        }
        return found;
    }

    /** The Frobenius norm of every state. */
    public double[] norms() {
        return states.stream()
                .mapToDouble(S -> Math.sqrt(Arrays.stream(S).flatMapToDouble(Arrays::stream).map(x -> x * x).sum()))
                .toArray();
    }

    /** All states as one picture: a row for each number of the state, a column for each step. */
    public double[][] overTime() {
        int columns = states.getFirst()[0].length;
        var picture = new double[states.getFirst().length * columns][length()];
        for (int t = 0; t < length(); t++) {
            for (int row = 0; row < picture.length; row++) {
                picture[row][t] = states.get(t)[row / columns][row % columns];
            }
        }
        return picture;
    }

    static void requireOneHead(DoubleInputs in) {
        Layout layout = in.layout();
        if (layout.sequences() != 1 || layout.heads() != 1 || layout.batch() != 1) {
            throw new IllegalArgumentException("One head of one sequence can be followed, not " + layout + ".");
        }
    }

    /** The inputs of step t alone, from a zero state. */
    static DoubleInputs step(AttentionRule rule, DoubleInputs in, int t) {
        int K = in.layout().keyDim();
        int V = in.layout().valueDim();
        int writes = rule.stateRule().writes();
        int gates = rule.stateRule().gatesPerStep(K);
        int betas = rule.stateRule().delta() ? writes : 0;
        return new DoubleInputs(Layout.of(1, 1, 1, K, V), part(in.q(), t, K), part(in.k(), t, writes * K),
                part(in.v(), t, writes * V), part(in.logDecay(), t, gates), part(in.beta(), t, betas), new double[0]);
    }

    private static double[] part(double[] all, int t, int length) {
        return Arrays.copyOfRange(all, t * length, (t + 1) * length);
    }

    static double[][] matrix(double[] numbers, int rows, int columns) {
        var matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = Arrays.copyOfRange(numbers, i * columns, (i + 1) * columns);
        }
        return matrix;
    }
}

package dev.linnet.attention.diagonal;

/**
 * A diagonal linear RNN for one head and one sequence, step by step in double precision: the twin that the fast form is
 * tested against.
 *
 * <pre>
 *   S_t = diag(a_t) S_{t-1} + k_t v_t^T          o_t = S_t^T q_t
 * </pre>
 *
 * Shapes: q, k, a {@code [T][K]}, v and o {@code [T][V]}, S {@code [K][V]}. The gates a may have either sign; the state is
 * bounded for |a| &lt; 1. Nothing is enforced here, NaN and infinity propagate.
 *
 * <p>Source: arXiv 2411.12537, section 3: gates in (0, 1) become gates in (-1, 1).
 */
public final class DiagonalRecurrence {
    private DiagonalRecurrence() {}

    /** The outputs {@code [T][V]} and the state {@code [K][V]} after the last token. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Forward(double[][] outputs, double[][] state) {}

    /** The loss's gradient with respect to every input. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Gradients(double[][] q, double[][] k, double[][] v, double[][] gates, double[][] initialState) {}

    /** One step in place: S &lt;- diag(a) S + k v^T. */
    public static void step(double[][] state, double[] k, double[] v, double[] gates) {
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < v.length; j++) {
                state[i][j] = gates[i] * state[i][j] + k[i] * v[j];
            }
        }
    }

    /** The outputs and the final state, from {@code initialState} (which is not changed). */
    public static Forward forward(double[][] q, double[][] k, double[][] v, double[][] gates, double[][] initialState) {
        requireShapes(q, k, v, gates, initialState);
        double[][] state = copy(initialState);
        double[][] outputs = new double[q.length][initialState[0].length];
        for (int t = 0; t < q.length; t++) {
            step(state, k[t], v[t], gates[t]);
            for (int i = 0; i < state.length; i++) {
                for (int j = 0; j < outputs[t].length; j++) {
                    outputs[t][j] += state[i][j] * q[t][i];
                }
            }
        }
        return new Forward(outputs, state);
    }

    /**
     * The gradient of Σ dOutputs ⊙ o + Σ dState ⊙ S_T. With D = dL/dS_t including the read at t (D &lt;- D + q do^T):
     * dq = S do, dv = D^T k, dk = D v, da = rowsum(D ⊙ S_{t-1}), D &lt;- diag(a) D.
     */
    public static Gradients backward(double[][] q, double[][] k, double[][] v, double[][] gates,
            double[][] initialState, double[][] dOutputs, double[][] dState) {
        requireShapes(q, k, v, gates, initialState);
        int time = q.length;
        int keys = initialState.length;
        int values = initialState[0].length;
        double[][][] states = new double[time + 1][][];
        states[0] = copy(initialState);
        for (int t = 0; t < time; t++) {
            states[t + 1] = copy(states[t]);
            step(states[t + 1], k[t], v[t], gates[t]);
        }
        double[][] dq = new double[time][keys];
        double[][] dk = new double[time][keys];
        double[][] dv = new double[time][values];
        double[][] dGates = new double[time][keys];
        double[][] d = copy(dState);
        for (int t = time - 1; t >= 0; t--) {
            for (int i = 0; i < keys; i++) {
                for (int j = 0; j < values; j++) {
                    dq[t][i] += states[t + 1][i][j] * dOutputs[t][j];
                    d[i][j] += q[t][i] * dOutputs[t][j];
                    dv[t][j] += d[i][j] * k[t][i];
                    dk[t][i] += d[i][j] * v[t][j];
                    dGates[t][i] += d[i][j] * states[t][i][j];
                    d[i][j] *= gates[t][i];
                }
            }
        }
        return new Gradients(dq, dk, dv, dGates, d);
    }

    private static void requireShapes(double[][] q, double[][] k, double[][] v, double[][] gates,
            double[][] initialState) {
        if (k.length != q.length || v.length != q.length || gates.length != q.length) {
            throw new IllegalArgumentException(
                    "q, k, v and gates must have one row a token; they have %d, %d, %d and %d."
                            .formatted(q.length, k.length, v.length, gates.length));
        }
        if (initialState.length == 0 || initialState[0].length == 0) {
            throw new IllegalArgumentException("The initial state is empty; it must be [K][V] with K, V >= 1.");
        }
        for (int t = 0; t < q.length; t++) {
            if (q[t].length != initialState.length || k[t].length != initialState.length
                    || gates[t].length != initialState.length || v[t].length != initialState[0].length) {
                throw new IllegalArgumentException(
                        "Row %d of q, k, gates, v has %d, %d, %d, %d entries; the state [%d][%d] asks for K, K, K, V."
                                .formatted(t, q[t].length, k[t].length, gates[t].length, v[t].length,
                                        initialState.length, initialState[0].length));
            }
        }
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}

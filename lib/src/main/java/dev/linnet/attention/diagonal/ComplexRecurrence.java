package dev.linnet.attention.diagonal;

/**
 * A diagonal linear RNN with complex gates for one head and one sequence, in real numbers and in double precision: the twin that the
 * fast form is tested against.
 *
 * <p>Rows 2p and 2p+1 of the state are the real and imaginary parts of row p of a complex state, whose gate is a + ib:
 *
 * <pre>
 *   S_2p   &lt;- a S_2p - b S_2p+1 + k_2p v^T     S_2p+1 &lt;- b S_2p + a S_2p+1 + k_2p+1 v^T     o = S^T q
 * </pre>
 *
 * The transition's eigenvalues are a ± ib. Shapes: q, k {@code [T][K]}, K even, a, b {@code [T][K/2]}, v and o {@code [T][V]}, S {@code [K][V]}.
 */
public final class ComplexRecurrence {
    private ComplexRecurrence() {}

    /** One step in place. */
    public static void step(double[][] state, double[] k, double[] v, double[] a, double[] b) {
        for (int p = 0; p < a.length; p++) {
            for (int j = 0; j < v.length; j++) {
                double real = state[2 * p][j];
                double imaginary = state[2 * p + 1][j];
                state[2 * p][j] = a[p] * real - b[p] * imaginary + k[2 * p] * v[j];
                state[2 * p + 1][j] = b[p] * real + a[p] * imaginary + k[2 * p + 1] * v[j];
            }
        }
    }

    /** The outputs {@code [T][V]} from a zero state. */
    public static double[][] outputs(double[][] q, double[][] k, double[][] v, double[][] a, double[][] b) {
        double[][] outputs = new double[q.length][];
        if (q.length == 0) {
            return outputs;
        }
        double[][] state = new double[q[0].length][v[0].length];
        for (int t = 0; t < q.length; t++) {
            step(state, k[t], v[t], a[t], b[t]);
            outputs[t] = new double[v[t].length];
            for (int i = 0; i < state.length; i++) {
                for (int j = 0; j < outputs[t].length; j++) {
                    outputs[t][j] += state[i][j] * q[t][i];
                }
            }
        }
        return outputs;
    }
}

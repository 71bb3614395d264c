package dev.linnet.attention.delta;

/**
 * DeltaProduct for one head and one sequence, step by step in double precision: the twin that the fast forms are
 * tested against.
 *
 * <p>With n = {@code householders} factors a token, micro-step m = t n + j (j = 0..n-1, factor 0 first):
 *
 * <pre>
 *   S   &lt;-  (I - β_m k_m k_m^T) S + β_m k_m v_m^T  =  S + k_m (β_m (v_m - S^T k_m))^T
 *   o_t  =  S^T q_t                               read after the token's last micro-step
 * </pre>
 *
 * n = 1 is DeltaNet. The attention scale is the caller's: fold it into q. Shapes: q {@code [T][K]}, k {@code [T n][K]},
 * v {@code [T n][V]}, β {@code [T n]}, o {@code [T][V]}, S {@code [K][V]}. The state is bounded only for β in [0, 2] and
 * |k| &lt;= 1; neither is enforced here, NaN and infinity propagate.
 *
 * <p>Source: DeltaProduct (arXiv 2502.10297) section 3; the backward pass is the adjoint of each line above.
 */
public final class DeltaRecurrence {
    private DeltaRecurrence() {}

    /** The outputs {@code [T][V]} and the state {@code [K][V]} after the last token. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Forward(double[][] outputs, double[][] state) {}

    /** The loss's gradient with respect to every input. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Gradients(double[][] q, double[][] k, double[][] v, double[] beta, double[][] initialState) {}

    /** One micro-step in place: S &lt;- (I - β k k^T) S + β k v^T. */
    public static void step(double[][] state, double[] k, double[] v, double beta) {
        double[] write = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            double recalled = 0;
            for (int i = 0; i < k.length; i++) {
                recalled += state[i][j] * k[i];
            }
            write[j] = beta * (v[j] - recalled);
        }
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < v.length; j++) {
                state[i][j] += k[i] * write[j];
            }
        }
    }

    /** S^T q. */
    public static double[] read(double[][] state, double[] q) {
        double[] output = new double[state[0].length];
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j < output.length; j++) {
                output[j] += state[i][j] * q[i];
            }
        }
        return output;
    }

    /** The outputs and the final state, from {@code initialState} (which is not changed). */
    public static Forward forward(double[][] q, double[][] k, double[][] v, double[] beta, int householders,
            double[][] initialState) {
        requireShapes(q, k, v, beta, householders, initialState);
        double[][] state = copy(initialState);
        double[][] outputs = new double[q.length][];
        for (int t = 0; t < q.length; t++) {
            for (int m = t * householders; m < (t + 1) * householders; m++) {
                step(state, k[m], v[m], beta[m]);
            }
            outputs[t] = read(state, q[t]);
        }
        return new Forward(outputs, state);
    }

    /**
     * The gradient of Σ dOutputs ⊙ o + Σ dState ⊙ S_T.
     *
     * <p>With D = dL/dS after a micro-step, e = v - S^T k before it, u = β e and w = D^T k:
     * dβ = w·e, dv = β w, dk = D u - β S w, D &lt;- D - β k w^T; and at a read dq = S do, D &lt;- D + q do^T.
     */
    public static Gradients backward(double[][] q, double[][] k, double[][] v, double[] beta, int householders,
            double[][] initialState, double[][] dOutputs, double[][] dState) {
        requireShapes(q, k, v, beta, householders, initialState);
        int steps = k.length;
        int keys = initialState.length;
        int values = initialState[0].length;
        double[][][] before = new double[steps + 1][][];
        before[0] = copy(initialState);
        for (int m = 0; m < steps; m++) {
            before[m + 1] = copy(before[m]);
            step(before[m + 1], k[m], v[m], beta[m]);
        }
        double[][] dq = new double[q.length][keys];
        double[][] dk = new double[steps][keys];
        double[][] dv = new double[steps][values];
        double[] dBeta = new double[steps];
        double[][] d = copy(dState);
        for (int m = steps - 1; m >= 0; m--) {
            if (m % householders == householders - 1) {
                readBackward(before[m + 1], q[m / householders], dOutputs[m / householders], dq[m / householders], d);
            }
            double[][] s = before[m];
            double[] recalled = read(s, k[m]);
            double[] w = read(d, k[m]);
            for (int j = 0; j < values; j++) {
                double e = v[m][j] - recalled[j];
                dBeta[m] += w[j] * e;
                dv[m][j] = beta[m] * w[j];
                for (int i = 0; i < keys; i++) {
                    dk[m][i] += beta[m] * (d[i][j] * e - s[i][j] * w[j]);
                }
            }
            for (int i = 0; i < keys; i++) {
                for (int j = 0; j < values; j++) {
                    d[i][j] -= k[m][i] * beta[m] * w[j];
                }
            }
        }
        return new Gradients(dq, dk, dv, dBeta, d);
    }

    private static void readBackward(double[][] state, double[] q, double[] dOutput, double[] dq, double[][] d) {
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j < dOutput.length; j++) {
                dq[i] += state[i][j] * dOutput[j];
                d[i][j] += q[i] * dOutput[j];
            }
        }
    }

    private static void requireShapes(double[][] q, double[][] k, double[][] v, double[] beta, int householders,
            double[][] initialState) {
        if (householders < 1) {
            throw new IllegalArgumentException("householders is " + householders + "; it must be at least 1.");
        }
        int steps = q.length * householders;
        if (k.length != steps || v.length != steps || beta.length != steps) {
            throw new IllegalArgumentException(
                    "%d tokens of %d Householder factors need %d keys, values and betas; got %d, %d and %d."
                            .formatted(q.length, householders, steps, k.length, v.length, beta.length));
        }
        if (initialState.length == 0 || initialState[0].length == 0) {
            throw new IllegalArgumentException("The initial state is empty; it must be [K][V] with K, V >= 1.");
        }
        for (int t = 0; t < q.length; t++) {
            requireLength("q", t, q[t].length, initialState.length);
        }
        for (int m = 0; m < steps; m++) {
            requireLength("k", m, k[m].length, initialState.length);
            requireLength("v", m, v[m].length, initialState[0].length);
        }
    }

    private static void requireLength(String name, int row, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException("%s[%d] has %d entries; the state [K][V] asks for %d.".formatted(name,
                    row, length, expected));
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

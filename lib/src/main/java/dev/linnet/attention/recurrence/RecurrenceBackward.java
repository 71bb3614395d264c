package dev.linnet.attention.recurrence;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;

/**
 * The gradients of {@link Recurrence}, in double precision. It keeps the state before every decay and write, so it is for checking,
 * not for training: memory grows with time x K x V.
 */
public final class RecurrenceBackward {
    private final StateRule rule;
    private final double scale;
    private final DoubleInputs in;
    private final double[] outputGradient;
    private final DoubleGradients gradients;
    private final int K;
    private final int V;

    private RecurrenceBackward(StateRule rule, double scale, DoubleInputs in, double[] outputGradient) {
        this.rule = rule;
        this.scale = scale;
        this.in = in;
        this.outputGradient = outputGradient;
        K = in.layout().keyDim();
        V = in.layout().valueDim();
        gradients = new DoubleGradients(new double[in.q().length], new double[in.k().length], new double[in.v().length],
                new double[in.logDecay().length], new double[in.beta().length],
                new double[in.layout().states() * K * V]);
    }

    /**
     * Gradients of every input.
     *
     * @param outputGradient     dL/do, shaped as o
     * @param finalStateGradient dL/dS_T, shaped as the final state; empty for zero
     */
    public static DoubleGradients backward(StateRule rule, double scale, DoubleInputs in, double[] outputGradient,
            double[] finalStateGradient) {
        var pass = new RecurrenceBackward(rule, scale, in, outputGradient);
        Layout layout = in.layout();
        for (int sequence = 0; sequence < layout.sequences(); sequence++) {
            for (int head = 0; head < layout.heads(); head++) {
                pass.head(sequence, head, finalStateGradient);
            }
        }
        return pass.gradients;
    }

    private void head(int sequence, int head, double[] finalStateGradient) {
        int first = in.layout().firstRow(sequence, head);
        int length = in.layout().length(sequence);
        int state = (sequence * in.layout().heads() + head) * K * V;
        int n = rule.writes();
        // states[t * (n + 1)] is S before the decay of step t, the next n are S before each of its writes
        var states = new double[length * (n + 1) + 1][];
        var S = new double[K * V];
        if (in.initialState().length > 0) {
            System.arraycopy(in.initialState(), state, S, 0, K * V);
        }
        for (int t = 0; t < length; t++) {
            states[t * (n + 1)] = S.clone();
            Recurrence.decay(rule, in, head, first + t, S);
            for (int w = 0; w < n; w++) {
                states[t * (n + 1) + w + 1] = S.clone();
                Recurrence.write(rule, in, (first + t) * n + w, S);
            }
        }
        states[length * (n + 1)] = S;
        var D = new double[K * V];
        if (finalStateGradient.length > 0) {
            System.arraycopy(finalStateGradient, state, D, 0, K * V);
        }
        for (int t = length - 1; t >= 0; t--) {
            Team.stopIfInterrupted();
            read(first + t, afterLastWrite(states, t, n), D);
            for (int w = n - 1; w >= 0; w--) {
                write((first + t) * n + w, states[t * (n + 1) + w + 1], D);
            }
            decay(head, first + t, states[t * (n + 1)], D);
        }
        System.arraycopy(D, 0, gradients.initialState(), state, K * V);
    }

    private static double[] afterLastWrite(double[][] states, int t, int n) {
        return states[(t + 1) * (n + 1)];
    }

    /** o = S^T (scale q). */
    private void read(int t, double[] S, double[] D) {
        for (int i = 0; i < K; i++) {
            double dq = 0;
            for (int j = 0; j < V; j++) {
                double g = outputGradient[t * V + j];
                dq += S[i * V + j] * g;
                D[i * V + j] += scale * in.q()[t * K + i] * g;
            }
            gradients.q()[t * K + i] = scale * dq;
        }
    }

    /** S' = S + k u^T, with u = v or beta (v - S^T k). */
    private void write(int w, double[] S, double[] D) {
        double[] error = Recurrence.error(rule, in, w, S);
        double[] u = Recurrence.content(rule, in, w, S);
        double beta = rule.delta() ? in.beta()[w] : 1;
        var du = new double[V];
        for (int j = 0; j < V; j++) {
            for (int i = 0; i < K; i++) {
                du[j] += D[i * V + j] * in.k()[w * K + i];
            }
            gradients.v()[w * V + j] = beta * du[j];
            if (rule.delta()) {
                gradients.beta()[w] += du[j] * error[j];
            }
        }
        for (int i = 0; i < K; i++) {
            double dk = 0;
            for (int j = 0; j < V; j++) {
                dk += D[i * V + j] * u[j];
                if (rule.delta()) {
                    dk -= S[i * V + j] * beta * du[j];
                }
            }
            gradients.k()[w * K + i] = dk;
        }
        for (int i = 0; rule.delta() && i < K; i++) {
            for (int j = 0; j < V; j++) {
                D[i * V + j] -= in.k()[w * K + i] * beta * du[j];
            }
        }
    }

    /** S' = diag(alpha) S. */
    private void decay(int head, int t, double[] S, double[] D) {
        for (int i = 0; rule.gate() != Gate.NONE && i < K; i++) {
            double alpha = Recurrence.alpha(rule, in, head, t, i);
            double dAlpha = 0;
            for (int j = 0; j < V; j++) {
                dAlpha += D[i * V + j] * S[i * V + j];
                D[i * V + j] *= alpha;
            }
            if (rule.gate() == Gate.SCALAR) {
                gradients.logDecay()[t] += alpha * dAlpha;
            } else if (rule.gate() == Gate.CHANNEL) {
                gradients.logDecay()[t * K + i] = alpha * dAlpha;
            }
        }
    }
}

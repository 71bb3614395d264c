package dev.linnet.attention.recurrence;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;

/**
 * The recurrence of a {@link StateRule}, one step after the other, in double precision:
 *
 * <pre>
 *     S_t = A_t S_{t-1} + (writes of step t),   o_t = S_t^T (scale q_t)
 * </pre>
 *
 * The read comes after the write of the same step; the gate acts once per step, before the first write.
 */
public final class Recurrence {
    private Recurrence() {}

    /** Outputs and final states of all heads. */
    public static DoubleOutputs forward(StateRule rule, double scale, DoubleInputs in) {
        Layout layout = in.layout();
        int K = layout.keyDim();
        int V = layout.valueDim();
        var o = new double[Math.toIntExact(layout.rows() * V)];
        var finalState = in.initialState().length == 0
                ? new double[layout.states() * K * V]
                : in.initialState().clone();
        var S = new double[K * V];
        for (int sequence = 0; sequence < layout.sequences(); sequence++) {
            for (int head = 0; head < layout.heads(); head++) {
                int state = (sequence * layout.heads() + head) * K * V;
                System.arraycopy(finalState, state, S, 0, K * V);
                int first = layout.firstRow(sequence, head);
                for (int t = first; t < first + layout.length(sequence); t++) {
                    Team.stopIfInterrupted();
                    decay(rule, in, head, t, S);
                    for (int w = t * rule.writes(); w < (t + 1) * rule.writes(); w++) {
                        write(rule, in, w, S);
                    }
                    for (int j = 0; j < V; j++) {
                        double sum = 0;
                        for (int i = 0; i < K; i++) {
                            sum += S[i * V + j] * in.q()[t * K + i];
                        }
                        o[t * V + j] = scale * sum;
                    }
                }
                System.arraycopy(S, 0, finalState, state, K * V);
            }
        }
        return new DoubleOutputs(o, finalState);
    }

    /** The forget gate of step t of a head for key channel i, in [0, 1]. */
    static double alpha(StateRule rule, DoubleInputs in, int head, int t, int i) {
        return switch (rule.gate()) {
            case NONE -> 1;
            case FIXED -> Math.exp(rule.logDecay().get(head));
            case SCALAR -> Math.exp(in.logDecay()[t]);
            case CHANNEL -> Math.exp(in.logDecay()[t * in.layout().keyDim() + i]);
        };
    }

    /** S &lt;- diag(alpha_t) S. */
    static void decay(StateRule rule, DoubleInputs in, int head, int t, double[] S) {
        if (rule.gate() == Gate.NONE) {
            return;
        }
        int V = in.layout().valueDim();
        for (int i = 0; i < in.layout().keyDim(); i++) {
            double alpha = alpha(rule, in, head, t, i);
            for (int j = 0; j < V; j++) {
                S[i * V + j] *= alpha;
            }
        }
    }

    /** S &lt;- S + k u^T, with u from {@link #content}. */
    static void write(StateRule rule, DoubleInputs in, int w, double[] S) {
        int K = in.layout().keyDim();
        int V = in.layout().valueDim();
        double[] u = content(rule, in, w, S);
        for (int i = 0; i < K; i++) {
            for (int j = 0; j < V; j++) {
                S[i * V + j] += in.k()[w * K + i] * u[j];
            }
        }
    }

    /** What write w adds under its key: v, or for the delta rule beta (v - S^T k). */
    static double[] content(StateRule rule, DoubleInputs in, int w, double[] S) {
        double[] u = error(rule, in, w, S);
        if (rule.delta()) {
            for (int j = 0; j < u.length; j++) {
                u[j] *= in.beta()[w];
            }
        }
        return u;
    }

    /** v, or for the delta rule v - S^T k: what is missing under the key. */
    static double[] error(StateRule rule, DoubleInputs in, int w, double[] S) {
        int K = in.layout().keyDim();
        int V = in.layout().valueDim();
        var e = new double[V];
        for (int j = 0; j < V; j++) {
            e[j] = in.v()[w * V + j];
            for (int i = 0; rule.delta() && i < K; i++) {
                e[j] -= S[i * V + j] * in.k()[w * K + i];
            }
        }
        return e;
    }
}

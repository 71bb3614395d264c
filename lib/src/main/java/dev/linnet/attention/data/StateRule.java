package dev.linnet.attention.data;

import java.util.List;

/**
 * What happens to the state S (K x V) of a head at one step, the one recurrence that all operators with a state share:
 *
 * <pre>
 *     S &lt;- diag(alpha_t) S                                       (gate)
 *     S &lt;- S + k_t v_t^T                                         (plain write), or
 *     S &lt;- S + beta_t k_t (v_t - S^T k_t)^T , writes times        (delta rule)
 *     o_t = S^T (scale q_t)
 * </pre>
 *
 * @param gate     how S forgets
 * @param logDecay for {@link Gate#FIXED} the log decay of each head, at most 0; empty otherwise
 * @param delta    whether a write first erases what its key holds
 * @param writes   keys, values and betas per step (Householder factors); 1 unless {@code delta}
 */
public record StateRule(Gate gate, List<Double> logDecay, boolean delta, int writes) {
    public StateRule {
        logDecay = List.copyOf(logDecay);
        for (double d : logDecay) {
            if (!(d <= 0)) {
                throw new IllegalArgumentException(
                        "A log decay is " + d
                                + "; it must be at most 0 (a decay in [0, 1]), or the state grows without bound.");
            }
        }
        if (logDecay.isEmpty() == (gate == Gate.FIXED)) {
            throw new IllegalArgumentException(
                    "A fixed gate needs one log decay per head and no other gate has any; got gate "
                            + gate + " with " + logDecay.size() + ".");
        }
        if (writes < 1 || (writes > 1 && !delta)) {
            throw new IllegalArgumentException(
                    "writes is " + writes + "; the delta rule has 1 or more, every other rule has 1.");
        }
    }

    /** A rule without a fixed decay. */
    public static StateRule of(Gate gate, boolean delta, int writes) {
        return new StateRule(gate, List.of(), delta, writes);
    }

    /** Numbers of {@code logDecay} that the inputs of one step of one head carry. */
    public int gatesPerStep(int keyDim) {
        return switch (gate) {
            case NONE, FIXED -> 0;
            case SCALAR -> 1;
            case CHANNEL -> keyDim;
        };
    }
}

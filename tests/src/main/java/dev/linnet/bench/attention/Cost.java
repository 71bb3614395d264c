package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.StateRule;

/**
 * Floating-point operations of the chunkwise forms, one multiplication with its addition counting as two.
 *
 * <p>The nominal count takes blocks of a chunk as dense, as papers and GPU libraries do; the needed count takes only the triangles that
 * are not zero. Both leave out exponentials, scaling and copying. C is the chunk in steps, n the writes of a step:
 *
 * <pre>
 *                     forward, per token               backward with the recomputation it needs
 *     decay, GLA      2C (K + V) + 4KV                 2C (3K + 2V) + 10KV
 *     delta           n^2 C (3K + V) + 2nC (K + V)     2.5 times forward
 *                     + (4n + 2) KV
 * </pre>
 *
 * The needed count halves every term with C. For the delta rule it also leaves out n^2 C K, the solve for the papers' W, which a form
 * with the state at hand does not need.
 */
public final class Cost {
    private static final double DELTA_BACKWARD = 2.5;

    private final double inside;
    private final double insideBackward;
    private final double across;
    private final double acrossBackward;

    /**
     * Of one token of one head.
     *
     * @throws IllegalArgumentException for rules without a state, whose cost grows with the sequence
     */
    public Cost(AttentionRule rule, int K, int V, int C, boolean nominal) {
        if (rule instanceof AttentionRule.Comparing) {
            throw new IllegalArgumentException(
                    rule.title() + " has no state; its cost per token grows with the sequence.");
        }
        StateRule state = rule.stateRule();
        boolean delta = state.delta();
        double n = state.writes();
        double dense = nominal ? C : (C + 1) / 2.0;
        if (delta) {
            double w = nominal ? n * n * dense * K : 0;
            inside = n * n * dense * (2 * K + V) + w + 2 * n * dense * (K + V);
            across = (4 * n + 2) * K * V;
            insideBackward = DELTA_BACKWARD * inside;
            acrossBackward = DELTA_BACKWARD * across;
        } else {
            inside = 2 * dense * (K + V);
            across = 4.0 * K * V;
            insideBackward = 2 * dense * (3 * K + 2 * V);
            acrossBackward = 10.0 * K * V;
        }
    }

    /** Operations of a forward pass. */
    public double forward() {
        return inside + across;
    }

    /** Operations of a forward and a backward pass. */
    public double forwardAndBackward() {
        return inside + across + insideBackward + acrossBackward;
    }
}

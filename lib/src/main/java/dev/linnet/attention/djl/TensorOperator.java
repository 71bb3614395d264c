package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionRule;

/** An {@link AttentionRule} computed on DJL tensors. */
public interface TensorOperator {
    /** The rule that is computed. */
    AttentionRule rule();

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the tensors do not have the shapes which the rule asks for
     */
    TensorOutputs forward(TensorInputs in);
}

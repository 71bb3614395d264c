package dev.linnet.attention.djl;

import ai.djl.ndarray.NDArray;

/**
 * What an operator gives, attached to the manager of its inputs.
 *
 * @param o          outputs {@code [batch, heads, time, value]}
 * @param finalState {@code [sequences, heads, key, value]}: the state after the last step; its last axis is 0 for a rule without a state
 */
public record TensorOutputs(NDArray o, NDArray finalState) {}

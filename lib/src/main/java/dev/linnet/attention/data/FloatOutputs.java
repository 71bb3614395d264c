package dev.linnet.attention.data;

/**
 * What an operator gives in single precision.
 *
 * @param o          outputs {@code [batch][head][time][value]}
 * @param finalState {@code [sequence][head][key][value]}: the state after the last step; empty if the rule has no state
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the data; they are shared, never copied
public record FloatOutputs(float[] o, float[] finalState) {}

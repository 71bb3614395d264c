package dev.linnet.attention.data;

/**
 * Gradients of a loss with respect to the inputs of the same names, in single precision and in the inputs' layout; empty where
 * the rule has no such input. The gradient of the initial state is there whether or not one was given.
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the data; they are shared, never copied
public record FloatGradients(float[] q, float[] k, float[] v, float[] logDecay, float[] beta, float[] initialState) {}

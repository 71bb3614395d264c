package dev.linnet.attention.data;

/**
 * Gradients of a loss with respect to the inputs of the same names, in double precision and in the inputs' layout; empty where
 * the rule has no such input. The gradient of the initial state is there whether or not one was given.
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the data; they are shared, never copied
public record DoubleGradients(double[] q, double[] k, double[] v, double[] logDecay, double[] beta,
        double[] initialState) {}

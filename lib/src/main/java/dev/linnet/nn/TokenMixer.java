package dev.linnet.nn;

/**
 * The layer of a block that moves information along time. A pass works on a group of sequences of equal length; how the
 * group's activations lie is the model's matter: {@code [time][channel][16]} in {@link BlockModel},
 * {@code [batch * time][channel]} in a language model ({@code dev.linnet.nn.rows}).
 */
public interface TokenMixer {
    /** The activations of one group of sequences of at most {@code maxTime} steps. */
    Pass pass(int maxTime);

    /** One group's forward and backward pass; not for concurrent use. */
    interface Pass {
        /** Overwrites y with the layer's output for x; both have the model's width. */
        void forward(float[] parameters, float[] x, float[] y, int time);

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time);
    }
}

package dev.linnet.nn;

/** The layer of a block that moves information along time. */
public sealed interface TokenMixer permits DeltaMixer, DiagonalMixer {
    /** The activations of one group of sequences of at most {@code maxTime} steps. */
    Pass pass(int maxTime);

    /** One group's forward and backward pass; not for concurrent use. */
    interface Pass {
        /** y from x, both {@code [T][width][16]}. */
        void forward(float[] parameters, float[] x, float[] y, int time);

        /** Adds to dx and to the gradients, for the x of the last {@link #forward}. */
        void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time);
    }
}

package dev.linnet.nn;

/** A causal model that gives class scores at every position of a token sequence. */
public sealed interface SequenceModel permits BlockModel, GateNetwork {
    /** The configuration that built this model. */
    ModelConfig config();

    /** The trained numbers. */
    Parameters parameters();

    /** The activations of one group of sixteen sequences of at most {@code maxTime} steps. */
    Pass pass(int maxTime);

    /** One group's forward and backward pass; not for concurrent use. */
    interface Pass {
        /** The scores {@code [T][classes][16]} for tokens {@code [T][16]}; valid until the next call. */
        float[] forward(float[] parameters, int[] tokens, int time);

        /**
         * What the last {@link #forward} computed at a place, {@code [T][width][16]}; valid until the next call.
         *
         * @throws IllegalArgumentException if the model has no such place, or it is the state of a block, which no pass keeps
         */
        float[] activation(Site site);

        /** Adds to {@code gradient}, for the tokens of the last {@link #forward}. */
        void backward(float[] parameters, float[] dScores, float[] gradient, int time);
    }
}

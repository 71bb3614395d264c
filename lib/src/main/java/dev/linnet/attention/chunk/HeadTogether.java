package dev.linnet.attention.chunk;

/** Several threads on the chunks of one head. The workers have turned to the head before. */
public interface HeadTogether {
    /** Fills the outputs of chunks 0 to {@code chunks - 1}, and makes the state that enters the first into the one that leaves the last. */
    void forward(Crew crew, int chunks, float[] state);

    /**
     * Fills the gradients of chunks 0 to {@code chunks - 1}.
     *
     * @param initialState enters the first chunk; not changed
     * @param adjoint      of the state that leaves the last chunk; becomes that of the initial state
     */
    void backward(Crew crew, int chunks, float[] initialState, float[] adjoint);
}

package dev.linnet.attention.chunk;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;

/** A chunkwise form for one layout. It owns its workspaces: use it from one thread at a time. */
public interface ChunkKernel {
    /** Fills the outputs. */
    void forward(FloatInputs in, FloatOutputs out);

    /**
     * Fills the gradients.
     *
     * @param finalStateGradient gradient of the final state, or empty for zero
     */
    void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients);
}

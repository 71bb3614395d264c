package dev.linnet.attention.deltachunk;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.HeadsKernel;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;

/** The chunkwise delta rule, gated or not, with one or more writes to a step, for one layout. */
public final class DeltaKernel implements ChunkKernel {
    private final ChunkKernel kernel;

    /**
     * For one layout.
     *
     * @param rule       with delta; gate NONE, FIXED or SCALAR
     * @param chunkSteps steps of a chunk, at least 1; the chunk's rows are as many times the writes of a step
     * @param threads    most threads that work at once
     */
    public DeltaKernel(StateRule rule, double scale, Layout layout, int chunkSteps, int threads) {
        if (!rule.delta() || rule.gate() == Gate.CHANNEL) {
            throw new IllegalArgumentException(
                    "The delta kernel takes delta writes and at most a scalar gate, not " + rule + ".");
        }
        var workers = new DeltaWorker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new DeltaWorker(rule, layout, chunkSteps, (float) scale);
        }
        // one head's chunks need the state that enters them, and threads that share its columns wait for each other too often
        kernel = HeadsKernel.apart(layout, workers[0].chunk.stateSize(), workers);
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        kernel.forward(in, out);
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        kernel.backward(in, outputGradient, finalStateGradient, gradients);
    }
}

package dev.linnet.attention.decay;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.HeadChunks;
import dev.linnet.attention.chunk.HeadsKernel;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.matrix.Lanes;

/**
 * Chunkwise linear attention with a scalar decay for one layout. It owns the workspaces of its threads, whose size depends on the
 * chunk and the head's widths but not on the sequence: use it from one thread at a time.
 */
public final class DecayKernel implements ChunkKernel {
    private final ChunkKernel kernel;

    /**
     * For one layout.
     *
     * @param rule      without delta; gate NONE, FIXED or SCALAR
     * @param chunkSize rows of a chunk, at least 1
     * @param threads   most threads that work at once
     */
    public DecayKernel(StateRule rule, LinearForm form, double scale, Layout layout, int chunkSize, int threads) {
        if (rule.delta() || rule.gate() == Gate.CHANNEL) {
            throw new IllegalArgumentException(
                    "The decay kernel takes plain writes and at most a scalar gate, not " + rule + ".");
        }
        var workers = new DecayWorker[threads];
        int width = Lanes.padded(chunkSize);
        for (int i = 0; i < threads; i++) {
            workers[i] = new DecayWorker(rule, layout, chunkSize,
                    new DecayChunk(rule, form, (float) scale, layout, width));
        }
        int rows = DecayChunk.stateRows(form, layout);
        int columns = Lanes.padded(layout.valueDim());
        kernel = new HeadsKernel(layout, chunkSize, rows * columns, workers,
                () -> new HeadChunks(rows, columns, workers));
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

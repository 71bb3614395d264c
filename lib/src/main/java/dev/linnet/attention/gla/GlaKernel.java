package dev.linnet.attention.gla;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.HeadChunks;
import dev.linnet.attention.chunk.HeadsKernel;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Lanes;

/** Chunkwise gated linear attention, for one layout. */
public final class GlaKernel implements ChunkKernel {
    private final ChunkKernel kernel;

    /**
     * For one layout.
     *
     * @param chunkSize rows of a chunk, at least 1
     * @param threads   most threads that work at once
     */
    public GlaKernel(double scale, Layout layout, int chunkSize, int threads) {
        var workers = new GlaWorker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new GlaWorker(layout, chunkSize,
                    new GlaChunk((float) scale, layout, Lanes.padded(chunkSize)));
        }
        int rows = Lanes.padded(layout.keyDim());
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

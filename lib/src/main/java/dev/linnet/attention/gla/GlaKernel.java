package dev.linnet.attention.gla;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;

/** Chunkwise gated linear attention, for one layout. */
public final class GlaKernel implements ChunkKernel {
    private final Layout layout;
    private final int chunkSize;
    private final Worker[] workers;

    /**
     * For one layout.
     *
     * @param chunkSize rows of a chunk, at least 1
     * @param threads   most threads that work at once
     */
    public GlaKernel(double scale, Layout layout, int chunkSize, int threads) {
        this.layout = layout;
        this.chunkSize = chunkSize;
        workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(new GlaChunk((float) scale, layout, Lanes.padded(chunkSize)));
        }
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        Team.run(workers.length, layout.states(), (state, member) -> workers[member].forward(in, out, state));
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        Team.run(workers.length, layout.states(),
                (state, member) -> workers[member].backward(in, outputGradient, finalStateGradient,
                        gradients, state));
    }

    /** One thread's workspace. */
    private final class Worker {
        private final GlaChunk chunk;
        private final float[] state;
        private GlaBackward backward;

        Worker(GlaChunk chunk) {
            this.chunk = chunk;
            state = new float[chunk.stateSize()];
        }

        void forward(FloatInputs in, FloatOutputs out, int index) {
            int sequence = index / layout.heads();
            int head = index % layout.heads();
            int first = layout.firstRow(sequence, head);
            int length = layout.length(sequence);
            load(in, index);
            for (int t = 0; t < length; t += chunkSize) {
                Team.stopIfInterrupted();
                int rows = Math.min(chunkSize, length - t);
                chunk.loadWrites(in, first + t, rows);
                chunk.loadQueries(in, first + t);
                chunk.weights();
                int at = (first + t) * chunk.values;
                if (chunk.fillsOutputs()) {
                    chunk.outputs(state, out.o(), at);
                } else {
                    chunk.outputs(state, chunk.o, 0);
                    Blocks.store(chunk.o, chunk.valueWidth, out.o(), at, rows, chunk.values);
                }
                chunk.advance(state);
            }
            Blocks.store(state, chunk.valueWidth, out.finalState(), index * chunk.keys * chunk.values, chunk.keys,
                    chunk.values);
        }

        void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients,
                int index) {
            if (backward == null) {
                backward = new GlaBackward(chunk, layout, chunkSize);
            }
            load(in, index);
            backward.head(in, outputGradient, gradients, index / layout.heads(), index % layout.heads(), state,
                    finalStateGradient);
        }

        private void load(FloatInputs in, int index) {
            Blocks.loadOrZero(in.initialState(), index * chunk.keys * chunk.values, chunk.keys, chunk.values, state,
                    chunk.valueWidth,
                    chunk.keyWidth);
        }
    }
}

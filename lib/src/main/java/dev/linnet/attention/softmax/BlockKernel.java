package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;

/** Tiled softmax and rectified attention, for one layout. */
public final class BlockKernel implements ChunkKernel {
    private final BlockForm form;
    private final Layout layout;
    private final int tile;
    private final Worker[] workers;

    /**
     * For one layout.
     *
     * @param tile    queries and keys that are compared at a time, at least 1
     * @param threads most threads that work at once
     */
    public BlockKernel(BlockForm form, double scale, Layout layout, int tile, int threads) {
        this.form = form;
        this.layout = layout;
        this.tile = tile;
        workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(new BlockChunk(form, (float) scale, layout, Lanes.padded(tile)));
        }
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        Team.run(workers.length, layout.states(), (index, member) -> workers[member].forward(in, out, index));
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        Team.run(workers.length, layout.states(),
                (index, member) -> workers[member].backward(in, outputGradient, gradients, index));
    }

    /** One thread's workspace. */
    private final class Worker {
        private final BlockChunk chunk;
        private final BlockBackward backward;

        Worker(BlockChunk chunk) {
            this.chunk = chunk;
            backward = new BlockBackward(chunk, tile);
        }

        void forward(FloatInputs in, FloatOutputs out, int index) {
            int sequence = index / layout.heads();
            int first = layout.firstRow(sequence, index % layout.heads());
            int length = layout.length(sequence);
            for (int block = 0; block < length; block = form.blockEnd(block, length)) {
                int end = form.blockEnd(block, length);
                for (int t = block; t < end; t += tile) {
                    queries(chunk, in, first + block, first + t, first + end, tile);
                    Blocks.store(chunk.o, chunk.valueWidth, out.o(), (first + t) * chunk.values, chunk.queryRows,
                            chunk.values);
                }
            }
        }

        void backward(FloatInputs in, float[] outputGradient, FloatGradients gradients, int index) {
            int sequence = index / layout.heads();
            int first = layout.firstRow(sequence, index % layout.heads());
            int length = layout.length(sequence);
            for (int block = 0; block < length; block = form.blockEnd(block, length)) {
                backward.block(in, outputGradient, gradients, first + block, first + form.blockEnd(block, length));
            }
        }
    }

    /** Outputs of the tile of queries that begins at row t, against the keys of its block [from, to). */
    static void queries(BlockChunk chunk, FloatInputs in, int from, int t, int to, int tile) {
        chunk.loadQueries(in, t, Math.min(tile, to - t));
        chunk.begin();
        int last = chunk.form.causal() ? t + 1 : to;
        for (int s = from; s < last; s += tile) {
            Team.stopIfInterrupted();
            chunk.loadKeys(in, s, Math.min(tile, to - s));
            chunk.take(s == t);
        }
        chunk.finish();
    }
}

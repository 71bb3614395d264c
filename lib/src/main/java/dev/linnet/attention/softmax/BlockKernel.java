package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.Crew;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;

/**
 * Tiled softmax and rectified attention, for one layout: each thread its own heads where there are enough of them, otherwise all
 * threads on one head after the other.
 */
public final class BlockKernel implements ChunkKernel {
    private final int states;
    private final int threads;
    private final boolean apart;
    private final BlockHead[] heads;

    /**
     * For one layout.
     *
     * @param tile    queries and keys that are compared at a time, at least 1
     * @param threads most threads that work at once
     */
    public BlockKernel(BlockForm form, double scale, Layout layout, int tile, int threads) {
        this.threads = threads;
        states = layout.states();
        apart = Team.apart(threads, states);
        heads = new BlockHead[apart ? threads : 1];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = new BlockHead(form, scale, layout, tile, apart ? 1 : threads);
        }
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        run((phases, head, index) -> head.forward(phases, in, out, index));
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        run((phases, head, index) -> head.backward(phases, in, outputGradient, gradients, index));
    }

    /** What is done with each head. */
    @FunctionalInterface
    private interface Work {
        void on(Phases phases, BlockHead head, int index);
    }

    private void run(Work work) {
        if (apart) {
            Team.run(threads, states, (index, member) -> work.on(Phases.ALONE, heads[member], index));
        } else {
            Crew.run(threads, crew -> {
                Phases phases = Phases.of(crew);
                for (int index = 0; index < states; index++) {
                    work.on(phases, heads[0], index);
                }
            });
        }
    }
}

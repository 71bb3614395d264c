package dev.linnet.attention.deltachunk;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.matrix.Blocks;

/** The chunkwise delta rule, gated or not, with one or more writes to a step, for one layout. */
public final class DeltaKernel implements ChunkKernel {
    private final Layout layout;
    private final int chunkSteps;
    private final Worker[] workers;

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
        this.layout = layout;
        this.chunkSteps = chunkSteps;
        workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(rule, new DeltaChunk(rule, (float) scale, layout, chunkSteps));
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
        private final StateRule rule;
        private final DeltaChunk chunk;
        private final float[] state;
        private DeltaBackward backward;

        Worker(StateRule rule, DeltaChunk chunk) {
            this.rule = rule;
            this.chunk = chunk;
            state = new float[chunk.stateSize()];
        }

        void forward(FloatInputs in, FloatOutputs out, int index) {
            int sequence = index / layout.heads();
            int head = index % layout.heads();
            int first = layout.firstRow(sequence, head);
            int length = layout.length(sequence);
            load(in, index);
            for (int t = 0; t < length; t += chunkSteps) {
                Team.stopIfInterrupted();
                int steps = Math.min(chunkSteps, length - t);
                chunk.loadWrites(in, head, first + t, steps);
                chunk.loadQueries(in, first + t);
                chunk.solve(state);
                chunk.weights();
                int at = (first + t) * chunk.values;
                if (chunk.fillsOutputs()) {
                    chunk.outputs(state, out.o(), at);
                } else {
                    chunk.outputs(state, chunk.o, 0);
                    Blocks.store(chunk.o, chunk.valueWidth, out.o(), at, steps, chunk.values);
                }
                chunk.advance(state);
            }
            Blocks.store(state, chunk.valueWidth, out.finalState(), index * chunk.keys * chunk.values, chunk.keys,
                    chunk.values);
        }

        void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients,
                int index) {
            if (backward == null) {
                backward = new DeltaBackward(rule, chunk, layout, chunkSteps);
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

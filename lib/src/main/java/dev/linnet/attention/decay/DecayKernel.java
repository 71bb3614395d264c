package dev.linnet.attention.decay;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;

/**
 * Chunkwise linear attention with a scalar decay for one layout. It owns the workspaces of its threads, whose size depends on the
 * chunk and the head's widths but not on the sequence: use it from one thread at a time.
 */
public final class DecayKernel implements ChunkKernel {
    private final StateRule rule;
    private final LinearForm form;
    private final Layout layout;
    private final int chunkSize;
    private final Worker[] workers;

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
        this.rule = rule;
        this.form = form;
        this.layout = layout;
        this.chunkSize = chunkSize;
        workers = new Worker[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Worker(new DecayChunk(rule, form, (float) scale, layout, Lanes.padded(chunkSize)));
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
        private final DecayChunk chunk;
        private final float[] state;
        private final float[] divisors;
        private DecayBackward backward;

        Worker(DecayChunk chunk) {
            this.chunk = chunk;
            state = new float[chunk.stateSize()];
            divisors = new float[chunk.width];
        }

        void forward(FloatInputs in, FloatOutputs out, int index) {
            int sequence = index / layout.heads();
            int head = index % layout.heads();
            int first = layout.firstRow(sequence, head);
            int length = layout.length(sequence);
            int columns = form.stateColumns(chunk.values);
            int size = chunk.keys * columns;
            Blocks.loadOrZero(in.initialState(), index * size, chunk.keys, columns, state, chunk.valueWidth,
                    chunk.keyWidth);
            for (int t = 0; t < length; t += chunkSize) {
                Team.stopIfInterrupted();
                int rows = Math.min(chunkSize, length - t);
                chunk.loadWrites(in, head, first + t, rows);
                chunk.loadQueries(in, first + t);
                chunk.weights();
                int at = (first + t) * chunk.values;
                if (chunk.fillsOutputs()) {
                    chunk.outputs(state, out.o(), at);
                } else {
                    chunk.outputs(state, chunk.o, 0);
                    if (form.norm() != OutputNorm.NONE) {
                        chunk.normalise(divisors);
                    }
                    Blocks.store(chunk.o, chunk.valueWidth, out.o(), at, rows, chunk.values);
                }
                chunk.advance(state);
            }
            Blocks.store(state, chunk.valueWidth, out.finalState(), index * size, chunk.keys, columns);
        }

        void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients,
                int index) {
            if (backward == null) {
                backward = new DecayBackward(rule, chunk, layout, chunkSize);
            }
            int sequence = index / layout.heads();
            int head = index % layout.heads();
            int columns = form.stateColumns(chunk.values);
            int size = chunk.keys * columns;
            Blocks.loadOrZero(in.initialState(), index * size, chunk.keys, columns, state, chunk.valueWidth,
                    chunk.keyWidth);
            backward.head(in, outputGradient, gradients, sequence, head, state, finalStateGradient);
        }
    }
}

package dev.linnet.attention.chunk;

import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.function.Supplier;

/**
 * All heads and sequences of a layout: each thread its own heads where there are enough of them, otherwise all threads on one head after
 * the other. Which of the two changes no bit of a result.
 */
public final class HeadsKernel implements ChunkKernel {
    /** Fewer chunks are not worth sharing. */
    private static final int FEWEST_CHUNKS = 4;

    private final int heads;
    private final boolean apart;
    private final HeadWorker[] workers;
    private final Supplier<HeadTogether> makeTogether;
    private final float[][] states;
    private final float[][] adjoints;
    private Checkpoints[] checkpoints = {};
    private HeadTogether together;

    /**
     * For one layout.
     *
     * @param stateSize numbers of a padded state
     * @param workers   one to a thread
     * @param together  makes what shares a head out
     */
    public HeadsKernel(Layout layout, int chunkSize, int stateSize, HeadWorker[] workers,
            Supplier<HeadTogether> together) {
        this(layout, stateSize, workers, together, Team.apart(workers.length, layout.states())
                || layout.longest() <= (FEWEST_CHUNKS - 1) * chunkSize);
    }

    private HeadsKernel(Layout layout, int stateSize, HeadWorker[] workers, Supplier<HeadTogether> together,
            boolean apart) {
        this.workers = workers.clone();
        this.apart = apart;
        heads = layout.states();
        makeTogether = together;
        states = new float[apart ? workers.length : 1][stateSize];
        adjoints = new float[states.length][];
    }

    /** For a rule that does not gain from several threads on one head: each thread takes heads of its own, however few. */
    public static HeadsKernel apart(Layout layout, int stateSize, HeadWorker[] workers) {
        return new HeadsKernel(layout, stateSize, workers, () -> {
            throw new IllegalStateException("Heads that are worked out apart are never shared.");
        }, true);
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        if (apart) {
            Team.run(workers.length, heads, (index, member) -> forward(in, out, index, member));
        } else {
            Crew.run(workers.length, crew -> forward(crew, in, out));
        }
    }

    private void forward(FloatInputs in, FloatOutputs out, int index, int member) {
        HeadWorker worker = workers[member];
        float[] state = states[member];
        worker.outputsOf(in, out, index);
        worker.load(in.initialState(), index, state);
        for (int n = 0; n < worker.chunks(); n++) {
            Team.stopIfInterrupted();
            worker.forward(n, state);
        }
        worker.store(state, out.finalState(), index);
    }

    private void forward(Crew crew, FloatInputs in, FloatOutputs out) {
        float[] state = states[0];
        for (int index = 0; index < heads; index++) {
            for (HeadWorker worker : workers) {
                worker.outputsOf(in, out, index);
            }
            workers[0].load(in.initialState(), index, state);
            together().forward(crew, workers[0].chunks(), state);
            workers[0].store(state, out.finalState(), index);
        }
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        makeRoom();
        if (apart) {
            Team.run(workers.length, heads, (index, member) -> backward(in, outputGradient, finalStateGradient,
                    gradients, index, member));
        } else {
            Crew.run(workers.length, crew -> backward(crew, in, outputGradient, finalStateGradient, gradients));
        }
    }

    private void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients,
            int index, int member) {
        HeadWorker worker = workers[member];
        float[] adjoint = adjoints[member];
        worker.gradientsOf(in, outputGradient, gradients, index);
        worker.load(in.initialState(), index, states[member]);
        worker.load(finalStateGradient, index, adjoint);
        checkpoints[member].reverse(worker.chunks(), states[member], new Checkpoints.Chunks() {
            @Override
            public void advance(int n, float[] state) {
                worker.advance(n, state);
            }

            @Override
            public void visit(int n, float[] state) {
                worker.backward(n, state, adjoint);
            }
        });
        worker.store(adjoint, gradients.initialState(), index);
    }

    private void backward(Crew crew, FloatInputs in, float[] outputGradient, float[] finalStateGradient,
            FloatGradients gradients) {
        for (int index = 0; index < heads; index++) {
            for (HeadWorker worker : workers) {
                worker.gradientsOf(in, outputGradient, gradients, index);
            }
            workers[0].load(in.initialState(), index, states[0]);
            workers[0].load(finalStateGradient, index, adjoints[0]);
            together().backward(crew, workers[0].chunks(), states[0], adjoints[0]);
            workers[0].store(adjoints[0], gradients.initialState(), index);
        }
    }

    private HeadTogether together() {
        if (together == null) {
            together = makeTogether.get();
        }
        return together;
    }

    private void makeRoom() {
        if (adjoints[0] == null) {
            for (int i = 0; i < adjoints.length; i++) {
                adjoints[i] = new float[states[i].length];
            }
            checkpoints = new Checkpoints[apart ? workers.length : 0];
            for (int i = 0; i < checkpoints.length; i++) {
                checkpoints[i] = new Checkpoints(states[i].length);
            }
        }
    }
}

package dev.linnet.attention.chunk;

import dev.linnet.attention.matrix.Blocks;

/**
 * The chunks of one head on several threads, for rules under which a state row decays and then grows by what the chunk writes:
 *
 * <pre>
 *     S_(n+1) = diag(decay_n) S_n + writes_n          D_n = diag(decay_n) D_(n+1) + reads_n
 * </pre>
 *
 * with D the adjoint of S. Of a window of chunks, all {@code writes} are worked out at the same time, then summed up row by row, then all
 * outputs are read at the same time; going back, likewise. Every number is the result of the same operations in the same order
 * as on one thread.
 */
public final class HeadChunks implements HeadTogether {
    /** One thread's workspace. */
    public interface Worker extends HeadWorker {
        /** Works out what chunk n writes, and by what each row of the state decays over it. */
        void writes(int n, float[] sum, float[] decay);

        /** The outputs of chunk n, which the state enters. */
        void outputs(int n, float[] state);

        /** Works out what the outputs of chunk n, which the state enters, give to the adjoint. */
        void reads(int n, float[] state, float[] sum);

        /** The gradients of the inputs of chunk n, which the state enters and whose last state has this adjoint. */
        void gradients(int n, float[] state, float[] adjoint);
    }

    /** Bytes of the states of a window: they stay in a core's own cache. */
    private static final int BUDGET = 1 << 20;
    private static final int FEWEST = 8;

    private final int rows;
    private final int columns;
    private final int most;
    private final Worker[] workers;
    private final Checkpoints checkpoints;
    private final float[][] states;
    private final float[][] adjoints;
    private final float[][] decays;
    private final Team.Task writes = this::writes;
    private final Team.Task sums = this::sums;
    private final Team.Task outputs = this::outputs;
    private final Team.Task reads = this::reads;
    private final Team.Task sumsBack = this::sumsBack;
    private final Team.Task gradients = this::gradients;
    /** The present window: its first chunk and the number of its chunks. */
    private int first;
    private int count;
    private int stripRows;

    /**
     * For states of {@code rows x columns} numbers.
     *
     * @param workers one to a thread
     */
    public HeadChunks(int rows, int columns, Worker[] workers) {
        this.rows = rows;
        this.columns = columns;
        this.workers = workers.clone();
        int size = rows * columns;
        most = Math.max(FEWEST, BUDGET / Float.BYTES / size);
        checkpoints = new Checkpoints(size);
        states = new float[most + 1][size];
        adjoints = new float[most + 1][size];
        decays = new float[most][rows];
    }

    @Override
    public void forward(Crew crew, int chunks, float[] state) {
        for (int window = 0; window * most < chunks; window++) {
            enter(crew, window, chunks, state);
            crew.phase(count, outputs);
            System.arraycopy(states[count], 0, state, 0, state.length);
        }
    }

    @Override
    public void backward(Crew crew, int chunks, float[] initialState, float[] adjoint) {
        checkpoints.reverse((chunks + most - 1) / most, initialState, new Checkpoints.Chunks() {
            @Override
            public void advance(int window, float[] state) {
                enter(crew, window, chunks, state);
                System.arraycopy(states[count], 0, state, 0, state.length);
            }

            @Override
            public void visit(int window, float[] state) {
                enter(crew, window, chunks, state);
                System.arraycopy(adjoint, 0, adjoints[count], 0, adjoint.length);
                crew.phase(count, reads);
                crew.phase(strips(crew), sumsBack);
                crew.phase(count, gradients);
                System.arraycopy(adjoints[0], 0, adjoint, 0, adjoint.length);
            }
        });
    }

    /** Works out the states of a window. */
    private void enter(Crew crew, int window, int chunks, float[] state) {
        Team.stopIfInterrupted();
        first = window * most;
        count = Math.min(most, chunks - first);
        System.arraycopy(state, 0, states[0], 0, state.length);
        crew.phase(count, writes);
        crew.phase(strips(crew), sums);
    }

    /** Strips of state rows that are summed up at the same time. */
    private int strips(Crew crew) {
        stripRows = (rows + 2 * crew.members() - 1) / (2 * crew.members());
        return (rows + stripRows - 1) / stripRows;
    }

    private void writes(int i, int member) {
        workers[member].writes(first + i, states[i + 1], decays[i]);
    }

    private void sums(int strip, int member) {
        int to = Math.min(rows, (strip + 1) * stripRows);
        for (int i = 0; i < count; i++) {
            for (int row = strip * stripRows; row < to; row++) {
                Blocks.addScaled(states[i], states[i + 1], row * columns, columns, decays[i][row]);
            }
        }
    }

    private void outputs(int i, int member) {
        workers[member].outputs(first + i, states[i]);
    }

    private void reads(int i, int member) {
        workers[member].reads(first + i, states[i], adjoints[i]);
    }

    private void sumsBack(int strip, int member) {
        int to = Math.min(rows, (strip + 1) * stripRows);
        for (int i = count - 1; i >= 0; i--) {
            for (int row = strip * stripRows; row < to; row++) {
                Blocks.addScaled(adjoints[i + 1], adjoints[i], row * columns, columns, decays[i][row]);
            }
        }
    }

    private void gradients(int i, int member) {
        workers[member].gradients(first + i, states[i], adjoints[i + 1]);
    }
}

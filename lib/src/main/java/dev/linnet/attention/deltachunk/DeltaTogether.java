package dev.linnet.attention.deltachunk;

import dev.linnet.attention.chunk.Checkpoints;
import dev.linnet.attention.chunk.Crew;
import dev.linnet.attention.chunk.HeadTogether;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.matrix.Columns;
import dev.linnet.attention.matrix.Lanes;
import java.util.function.Supplier;

/**
 * The chunks of one head on several threads. Under the delta rule a chunk's writes depend on the state that enters it, but column by
 * column of the values: so of a few chunks, what does not depend on the state is worked out at the same time; then each thread takes some
 * columns of state, outputs and adjoint through these chunks; then the rest of the gradients is worked out at the same time. Every number
 * is the result of the same operations in the same order as on one thread.
 */
final class DeltaTogether implements HeadTogether {
    /** Chunks that are in hand at the same time: their blocks stay in the cores' caches. */
    private static final int CHUNKS = 8;

    private final DeltaWorker leader;
    private final DeltaWorker[] slots = new DeltaWorker[CHUNKS];
    private final int rows;
    private final int columns;
    private final int stripColumns;
    private final int strips;
    private final float[][] states;
    private final float[][] adjoints;
    private final Checkpoints checkpoints;
    private final Team.Task loadWrites = this::loadWrites;
    private final Team.Task loadReads = this::loadReads;
    private final Team.Task loadAll = this::loadAll;
    private final Team.Task advance = this::advance;
    private final Team.Task outputs = this::outputs;
    private final Team.Task storeOutputs = this::storeOutputs;
    private final Team.Task forth = this::forth;
    private final Team.Task back = this::back;
    private final Team.Task gradients = this::gradients;
    /** The present chunks, and the state and adjoint that go through them. */
    private int first;
    private int count;
    private float[] state;
    private float[] adjoint;

    /**
     * For some threads.
     *
     * @param leader turns to the head before each call
     * @param slots  makes workspaces
     */
    DeltaTogether(int threads, DeltaWorker leader, Supplier<DeltaWorker> slots) {
        this.leader = leader;
        this.slots[0] = leader;
        for (int i = 1; i < CHUNKS; i++) {
            this.slots[i] = slots.get();
        }
        rows = leader.chunk.keyWidth;
        columns = leader.chunk.valueWidth;
        int vectors = columns / Lanes.COUNT;
        int perThread = (vectors + threads - 1) / threads;
        // products are quickest on two vectors of columns at a time
        stripColumns = (perThread > 1 ? perThread + perThread % 2 : 1) * Lanes.COUNT;
        strips = (columns + stripColumns - 1) / stripColumns;
        states = new float[CHUNKS][rows * columns];
        adjoints = new float[CHUNKS][rows * columns];
        checkpoints = new Checkpoints(rows * columns);
    }

    @Override
    public void forward(Crew crew, int chunks, float[] initialState) {
        turn();
        state = initialState;
        for (first = 0; first < chunks; first += CHUNKS) {
            Team.stopIfInterrupted();
            count = Math.min(CHUNKS, chunks - first);
            crew.phase(count, loadReads);
            crew.phase(strips, outputs);
            crew.phase(count, storeOutputs);
        }
    }

    @Override
    public void backward(Crew crew, int chunks, float[] initialState, float[] finalAdjoint) {
        turn();
        adjoint = finalAdjoint;
        checkpoints.reverse((chunks + CHUNKS - 1) / CHUNKS, initialState, new Checkpoints.Chunks() {
            @Override
            public void advance(int some, float[] entering) {
                take(some, chunks, entering);
                crew.phase(count, loadWrites);
                crew.phase(strips, advance);
            }

            @Override
            public void visit(int some, float[] entering) {
                take(some, chunks, entering);
                crew.phase(count, loadAll);
                crew.phase(strips, forth);
                crew.phase(strips, back);
                crew.phase(count, gradients);
            }
        });
    }

    private void turn() {
        for (DeltaWorker slot : slots) {
            slot.turnTo(leader);
        }
    }

    private void take(int some, int chunks, float[] entering) {
        Team.stopIfInterrupted();
        first = some * CHUNKS;
        count = Math.min(CHUNKS, chunks - first);
        state = entering;
    }

    private void loadWrites(int i, int member) {
        slots[i].loadWrites(first + i);
    }

    private void loadReads(int i, int member) {
        slots[i].loadReads(first + i);
    }

    private void loadAll(int i, int member) {
        slots[i].loadReads(first + i);
        slots[i].loadOutputGradient();
    }

    private void advance(int strip, int member) {
        for (int i = 0; i < count; i++) {
            slots[i].chunk.solve(state, from(strip), to(strip));
            slots[i].chunk.advance(state, from(strip), to(strip));
        }
    }

    private void outputs(int strip, int member) {
        for (int i = 0; i < count; i++) {
            slots[i].chunk.solve(state, from(strip), to(strip));
            slots[i].outputs(state, from(strip), to(strip));
            slots[i].chunk.advance(state, from(strip), to(strip));
        }
    }

    private void storeOutputs(int i, int member) {
        slots[i].storeOutputs();
    }

    private void forth(int strip, int member) {
        for (int i = 0; i < count; i++) {
            Columns.copy(state, states[i], columns, rows, from(strip), to(strip));
            slots[i].chunk.solve(state, from(strip), to(strip));
            slots[i].chunk.advance(state, from(strip), to(strip));
        }
    }

    private void back(int strip, int member) {
        for (int i = count - 1; i >= 0; i--) {
            Columns.copy(adjoint, adjoints[i], columns, rows, from(strip), to(strip));
            slots[i].backward.corrections(adjoint, from(strip), to(strip));
            slots[i].backward.advance(adjoint, from(strip), to(strip));
        }
    }

    private void gradients(int i, int member) {
        slots[i].gradients(states[i], adjoints[i]);
    }

    private int from(int strip) {
        return strip * stripColumns;
    }

    private int to(int strip) {
        return Math.min(columns, from(strip) + stripColumns);
    }
}

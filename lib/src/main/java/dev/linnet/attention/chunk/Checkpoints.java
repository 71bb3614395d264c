package dev.linnet.attention.chunk;

/**
 * Walks back over the chunks of a sequence, giving each the state that entered it, in memory that does not grow with their number.
 *
 * <p>States are kept in levels of at most {@code slots}: a level divides its chunks in spans and keeps the state at the beginning of
 * each; the next level recomputes the states inside one span. With 64 slots one level covers 64 chunks, two cover 4096, each at
 * the price of one more forward pass over the states.
 */
public final class Checkpoints {
    /** The chunks of one sequence and head. */
    public interface Chunks {
        /** Changes the state that enters a chunk into the one that leaves it. */
        void advance(int chunk, float[] state);

        /** Works on a chunk; called for the last chunk first. */
        void visit(int chunk, float[] state);
    }

    private static final int BUDGET = 16 << 20;
    private static final int FEWEST = 8;
    private static final int MOST = 4096;

    private final int stateSize;
    private final int slots;
    private float[][][] levels = new float[0][][];

    /**
     * For states of one size.
     *
     * @param stateSize numbers in a state
     */
    public Checkpoints(int stateSize) {
        this(stateSize, Math.clamp(BUDGET / Float.BYTES / stateSize, FEWEST, MOST));
    }

    Checkpoints(int stateSize, int slots) {
        this.stateSize = stateSize;
        this.slots = slots;
    }

    /** Visits chunks {@code count - 1} to 0. The initial state is not changed. */
    public void reverse(int count, float[] initialState, Chunks chunks) {
        if (count > 0) {
            reverse(0, count, initialState, chunks, 0);
        }
    }

    private void reverse(int from, int to, float[] state, Chunks chunks, int level) {
        if (to - from == 1) {
            Team.stopIfInterrupted();
            chunks.visit(from, state);
            return;
        }
        int span = (to - from + slots - 1) / slots;
        int spans = (to - from + span - 1) / span;
        float[][] kept = level(level, spans);
        System.arraycopy(state, 0, kept[0], 0, stateSize);
        for (int i = 1; i < spans; i++) {
            System.arraycopy(kept[i - 1], 0, kept[i], 0, stateSize);
            for (int chunk = from + (i - 1) * span; chunk < from + i * span; chunk++) {
                Team.stopIfInterrupted();
                chunks.advance(chunk, kept[i]);
            }
        }
        for (int i = spans - 1; i >= 0; i--) {
            reverse(from + i * span, Math.min(to, from + (i + 1) * span), kept[i], chunks, level + 1);
        }
    }

    private float[][] level(int level, int spans) {
        if (level == levels.length) {
            levels = java.util.Arrays.copyOf(levels, level + 1);
            levels[level] = new float[0][];
        }
        if (levels[level].length < spans) {
            int old = levels[level].length;
            levels[level] = java.util.Arrays.copyOf(levels[level], spans);
            for (int i = old; i < spans; i++) {
                levels[level][i] = new float[stateSize];
            }
        }
        return levels[level];
    }
}

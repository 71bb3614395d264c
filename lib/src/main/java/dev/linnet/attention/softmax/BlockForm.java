package dev.linnet.attention.softmax;

/**
 * Which keys a query sees and how it weighs them.
 *
 * @param width   steps of a block, at least 1: the sequence falls into blocks of so many steps, the last may be shorter, and a query sees
 *                keys of its own block only; {@link #WHOLE} for one block
 * @param weights from scores to weights
 * @param causal  whether a query sees only keys up to its own step
 * @param epsilon of the RMS norm; not used by softmax
 */
public record BlockForm(int width, Weights weights, boolean causal, double epsilon) {
    /** The width of a block that holds any sequence. */
    public static final int WHOLE = Integer.MAX_VALUE;

    public BlockForm {
        if (width < 1) {
            throw new IllegalArgumentException("The block width is " + width + "; a block has at least 1 step.");
        }
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be at least 0.");
        }
    }

    /** First step of the block of step t, and the first step after it, counted from the beginning of the sequence. */
    int blockStart(int t) {
        return t / width * width;
    }

    int blockEnd(int t, int length) {
        return (int) Math.min(length, (long) blockStart(t) + width);
    }
}

package dev.linnet.statetracking;

/**
 * How often a model was right, counted exactly.
 *
 * @param right    labelled positions with the right class as the most probable one
 * @param labelled labelled positions
 * @param flawless examples with every label right
 * @param examples examples
 * @param chance   the accuracy of a guess, r
 */
public record Score(long right, long labelled, int flawless, int examples, double chance) {
    /** The share of right positions. */
    public double accuracy() {
        return (double) right / labelled;
    }

    /** (a - r) / (1 - r): 0 for a guess, 1 for perfect. */
    public double scaled() {
        return (accuracy() - chance) / (1 - chance);
    }

    /** The share of examples without a mistake. */
    public double flawlessShare() {
        return (double) flawless / examples;
    }
}

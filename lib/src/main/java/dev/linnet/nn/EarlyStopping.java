package dev.linnet.nn;

/**
 * When a training ends before its last step. Its losses are looked at in stretches of {@code window} steps, each when it is over. The
 * training ends when the mean of a stretch is at most {@code loss}, or when the last stretch with a smaller mean than all before it lies
 * {@code patience} steps or more back. Both depend on the losses alone, so a training that is resumed ends at the same step.
 *
 * @param loss     a mean loss in nats that is good enough; 0 for none
 * @param window   steps of a stretch
 * @param patience steps without a new smallest mean that are too many; 0 for never
 */
public record EarlyStopping(double loss, int window, int patience) {
    /** All steps are done. */
    public static final EarlyStopping NEVER = new EarlyStopping(0, 1, 0);

    public EarlyStopping {
        if (!(loss >= 0)) {
            throw new IllegalArgumentException("loss is " + loss + "; it must be at least 0.");
        }
        if (window < 1) {
            throw new IllegalArgumentException("window is " + window + "; it must be at least 1.");
        }
        if (patience < 0) {
            throw new IllegalArgumentException("patience is " + patience + "; it must be at least 0.");
        }
    }

    /** Ends when a stretch of {@code window} steps has a mean loss of at most {@code loss}. */
    public static EarlyStopping at(double loss, int window) {
        return new EarlyStopping(loss, window, 0);
    }

    /** Ends when the mean loss of stretches of {@code window} steps has not become smaller for {@code patience} steps. */
    public static EarlyStopping after(int patience, int window) {
        return new EarlyStopping(0, window, patience);
    }

    /** Whether a training with these losses of its first {@code steps} steps ends here. */
    public boolean ends(double[] losses, int steps) {
        if (steps == 0 || steps % window != 0 || this.equals(NEVER)) {
            return false;
        }
        double smallest = Double.POSITIVE_INFINITY;
        int best = 0;
        double mean = 0;
        for (int end = window; end <= steps; end += window) {
            mean = mean(losses, end);
            if (mean < smallest) {
                smallest = mean;
                best = end;
            }
        }
        return mean <= loss || (patience > 0 && steps - best >= patience);
    }

    private double mean(double[] losses, int end) {
        double sum = 0;
        for (int i = end - window; i < end; i++) {
            sum += losses[i];
        }
        return sum / window;
    }
}

package dev.linnet.verbal;

import java.util.List;
import java.util.Optional;

/**
 * One step of a training.
 *
 * @param step        from 0
 * @param epoch       from 0
 * @param batch       which training examples it saw
 * @param before      the description that it began with
 * @param evaluation  of that description, where steps are evaluated
 * @param outputs     for the batch; empty where the step failed before
 * @param loss        mean squared error on the batch, or the share of wrong classes; NaN where the step failed before
 * @param reasoning   the optimizer's reasons; empty where the step failed
 * @param after       the description after it; the one before where it failed
 * @param failure     why it failed; empty where it did not
 */
public record StepRecord(int step, int epoch, List<Integer> batch, String before, Optional<Assessment> evaluation,
        List<Double> outputs, double loss, String reasoning, String after, String failure) {
    public StepRecord {
        batch = List.copyOf(batch);
        outputs = List.copyOf(outputs);
    }

    public boolean failed() {
        return !failure.isEmpty();
    }

    /** What changed in the description, word by word. */
    public List<TextDiff.Piece> diff() {
        return TextDiff.words(before, after);
    }
}

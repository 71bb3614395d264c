package dev.linnet.odeen.learned;

import java.util.List;

/** Reads rules and labels structures: the learned interpreter, or the true meaning of the words. */
public interface Judge {
    /**
     * The labels of all structures by each conjecture.
     *
     * @return {@code [conjecture][structure]}; a row is null where the judge cannot make sense of the conjecture
     */
    boolean[][] labels(List<Conjecture> conjectures, int[] structures);
}

package dev.linnet.statetracking;

/** How long the training examples are, and how many make a batch. */
public sealed interface Lengths {
    /**
     * Sizes uniform in a range, the same number of sequences every step.
     *
     * @param sizes     the range
     * @param sequences examples a step
     */
    record Uniform(Sizes sizes, int sequences) implements Lengths {
        public Uniform {
            if (sequences < 1) {
                throw new IllegalArgumentException("sequences is " + sequences + "; it must be at least 1.");
            }
        }
    }

    /**
     * One size at a time, doubled when the loss of a batch falls below a threshold; the number of letters a step stays the
     * same.
     *
     * @param from      first size
     * @param to        last size
     * @param threshold mean loss of a batch that ends a stage
     * @param letters   letters a step, size times sequences
     */
    record Curriculum(int from, int to, double threshold, int letters) implements Lengths {
        public Curriculum {
            if (from < 1 || to < from) {
                throw new IllegalArgumentException("A curriculum from %d to %d: sizes must be at least 1 and rise."
                        .formatted(from, to));
            }
            if (letters < to) {
                throw new IllegalArgumentException(
                        "letters is %d; a sequence of size %d does not fit.".formatted(letters,
                                to));
            }
        }

        /** The size after a batch of {@code size} with mean loss {@code loss}. */
        int next(int size, double loss) {
            return loss < threshold ? Math.min(2 * size, to) : size;
        }
    }
}

package dev.linnet.statetracking;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How long the training examples are, and how many make a batch: a schedule whose whole state is the range of sizes it is at.
 */
public sealed interface Lengths {
    /** The sizes of the first batch. */
    Sizes first();

    /** The sizes of the batch after one of {@code sizes} with mean loss {@code loss}, when {@code steps} batches are done. */
    Sizes next(Sizes sizes, int steps, double loss);

    /** The examples of a batch of {@code sizes}. */
    int sequences(Sizes sizes, int steps);

    /** The size of one example of a batch of {@code sizes}. */
    default int draw(Sizes sizes, SplittableRandom random) {
        return sizes.draw(random);
    }

    /**
     * Sizes uniform in a range, the same number of sequences every step.
     *
     * @param sizes     the range
     * @param sequences examples a step
     */
    record Uniform(Sizes sizes, int sequences) implements Lengths {
        public Uniform {
            requireSequences(sequences);
        }

        @Override
        public Sizes first() {
            return sizes;
        }

        @Override
        public Sizes next(Sizes current, int steps, double loss) {
            return sizes;
        }

        @Override
        public int sequences(Sizes current, int steps) {
            return sequences;
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

        @Override
        public Sizes first() {
            return Sizes.exactly(from);
        }

        @Override
        public Sizes next(Sizes current, int steps, double loss) {
            return loss < threshold ? Sizes.exactly(Math.min(2 * current.to(), to)) : current;
        }

        @Override
        public int sequences(Sizes current, int steps) {
            return letters / current.to();
        }

        /** The size itself: nothing is drawn. */
        @Override
        public int draw(Sizes current, SplittableRandom random) {
            return current.to();
        }
    }

    /**
     * Given stages, each from a given step on.
     *
     * @param stages in rising order, the first from step 0
     */
    record Staged(List<Stage> stages) implements Lengths {
        public Staged {
            stages = List.copyOf(stages);
            if (stages.isEmpty() || stages.getFirst().fromStep() != 0) {
                throw new IllegalArgumentException("A schedule of lengths needs a stage from step 0 on.");
            }
            for (int i = 1; i < stages.size(); i++) {
                if (stages.get(i).fromStep() <= stages.get(i - 1).fromStep()) {
                    throw new IllegalArgumentException("Stage %d begins at step %d, the one before it at step %d."
                            .formatted(i, stages.get(i).fromStep(), stages.get(i - 1).fromStep()));
                }
            }
        }

        @Override
        public Sizes first() {
            return stages.getFirst().sizes();
        }

        @Override
        public Sizes next(Sizes current, int steps, double loss) {
            return at(steps).sizes();
        }

        @Override
        public int sequences(Sizes current, int steps) {
            return at(steps).sequences();
        }

        private Stage at(int step) {
            Stage current = stages.getFirst();
            for (Stage stage : stages) {
                current = stage.fromStep() <= step ? stage : current;
            }
            return current;
        }
    }

    /**
     * Uniform sizes from one step on.
     *
     * @param fromStep  first step, 0 or more
     * @param sizes     the range
     * @param sequences examples a step
     */
    record Stage(int fromStep, Sizes sizes, int sequences) {
        public Stage {
            if (fromStep < 0) {
                throw new IllegalArgumentException("fromStep is " + fromStep + "; it must be at least 0.");
            }
            requireSequences(sequences);
        }
    }

    private static void requireSequences(int sequences) {
        if (sequences < 1) {
            throw new IllegalArgumentException("sequences is " + sequences + "; it must be at least 1.");
        }
    }
}

package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.Predictor;
import dev.linnet.nn.SequenceModel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A model on fresh examples of a task. They come from a seed's test streams, which training never uses; asking twice gives the same
 * examples.
 *
 * @param name    of the model, for tables and charts
 * @param model   the model
 * @param task    the task
 * @param seed    decides the examples
 * @param threads threads that compute; they do not change the result
 */
public record Evaluation(String name, SequenceModel model, Task task, long seed, int threads) {
    /** So many examples are in memory at once: of about a million tokens, and enough of them to keep threads busy. */
    private static final int TOKENS_AT_ONCE = 1 << 20;
    private static final int LEAST_AT_ONCE = 256;

    public Evaluation {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(task, "task");
    }

    /** The score over {@code count} examples of uniform size in {@code sizes}. */
    public Score score(Sizes sizes, int count) {
        return score(sizes, count, atOnce(sizes));
    }

    /** The same with so many examples in memory at once, which do not change the result. */
    Score score(Sizes sizes, int count, int atOnce) {
        var counted = new Object() {
            private long right;
            private long labelled;
            private int flawless;
        };
        predict(sizes, count, atOnce, (labels, predictions) -> {
            int wrong = 0;
            for (int t = 0; t < labels.length; t++) {
                if (labels[t] != LabelledSequence.IGNORED) {
                    counted.labelled++;
                    wrong += predictions[t] == labels[t] ? 0 : 1;
                    counted.right += predictions[t] == labels[t] ? 1 : 0;
                }
            }
            counted.flawless += wrong == 0 ? 1 : 0;
        });
        return new Score(counted.right, counted.labelled, counted.flawless, count, task.chance());
    }

    /** The scaled accuracy at each of {@code sizes}, over {@code count} examples each. */
    public LengthCurve scaledAccuracyByLength(int[] sizes, int count) {
        requireLengths(sizes);
        return new LengthCurve(name, sizes, Arrays.stream(sizes)
                .mapToDouble(size -> score(Sizes.exactly(size), count).scaled())
                .toArray());
    }

    /**
     * Cumulative sequence accuracy: the share of {@code count} examples with every label right up to and including each of
     * {@code lengths}, for a task with labels all along, see {@link Task#labelsUpTo}.
     */
    public LengthCurve sequenceAccuracyByLength(int[] lengths, int count) {
        requireLengths(lengths);
        return sequenceAccuracyByLength(lengths, count, atOnce(Sizes.exactly(longest(lengths))));
    }

    LengthCurve sequenceAccuracyByLength(int[] lengths, int count, int atOnce) {
        int[] needed = Arrays.stream(lengths).map(task::labelsUpTo).toArray();
        double[] accuracy = new double[lengths.length];
        predict(Sizes.exactly(longest(lengths)), count, atOnce, (labels, predictions) -> {
            int rightLabels = rightPrefix(labels, predictions);
            for (int n = 0; n < lengths.length; n++) {
                accuracy[n] += rightLabels >= needed[n] ? 1.0 / count : 0;
            }
        });
        return new LengthCurve(name, lengths, accuracy);
    }

    private static int longest(int[] lengths) {
        return Arrays.stream(lengths).max().orElseThrow();
    }

    private static void requireLengths(int[] lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("Name at least one length to test at.");
        }
        for (int length : lengths) {
            if (length < 1) {
                throw new IllegalArgumentException("A test length of " + length + "; it must be at least 1.");
            }
        }
    }

    /** The number of labelled positions before the first wrong one. */
    private static int rightPrefix(int[] labels, int[] predictions) {
        int right = 0;
        for (int t = 0; t < labels.length; t++) {
            if (labels[t] != LabelledSequence.IGNORED) {
                if (labels[t] != predictions[t]) {
                    return right;
                }
                right++;
            }
        }
        return right;
    }

    private static int atOnce(Sizes sizes) {
        return Math.max(LEAST_AT_ONCE, TOKENS_AT_ONCE / sizes.to());
    }

    /** Hands over the labels and the predictions of one example after the other. */
    private void predict(Sizes sizes, int count, int atOnce, BiConsumer<int[], int[]> each) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; it must be at least 1.");
        }
        var examples = new Examples(task, sizes, seed, Seeds.Purpose.TEST);
        long first = (long) sizes.to() * count;
        for (long from = 0; from < count; from += atOnce) {
            List<LabelledSequence> some = examples.batch(first + from, (int) Math.min(atOnce, count - from));
            int[][] predictions = Predictor.predict(model, some, threads);
            for (int i = 0; i < predictions.length; i++) {
                each.accept(some.get(i).labels(), predictions[i]);
            }
        }
    }
}

package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.Predictor;
import dev.linnet.nn.SequenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    /** The score over {@code count} examples of uniform size in {@code sizes}. */
    public Score score(Sizes sizes, int count) {
        List<LabelledSequence> examples = examples(sizes, count);
        int[][] predictions = Predictor.predict(model, examples, threads);
        long right = 0;
        long labelled = 0;
        int flawless = 0;
        for (int i = 0; i < examples.size(); i++) {
            int[] labels = examples.get(i).labels();
            int wrong = 0;
            for (int t = 0; t < labels.length; t++) {
                if (labels[t] != LabelledSequence.IGNORED) {
                    labelled++;
                    wrong += predictions[i][t] == labels[t] ? 0 : 1;
                    right += predictions[i][t] == labels[t] ? 1 : 0;
                }
            }
            flawless += wrong == 0 ? 1 : 0;
        }
        return new Score(right, labelled, flawless, count, task.chance());
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
        int[] needed = Arrays.stream(lengths).map(task::labelsUpTo).toArray();
        List<LabelledSequence> examples = examples(Sizes.exactly(Arrays.stream(lengths).max().orElseThrow()), count);
        int[][] predictions = Predictor.predict(model, examples, threads);
        double[] accuracy = new double[lengths.length];
        for (int i = 0; i < examples.size(); i++) {
            int rightLabels = rightPrefix(examples.get(i).labels(), predictions[i]);
            for (int n = 0; n < lengths.length; n++) {
                accuracy[n] += rightLabels >= needed[n] ? 1.0 / count : 0;
            }
        }
        return new LengthCurve(name, lengths, accuracy);
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

    private List<LabelledSequence> examples(Sizes sizes, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; it must be at least 1.");
        }
        return new Examples(task, sizes, seed, Seeds.Purpose.TEST).batch((long) sizes.to() * count, count);
    }
}

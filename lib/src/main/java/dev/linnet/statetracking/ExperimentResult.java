package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.Predictor;
import dev.linnet.nn.SequenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A trained model, how its loss fell, and its accuracy on fresh examples. Test examples come from the experiment's seed, from
 * streams that training never uses.
 *
 * @param experiment  what was run
 * @param model       the trained model
 * @param losses      mean cross-entropy of every batch, in nats
 * @param wallSeconds wall time of the training
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record ExperimentResult(Experiment experiment, SequenceModel model, double[] losses, double wallSeconds) {
    /**
     * Scaled accuracy over all labelled positions of {@code count} examples of uniform size in {@code sizes}:
     * (a - r) / (1 - r), 0 for a guess, 1 for perfect.
     */
    public double scaledAccuracy(Sizes sizes, int count) {
        List<LabelledSequence> examples = examples(sizes, count);
        int[][] predictions = Predictor.predict(model, examples, experiment.threads());
        long right = 0;
        long labelled = 0;
        for (int i = 0; i < examples.size(); i++) {
            int[] labels = examples.get(i).labels();
            for (int t = 0; t < labels.length; t++) {
                if (labels[t] != LabelledSequence.IGNORED) {
                    labelled++;
                    right += predictions[i][t] == labels[t] ? 1 : 0;
                }
            }
        }
        double chance = experiment.task().chance();
        return ((double) right / labelled - chance) / (1 - chance);
    }

    /** The scaled accuracy at each of {@code sizes}, over {@code count} examples each. */
    public LengthCurve scaledAccuracyByLength(int[] sizes, int count) {
        double[] accuracy = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            accuracy[i] = scaledAccuracy(Sizes.exactly(sizes[i]), count);
        }
        return new LengthCurve(experiment.name(), sizes, accuracy);
    }

    /**
     * Cumulative sequence accuracy: the share of {@code count} examples with every label right up to and including the
     * length-th labelled position, for each of {@code lengths}.
     */
    public LengthCurve sequenceAccuracyByLength(int[] lengths, int count) {
        int longest = Arrays.stream(lengths)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("Name at least one length."));
        List<LabelledSequence> examples = examples(Sizes.exactly(longest), count);
        int[][] predictions = Predictor.predict(model, examples, experiment.threads());
        double[] accuracy = new double[lengths.length];
        for (int i = 0; i < examples.size(); i++) {
            int rightLabels = rightPrefix(examples.get(i).labels(), predictions[i]);
            for (int n = 0; n < lengths.length; n++) {
                accuracy[n] += rightLabels >= lengths[n] ? 1.0 / count : 0;
            }
        }
        return new LengthCurve(experiment.name(), lengths, accuracy);
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
        var examples = new ArrayList<LabelledSequence>(count);
        for (int i = 0; i < count; i++) {
            SplittableRandom random = Seeds.stream(experiment.seed(), Seeds.Purpose.TEST,
                    (long) sizes.to() * count + i);
            examples.add(experiment.task().example(random, sizes.draw(random)));
        }
        return examples;
    }

    /** The mean cross-entropy of the last batch; NaN where there was no step. */
    public double lastLoss() {
        return losses.length == 0 ? Double.NaN : losses[losses.length - 1];
    }

    /** Optimiser steps a second of wall time. */
    public double stepsPerSecond() {
        return losses.length / wallSeconds;
    }
}

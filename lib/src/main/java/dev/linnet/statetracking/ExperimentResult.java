package dev.linnet.statetracking;

import dev.linnet.nn.SequenceModel;

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
    /** The model on fresh examples of the experiment's seed. */
    public Evaluation evaluation() {
        return new Evaluation(experiment.name(), model, experiment.task(), experiment.seed(), experiment.threads());
    }

    /** See {@link Evaluation#score}. */
    public double scaledAccuracy(Sizes sizes, int count) {
        return evaluation().score(sizes, count).scaled();
    }

    /** See {@link Evaluation#scaledAccuracyByLength}. */
    public LengthCurve scaledAccuracyByLength(int[] sizes, int count) {
        return evaluation().scaledAccuracyByLength(sizes, count);
    }

    /** See {@link Evaluation#sequenceAccuracyByLength}. */
    public LengthCurve sequenceAccuracyByLength(int[] lengths, int count) {
        return evaluation().sequenceAccuracyByLength(lengths, count);
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

package dev.linnet.nn;

/**
 * How a model is trained.
 *
 * @param steps         optimiser steps
 * @param learningRate  peak learning rate
 * @param warmUp        share of the steps with a linearly rising rate
 * @param finalFactor   share of the peak rate that the schedule ends at
 * @param weightDecay   AdamW's decoupled decay
 * @param clip          limit of the gradient's norm; infinity for none
 * @param schedule      how the rate falls after the warm-up
 * @param stopping      when the training ends before its last step
 */
public record TrainingConfig(int steps, double learningRate, double warmUp, double finalFactor, double weightDecay,
        double clip, Schedule schedule, EarlyStopping stopping) {
    public TrainingConfig {
        if (steps < 0) {
            throw new IllegalArgumentException("steps is " + steps + "; it must be at least 0.");
        }
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("learningRate is " + learningRate + "; it must be above 0.");
        }
        if (!(warmUp >= 0 && warmUp <= 1)) {
            throw new IllegalArgumentException("warmUp is " + warmUp + "; it must be in [0, 1].");
        }
        if (!(finalFactor >= 0 && finalFactor <= 1)) {
            throw new IllegalArgumentException("finalFactor is " + finalFactor + "; it must be in [0, 1].");
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay is " + weightDecay + "; it must be at least 0.");
        }
        if (!(clip > 0)) {
            throw new IllegalArgumentException("clip is " + clip + "; it must be above 0.");
        }
    }

    /** A cosine, and no early end. */
    public TrainingConfig(int steps, double learningRate, double warmUp, double finalFactor, double weightDecay,
            double clip) {
        this(steps, learningRate, warmUp, finalFactor, weightDecay, clip, Schedule.COSINE, EarlyStopping.NEVER);
    }

    /** Ten percent warm-up, cosine to a thousandth of the peak, no decay, gradients clipped at norm 1. */
    public static TrainingConfig of(int steps, double learningRate) {
        return new TrainingConfig(steps, learningRate, 0.1, 1e-3, 0, 1);
    }

    /** This training with another peak of the learning rate. */
    public TrainingConfig withLearningRate(double newLearningRate) {
        return new TrainingConfig(steps, newLearningRate, warmUp, finalFactor, weightDecay, clip, schedule, stopping);
    }

    /** This training with another number of steps. */
    public TrainingConfig withSteps(int newSteps) {
        return new TrainingConfig(newSteps, learningRate, warmUp, finalFactor, weightDecay, clip, schedule, stopping);
    }

    /** This training with another schedule, after a warm-up for the share {@code newWarmUp} of the steps. */
    public TrainingConfig withSchedule(Schedule newSchedule, double newWarmUp) {
        return new TrainingConfig(steps, learningRate, newWarmUp, finalFactor, weightDecay, clip, newSchedule,
                stopping);
    }

    /** This training with another decoupled decay. */
    public TrainingConfig withWeightDecay(double newWeightDecay) {
        return new TrainingConfig(steps, learningRate, warmUp, finalFactor, newWeightDecay, clip, schedule, stopping);
    }

    /** This training, which may end early. */
    public TrainingConfig withStopping(EarlyStopping newStopping) {
        return new TrainingConfig(steps, learningRate, warmUp, finalFactor, weightDecay, clip, schedule, newStopping);
    }

    /** The learning rate of step {@code step} = 0 .. steps - 1. */
    public double rate(int step) {
        double warmUpSteps = warmUp * steps;
        if (step < warmUpSteps) {
            return learningRate * (step + 1) / warmUpSteps;
        }
        double progress = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
        double floor = learningRate * finalFactor;
        return floor + (learningRate - floor) * schedule.share(progress);
    }
}

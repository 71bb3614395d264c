package dev.linnet.odeen.learned;

import dev.linnet.nn.Schedule;
import dev.linnet.nn.TrainingConfig;

/**
 * How a learner is trained.
 *
 * @param optimizer     steps, rates and clipping
 * @param batch         samples of a step
 * @param tableSize     structures of a table
 * @param queries       structures to be labelled of each sample: with more than one a table or rule is read once for several labels
 * @param seed          decides which samples are drawn
 * @param validateEvery steps between validations; 0 for none
 * @param validation    samples of a validation
 * @param patience      validations without a smaller loss that are forgiven; the training ends with the next and keeps its best weights
 */
public record LearnerTraining(TrainingConfig optimizer, int batch, int tableSize, int queries, long seed,
        int validateEvery,
        int validation, int patience) {
    public LearnerTraining {
        if (batch < 1 || tableSize < 1 || queries < 1) {
            throw new IllegalArgumentException("batch is %d, tableSize %d and queries %d; all must be at least 1."
                    .formatted(batch, tableSize, queries));
        }
        if (validateEvery < 0 || patience < 0 || (validateEvery > 0 && validation < 1)) {
            throw new IllegalArgumentException(
                    "validateEvery is %d, validation %d and patience %d; none may be negative, and a validation needs a sample."
                            .formatted(validateEvery, validation, patience));
        }
    }

    /**
     * For small worlds: batches of 128, tables of 32, Adam at 1e-3 after 200 steps of warm-up, a linear fall, gradients clipped at norm 1; no
     * validation.
     */
    public static LearnerTraining mini(int steps, long seed) {
        double warmUp = steps == 0 ? 0 : Math.min(0.5, 200.0 / steps);
        return new LearnerTraining(
                new TrainingConfig(steps, 1e-3, warmUp, 0, 0, 1).withSchedule(Schedule.LINEAR, warmUp),
                128, 32, 1, seed, 0, 0, 0);
    }

    /**
     * The paper's: Adam at 3e-4, batches of 512, as many samples (28.8 million) whatever the set's size, validated every
     * ceil((3000/s)(1438/r)) epochs, ended by the first validation without a smaller loss.
     *
     * @param rules      r, of the training set
     * @param structures s, of each rule
     */
    public static LearnerTraining paper(int rules, int structures, long seed) {
        int batch = 512;
        double epochs = Math.ceil(2 * (10_000.0 / structures) * (1438.0 / rules));
        double perEpoch = (double) rules * structures / batch;
        int steps = (int) Math.ceil(epochs * perEpoch);
        int every = (int) Math.ceil(Math.ceil(3000.0 / structures * (1438.0 / rules)) * perEpoch);
        return new LearnerTraining(
                new TrainingConfig(steps, 3e-4, 0, 1, 0, Double.POSITIVE_INFINITY).withSchedule(Schedule.CONSTANT, 0),
                batch,
                32, 1, seed, every, 100_000, 0);
    }

    /** This training with another number of steps; its warm-up stays as long in steps. */
    public LearnerTraining withSteps(int steps) {
        double warmUp = steps == 0 ? 0 : Math.min(0.5, optimizer.warmUp() * optimizer.steps() / steps);
        return new LearnerTraining(optimizer.withSteps(steps).withSchedule(optimizer.schedule(), warmUp), batch,
                tableSize,
                queries, seed, validateEvery, validation, patience);
    }

    /** This training, validated with so many samples every so many steps. */
    public LearnerTraining withValidation(int everySteps, int samples, int newPatience) {
        return new LearnerTraining(optimizer, batch, tableSize, queries, seed, everySteps, samples, newPatience);
    }

    /** This training with another number of samples a step, of structures a table, and of structures to be labelled of each sample. */
    public LearnerTraining withSizes(int newBatch, int newTableSize, int newQueries) {
        return new LearnerTraining(optimizer, newBatch, newTableSize, newQueries, seed, validateEvery, validation,
                patience);
    }
}

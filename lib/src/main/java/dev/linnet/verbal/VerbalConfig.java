package dev.linnet.verbal;

import java.util.OptionalDouble;

/**
 * How a description is trained. The defaults are those of the paper's released code, except that batches are drawn anew for each epoch.
 *
 * @param batchSize        examples a step; no more than there are
 * @param epochs           times through the data; 1 or more
 * @param seed             of the batches, and of what is asked of the model
 * @param shuffle          whether batches are drawn without replacement anew for each epoch; else they are the same in the same order
 * @param memory           previous optimizer exchanges that the optimizer is shown: 0 or 1, the paper's momentum
 * @param attachInitial    whether the first description stands before each new one
 * @param evaluate         whether each step begins with the test set
 * @param tries            most replies that are asked for in place of one that cannot be read
 * @param failedSteps      most steps in a row that may fail
 * @param descriptionLimit most characters of a description
 * @param temperature      of the model; empty for the server's own
 */
public record VerbalConfig(int batchSize, int epochs, long seed, boolean shuffle, int memory, boolean attachInitial,
        boolean evaluate, int tries, int failedSteps, int descriptionLimit, OptionalDouble temperature) {
    /** Batches of 10, 5 epochs. */
    public static final VerbalConfig DEFAULT = new VerbalConfig(10, 5, 0, true, 1, true, true, 5, 3, 8192,
            OptionalDouble.empty());

    public VerbalConfig {
        atLeast("batchSize", batchSize, 1);
        atLeast("epochs", epochs, 1);
        atLeast("tries", tries, 1);
        atLeast("failedSteps", failedSteps, 0);
        atLeast("descriptionLimit", descriptionLimit, 100);
        if (memory != 0 && memory != 1) {
            throw new IllegalArgumentException("memory is " + memory + "; it must be 0 or 1.");
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + least + " at least.");
        }
    }

    public VerbalConfig withBatchSize(int examples) {
        return new VerbalConfig(examples, epochs, seed, shuffle, memory, attachInitial, evaluate, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withEpochs(int times) {
        return new VerbalConfig(batchSize, times, seed, shuffle, memory, attachInitial, evaluate, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withSeed(long value) {
        return new VerbalConfig(batchSize, epochs, value, shuffle, memory, attachInitial, evaluate, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withShuffle(boolean drawn) {
        return new VerbalConfig(batchSize, epochs, seed, drawn, memory, attachInitial, evaluate, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withMemory(int exchanges) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, exchanges, attachInitial, evaluate, tries,
                failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withAttachInitial(boolean attached) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attached, evaluate, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withEvaluate(boolean evaluated) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attachInitial, evaluated, tries, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withTries(int most) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attachInitial, evaluate, most, failedSteps,
                descriptionLimit, temperature);
    }

    public VerbalConfig withFailedSteps(int most) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attachInitial, evaluate, tries, most,
                descriptionLimit, temperature);
    }

    public VerbalConfig withDescriptionLimit(int characters) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attachInitial, evaluate, tries, failedSteps,
                characters, temperature);
    }

    public VerbalConfig withTemperature(double value) {
        return new VerbalConfig(batchSize, epochs, seed, shuffle, memory, attachInitial, evaluate, tries, failedSteps,
                descriptionLimit, OptionalDouble.of(value));
    }
}

package dev.linnet.language;

import dev.linnet.nn.TrainingConfig;

/**
 * How a language model is trained.
 *
 * @param optimizer steps, learning rates, weight decay (of matrices only) and clipping
 * @param batch     sequences a step
 * @param time      bytes a sequence
 * @param seed      decides where the sequences are taken from the text
 */
public record LanguageTrainingConfig(TrainingConfig optimizer, int batch, int time, long seed) {
    public LanguageTrainingConfig {
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + "; it must be at least 1.");
        }
        if (time < 1) {
            throw new IllegalArgumentException("time is " + time + "; it must be at least 1.");
        }
    }

    /**
     * Sixteen sequences of 128 bytes a step; ten percent warm-up to 3e-3, cosine to a tenth of it, weight decay 0.01, gradients clipped at
     * norm 1.
     */
    public static LanguageTrainingConfig of(int steps, long seed) {
        return new LanguageTrainingConfig(new TrainingConfig(steps, 3e-3, 0.1, 0.1, 0.01, 1), 16, 128, seed);
    }

    /** This training with other batches. */
    public LanguageTrainingConfig withBatch(int newBatch, int newTime) {
        return new LanguageTrainingConfig(optimizer, newBatch, newTime, seed);
    }

    /** This training with another optimiser. */
    public LanguageTrainingConfig withOptimizer(TrainingConfig newOptimizer) {
        return new LanguageTrainingConfig(newOptimizer, batch, time, seed);
    }
}

package dev.linnet.attention.djl;

import ai.djl.Model;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;

/** DJL's trainer for models in which {@link FastAttention} takes part: in place of {@code model.newTrainer(config)}. */
public final class FastTrainer extends Trainer {
    public FastTrainer(Model model, TrainingConfig config) {
        super(model, config);
    }

    @Override
    public GradientCollector newGradientCollector() {
        return FastAttention.gradients();
    }
}

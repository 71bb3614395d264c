package dev.linnet.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trains a model by AdamW, one batch a step.
 *
 * <p>The sixteen-sequence groups of a batch are independent; each has its own gradient, and the gradients are added in the
 * order of the groups, so that the result does not depend on the number of threads.
 */
public final class Trainer implements AutoCloseable {
    private final SequenceModel model;
    private final TrainingConfig config;
    private final GroupRunner runner;
    private final AdamW optimizer;
    private final List<float[]> gradients = new ArrayList<>();
    private int step;

    public Trainer(SequenceModel model, TrainingConfig config, int threads) {
        this.model = model;
        this.config = config;
        runner = new GroupRunner(model, threads);
        optimizer = new AdamW(model.parameters().size(), config.weightDecay());
    }

    /** The steps done. */
    public int steps() {
        return step;
    }

    /** One step; returns the batch's mean loss before it. */
    public double step(SequenceBatch batch) {
        if (step >= config.steps()) {
            throw new IllegalStateException("All " + config.steps() + " steps of this training are done.");
        }
        double loss = gradient(batch);
        float[] sum = gradients.getFirst();
        AdamW.clip(sum, model.parameters().size(), config.clip());
        optimizer.step(model.parameters().values(), sum, config.rate(step));
        step++;
        if (!Double.isFinite(loss)) {
            throw new ArithmeticException("The loss of step %d is %s; lower the learning rate (%s).".formatted(step,
                    loss, config.learningRate()));
        }
        return loss;
    }

    /** The batch's mean loss; leaves its gradient in {@link #lastGradient()}. */
    public double gradient(SequenceBatch batch) {
        if (batch.labelled() == 0) {
            throw new IllegalArgumentException("The batch has no labelled position.");
        }
        int size = model.parameters().size();
        int classes = model.config().classes();
        int groups = batch.groups().size();
        while (gradients.size() < groups) {
            gradients.add(new float[size]);
        }
        double[] losses = new double[groups];
        double weight = 1.0 / batch.labelled();
        float[] values = model.parameters().values();
        runner.forEach(batch, (number, pass) -> {
            SequenceBatch.Group group = batch.groups().get(number);
            float[] gradient = gradients.get(number);
            Arrays.fill(gradient, 0f);
            float[] scores = pass.forward(values, group.tokens(), group.time());
            float[] dScores = new float[scores.length];
            losses[number] = CrossEntropy.lossAndGradient(scores, group.labels(), dScores, classes, group.time(),
                    weight);
            pass.backward(values, dScores, gradient, group.time());
        });
        float[] sum = gradients.getFirst();
        double loss = losses[0];
        for (int number = 1; number < groups; number++) {
            float[] gradient = gradients.get(number);
            for (int i = 0; i < size; i++) {
                sum[i] += gradient[i];
            }
            loss += losses[number];
        }
        return loss * weight;
    }

    /** The gradient of the last batch, parallel to {@link Parameters#values()}; valid until the next call. */
    public float[] lastGradient() {
        return gradients.getFirst();
    }

    @Override
    public void close() {
        runner.close();
    }
}

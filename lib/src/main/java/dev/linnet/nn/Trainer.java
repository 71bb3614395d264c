package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import dev.linnet.lanes.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

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
    private double accuracy = Double.NaN;

    public Trainer(SequenceModel model, TrainingConfig config, int threads) {
        this.model = model;
        this.config = config;
        runner = new GroupRunner(model, threads);
        optimizer = new AdamW(model.parameters().size(), config.weightDecay());
    }

    /** The steps done. */
    public int steps() {
        return optimizer.steps();
    }

    /** What the training remembers besides the model. */
    public AdamW optimizer() {
        return optimizer;
    }

    /**
     * One step; returns the batch's mean loss before it.
     *
     * @throws ArithmeticException if the loss or its gradient is no number any more; the weights stay as they were
     */
    public double step(SequenceBatch batch) {
        int step = steps();
        if (step >= config.steps()) {
            throw new IllegalStateException("All " + config.steps() + " steps of this training are done.");
        }
        double loss = gradient(batch);
        float[] sum = gradients.getFirst();
        double norm = AdamW.clip(sum, model.parameters().size(), config.clip());
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new ArithmeticException(
                    "The loss of step %d is %s and its gradient's norm %s; lower the learning rate (%s)."
                            .formatted(step + 1, loss, norm, config.learningRate()));
        }
        optimizer.step(model.parameters().values(), sum, config.rate(step));
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
        int[] right = new int[groups];
        double weight = 1.0 / batch.labelled();
        float[] values = model.parameters().values();
        runner.forEach(batch, (number, pass) -> {
            SequenceBatch.Group group = batch.groups().get(number);
            float[] gradient = gradients.get(number);
            Arrays.fill(gradient, 0f);
            float[] scores = pass.forward(values, group.tokens(), group.time());
            right[number] = right(scores, group.labels(), classes, group.time());
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
        accuracy = Arrays.stream(right).sum() * weight;
        return loss * weight;
    }

    /** The labelled positions whose label has the highest score. */
    private static int right(float[] scores, int[] labels, int classes, int time) {
        int right = 0;
        float[] highest = new float[Lanes.WIDTH];
        for (int t = 0; t < time; t++) {
            for (int l = 0; l < Lanes.WIDTH; l += SPECIES.length()) {
                int first = Lanes.index(t, 0, l, classes);
                FloatVector max = FloatVector.fromArray(SPECIES, scores, first);
                for (int c = 1; c < classes; c++) {
                    max = max.max(FloatVector.fromArray(SPECIES, scores, first + c * Lanes.WIDTH));
                }
                max.intoArray(highest, l);
            }
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                int label = labels[t * Lanes.WIDTH + lane];
                if (label != LabelledSequence.IGNORED
                        && scores[Lanes.index(t, label, lane, classes)] >= highest[lane]) {
                    right++;
                }
            }
        }
        return right;
    }

    /** The share of the last batch's labels that had the highest score before the step; NaN before the first. */
    public double lastAccuracy() {
        return accuracy;
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

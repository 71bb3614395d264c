package dev.linnet.odeen.learned;

import dev.linnet.attention.chunk.Team;
import dev.linnet.files.Reason;
import dev.linnet.nn.AdamW;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A training of a learner under way. It can be saved after any step and goes on from the file, also in another process, with the same bits
 * as if nothing had been; neither does the number of threads change a bit.
 *
 * <p>Not for use by several threads at once, but for the getters of what has been.
 */
public final class LearnerRun {
    /** Samples of a shard, which one thread works on; the gradients of as many shards as this are added up apart. */
    private static final int SHARD = 32;
    private static final int GROUPS = 8;

    private final Learner learner;
    private final LearnerTraining training;
    private final Samples samples;
    private final Samples validation;
    private final int threads;
    private final AdamW optimizer;
    private final float[][] gradients;
    private final Learner.Pass[] passes;
    private final Batch[] batches;
    private final double[] labelLosses;
    private final double[] ruleLosses;
    private final ValidationHistory history;
    private volatile int steps;
    private Path checkpoint;
    private int checkpointEvery;

    private LearnerRun(Learner learner, LearnerTraining training, Samples samples, Samples validation, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
        if (training.validateEvery() > 0 && validation == null) {
            throw new IllegalArgumentException(
                    "The training is to be validated every %d steps, but there are no phenomena to validate it with."
                            .formatted(training.validateEvery()));
        }
        this.learner = learner;
        this.training = training;
        this.samples = samples;
        this.validation = validation;
        this.threads = threads;
        int size = learner.parameters().size();
        optimizer = new AdamW(size, training.optimizer().weightDecay());
        int shards = (training.batch() + SHARD - 1) / SHARD;
        gradients = new float[Math.min(GROUPS, shards)][size];
        int tableSize = learner.readsTables() ? training.tableSize() : 1;
        passes = new Learner.Pass[threads];
        batches = new Batch[threads];
        for (int member = 0; member < threads; member++) {
            passes[member] = learner.pass(SHARD, tableSize, training.queries());
        }
        labelLosses = new double[training.optimizer().steps()];
        ruleLosses = new double[labelLosses.length];
        history = new ValidationHistory(size);
    }

    /** A training before its first step, of a learner that knows nothing yet. */
    public static LearnerRun of(Learner learner, LearnerTraining training, List<Phenomenon> phenomena) {
        return of(learner, training, phenomena, List.of(), 1);
    }

    /**
     * A training before its first step.
     *
     * @param validation phenomena that it is validated with; may be empty where there is no validation
     * @param threads    that share each step
     */
    public static LearnerRun of(Learner learner, LearnerTraining training, List<Phenomenon> phenomena,
            List<Phenomenon> validation, int threads) {
        Encoding encoding = learner.encoding();
        return new LearnerRun(learner, training, new Samples(encoding, phenomena),
                validation.isEmpty() ? null : new Samples(encoding, validation), threads);
    }

    /** Goes on from the file if there is one; saves there every {@code everySteps} steps and at the end. */
    public LearnerRun resumingFrom(Path file, int everySteps) throws IOException {
        if (everySteps < 1) {
            throw new IllegalArgumentException("everySteps is " + everySteps + "; it must be at least 1.");
        }
        if (Files.exists(file)) {
            restore(file);
        }
        checkpoint = file;
        checkpointEvery = everySteps;
        return this;
    }

    /** What is trained; after an early end its weights are the best ones. */
    public Learner learner() {
        return learner;
    }

    /** How it is trained. */
    public LearnerTraining training() {
        return training;
    }

    /** The steps done. */
    public int steps() {
        return steps;
    }

    /** Steps done of those that there may be, 1 after an early end. */
    public double done() {
        return ended() ? 1 : (double) steps / labelLosses.length;
    }

    /** Whether there is no step left. */
    public boolean ended() {
        return !validationIsDue() && (steps == labelLosses.length || history.ended(training.patience()));
    }

    /** The mean cross entropy of the labels of each step so far, in nats. */
    public double[] labelLosses() {
        return Arrays.copyOf(labelLosses, steps);
    }

    /** The mean cross entropy of the rules' tokens of each step so far, in nats. */
    public double[] ruleLosses() {
        return Arrays.copyOf(ruleLosses, steps);
    }

    /** The losses of all validations so far, of the labels where they are learned, else of the rules. */
    public double[] validationLosses() {
        return history.losses();
    }

    /**
     * One step; returns the loss before it, label weight x label loss + rule weight x rule loss.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the next call does the step, or its validation
     *                                                    where that was interrupted
     * @throws ArithmeticException                        if the loss or its gradient is no number any more
     */
    public double step() {
        if (ended()) {
            throw new IllegalStateException("This training has ended after %d steps.".formatted(steps));
        }
        Team.stopIfInterrupted();
        if (!validationIsDue()) {
            train();
        }
        if (validationIsDue()) {
            history.add(validate(), learner.parameters().values());
        }
        if (ended()) {
            history.restoreBest(learner.parameters().values());
        }
        if (checkpoint != null && (steps % checkpointEvery == 0 || ended())) {
            save();
        }
        return loss(labelLosses[steps - 1], ruleLosses[steps - 1]);
    }

    /** Whether the last step has not been validated yet, as it should be. */
    private boolean validationIsDue() {
        return training.validateEvery() > 0 && history.losses().length < steps / training.validateEvery();
    }

    private double loss(double label, double rule) {
        return learner.labelWeight() * label + learner.ruleWeight() * rule;
    }

    private void train() {
        int step = steps;
        Losses sum = gradient(step);
        double label = sum.label() / training.batch();
        double rule = sum.rule() / training.batch();
        float[] gradient = gradients[0];
        double norm = AdamW.clip(gradient, gradient.length, training.optimizer().clip());
        if (!Double.isFinite(loss(label, rule)) || !Double.isFinite(norm)) {
            throw new ArithmeticException(
                    "The loss of step %d is %s and its gradient's norm %s; lower the learning rate (%s)."
                            .formatted(step + 1, loss(label, rule), norm, training.optimizer().learningRate()));
        }
        optimizer.step(learner.parameters().values(), gradient, training.optimizer().rate(step));
        labelLosses[step] = label;
        ruleLosses[step] = rule;
        steps = step + 1;
    }

    private void save() {
        try {
            save(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("The training could not be saved to " + checkpoint + " after step " + steps
                    + ": " + Reason.of(e) + ".", e);
        }
    }

    /** Leaves the step's gradient in the first of the groups' arrays. */
    private Losses gradient(int step) {
        int shards = (training.batch() + SHARD - 1) / SHARD;
        var losses = new Losses[shards];
        float[] values = learner.parameters().values();
        Team.run(threads, gradients.length, (group, member) -> {
            Arrays.fill(gradients[group], 0f);
            for (int shard = group * shards / gradients.length; shard < (group + 1) * shards
                    / gradients.length; shard++) {
                int from = shard * SHARD;
                Batch batch = batch(member, Math.min(SHARD, training.batch() - from));
                samples.fill(batch, training.seed(), (long) step * training.batch() + from);
                var random = new SplittableRandom(training.seed() ^ ((long) step << 24) ^ shard ^ 0x5DEECE66DL);
                losses[shard] = passes[member].losses(values, batch, 1.0 / training.batch(), gradients[group], random);
            }
        });
        for (int group = 1; group < gradients.length; group++) {
            for (int i = 0; i < gradients[0].length; i++) {
                gradients[0][i] += gradients[group][i];
            }
        }
        return Arrays.stream(losses).reduce(Losses.NONE, Losses::plus);
    }

    private Batch batch(int member, int size) {
        if (batches[member] == null || batches[member].size() != size) {
            batches[member] = Batch.of(size, learner.readsTables() ? training.tableSize() : 1, training.queries(),
                    learner.encoding());
        }
        return batches[member];
    }

    /** The mean loss of the labels where they are learned, else of the rules, on the validation's samples. */
    private double validate() {
        int shards = (training.validation() + SHARD - 1) / SHARD;
        var losses = new Losses[shards];
        float[] values = learner.parameters().values();
        Team.run(threads, shards, (shard, member) -> {
            Team.stopIfInterrupted();
            int from = shard * SHARD;
            Batch batch = batch(member, Math.min(SHARD, training.validation() - from));
            validation.fillInTurn(batch, training.seed(), from);
            losses[shard] = passes[member].losses(values, batch, 1, null, null);
        });
        Losses sum = Arrays.stream(losses).reduce(Losses.NONE, Losses::plus);
        return (learner.labelWeight() > 0 ? sum.label() : sum.rule()) / sum.samples();
    }

    /** Trains to the end, or up to {@code more} steps, without showing anything. */
    public LearnerRun quietly(int more) {
        for (int i = 0; i < more && !ended(); i++) {
            step();
        }
        return this;
    }

    /** Trains to the end without showing anything. */
    public LearnerRun quietly() {
        return quietly(Integer.MAX_VALUE);
    }

    /** Saves learner and training; {@link #resumingFrom} goes on from there. */
    public void save(Path file) throws IOException {
        new LearnerCheckpoint(description(), steps, labelLosses(), ruleLosses()).write(file, learner.parameters(),
                optimizer, history);
    }

    private void restore(Path file) throws IOException {
        LearnerCheckpoint saved = LearnerCheckpoint.read(file, description(), learner.parameters(), optimizer, history);
        if (saved.steps() > labelLosses.length) {
            throw new IOException("%s: it has %d steps; this training has %d.".formatted(file.getFileName(),
                    saved.steps(), labelLosses.length));
        }
        System.arraycopy(saved.labelLosses(), 0, labelLosses, 0, saved.steps());
        System.arraycopy(saved.ruleLosses(), 0, ruleLosses, 0, saved.steps());
        steps = saved.steps();
    }

    /** All that decides the result, in words. */
    private String description() {
        return "%s, %s, phenomena %s, validated with %s".formatted(learner.description(), training, samples.checksum(),
                validation == null ? "none" : validation.checksum());
    }
}

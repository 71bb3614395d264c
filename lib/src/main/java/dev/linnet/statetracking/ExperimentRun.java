package dev.linnet.statetracking;

import dev.linnet.attention.chunk.Team;
import dev.linnet.description.Description;
import dev.linnet.display.Progress;
import dev.linnet.files.Reason;
import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.SequenceBatch;
import dev.linnet.nn.SequenceModel;
import dev.linnet.nn.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * A training of an {@link Experiment} under way. It can be saved after any step and goes on from the file, also in another process, with
 * the same bits as if nothing had been: weights, AdamW's moments, the number of steps and of examples drawn (every random generator is
 * made from the seed and such a number), the range of sizes and the history are all there is to it.
 *
 * <pre>{@code
 * try (var run = ExperimentRun.of(experiment).savingTo(Path.of("parity.safetensors"), 100).withChart()) {
 *     ExperimentResult result = run.toEnd();
 * }
 * }</pre>
 *
 * <p>Not for use by several threads at once.
 */
public final class ExperimentRun implements AutoCloseable {
    private final Experiment experiment;
    private final SequenceModel model;
    private final Trainer trainer;
    private final double[] losses;
    private final double[] accuracies;
    private long drawn;
    private Sizes sizes;
    private double seconds;
    private Path checkpoint;
    private int checkpointEvery;
    /** The steps that a file has; of those that were read or written last. */
    private int savedSteps;
    private boolean chart;

    private ExperimentRun(Experiment experiment) {
        this.experiment = experiment;
        model = experiment.model().build(Seeds.mix(experiment.seed(), Seeds.Purpose.WEIGHTS, 0));
        trainer = new Trainer(model, experiment.training(), experiment.threads());
        losses = new double[experiment.training().steps()];
        accuracies = new double[losses.length];
        sizes = experiment.lengths().first();
    }

    /** A training before its first step. */
    public static ExperimentRun of(Experiment experiment) {
        return new ExperimentRun(experiment);
    }

    /**
     * Goes on with a training that {@link #save} wrote.
     *
     * @throws IOException if the file cannot be read, or it is of another experiment: the message names the first field that differs,
     *                     with both values
     */
    public static ExperimentRun resume(Path file, Experiment experiment) throws IOException {
        Checkpoint saved = Checkpoint.read(file);
        var difference = saved.description().difference(describe(experiment), "there", "here");
        if (difference.isPresent()) {
            throw new IOException(file.getFileName() + ": it is the checkpoint of another experiment: "
                    + difference.get() + ".");
        }
        var run = new ExperimentRun(experiment);
        saved.restore(run.model.parameters(), run.trainer.optimizer());
        System.arraycopy(saved.losses(), 0, run.losses, 0, saved.step());
        System.arraycopy(saved.accuracies(), 0, run.accuracies, 0, saved.step());
        run.drawn = saved.drawn();
        run.sizes = saved.sizes();
        run.seconds = saved.seconds();
        run.savedSteps = saved.step();
        return run;
    }

    /**
     * Goes on from the file if there is one, or begins; saves there every {@code everySteps} steps and at the end. Its folder is made where
     * there is none.
     *
     * @throws IOException as {@link #resume} does, or if nothing can be written in the folder, which is better known before the first step
     */
    public static ExperimentRun resumeOrBegin(Path file, int everySteps, Experiment experiment) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("The folder " + folder + " cannot be made, where checkpoints are to be ("
                    + Reason.of(e) + "); name another one.", e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("The folder " + folder + " cannot be written in, where checkpoints are to be.");
        }
        return (Files.exists(file) ? resume(file, experiment) : of(experiment)).savingTo(file, everySteps);
    }

    /** All that decides a result: neither the name nor the number of threads. */
    static Description describe(Experiment experiment) {
        return Description.of(experiment.withName("").withThreads(1));
    }

    /** Makes {@link #toEnd} save this training every so many steps, where it is interrupted and at the end, each time over the last. */
    public ExperimentRun savingTo(Path file, int everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("everySteps is " + everySteps + "; it must be at least 1.");
        }
        checkpoint = file;
        checkpointEvery = everySteps;
        return this;
    }

    /** Makes {@link #toEnd} show a chart of loss and accuracy that follows the training; in a notebook only. */
    public ExperimentRun withChart() {
        chart = true;
        return this;
    }

    /** What is trained. */
    public Experiment experiment() {
        return experiment;
    }

    /** The model, which every step changes. */
    public SequenceModel model() {
        return model;
    }

    /** The steps done. */
    public int steps() {
        return trainer.steps();
    }

    /** Whether there is no step left: all are done, or the training ended early. */
    public boolean ended() {
        return steps() == losses.length || experiment.training().stopping().ends(losses, steps());
    }

    /** The loss of every step so far, in nats. */
    public double[] losses() {
        return Arrays.copyOf(losses, steps());
    }

    /** The share of right labels of every step's batch so far, before the step. */
    public double[] accuracies() {
        return Arrays.copyOf(accuracies, steps());
    }

    /**
     * One step; returns the batch's mean loss before it.
     *
     * @throws CancellationException if the thread is interrupted; the step is not done, and can be done later
     * @throws ArithmeticException   if the loss or its gradient is no number any more
     */
    public double step() {
        Team.stopIfInterrupted();
        long began = System.nanoTime();
        int step = steps();
        List<LabelledSequence> examples = batch();
        double loss = trainer.step(SequenceBatch.of(examples));
        losses[step] = loss;
        accuracies[step] = trainer.lastAccuracy();
        drawn += examples.size();
        sizes = experiment.lengths().next(sizes, step + 1, loss);
        seconds += (System.nanoTime() - began) * 1e-9;
        return loss;
    }

    /** The next examples of the training's stream. */
    private List<LabelledSequence> batch() {
        Lengths lengths = experiment.lengths();
        int count = lengths.sequences(sizes, steps());
        var examples = new ArrayList<LabelledSequence>(count);
        for (int i = 0; i < count; i++) {
            SplittableRandom random = Seeds.stream(experiment.seed(), Seeds.Purpose.TRAINING, drawn + i);
            examples.add(experiment.task().example(random, lengths.draw(sizes, random)));
        }
        return examples;
    }

    /** Trains to the end, with a progress bar: in a notebook it is drawn anew, elsewhere there is a line now and then. */
    public ExperimentResult toEnd() {
        var live = chart ? new TrainingChart(experiment.name()) : null;
        try (var progress = Progress.of(experiment.name() + ", seed " + experiment.seed(), losses.length)) {
            progress.from(steps());
            while (!ended()) {
                double loss = step();
                progress.message("loss %.4f, accuracy %.3f".formatted(loss, accuracies[steps() - 1])).step();
                if (live != null) {
                    live.update(losses, accuracies, steps());
                }
                saveWhenDue();
            }
        } catch (CancellationException interrupt) {
            saveInterrupted();
            throw interrupt;
        } finally {
            if (live != null) {
                live.finish(losses, accuracies, steps());
            }
        }
        return result();
    }

    /** The same without showing anything. */
    public ExperimentResult toEndQuietly() {
        try {
            while (!ended()) {
                step();
                saveWhenDue();
            }
        } catch (CancellationException interrupt) {
            saveInterrupted();
            throw interrupt;
        }
        return result();
    }

    /** An interrupt costs the step that was under way and no more. */
    private void saveInterrupted() {
        if (checkpoint == null || steps() == savedSteps) {
            return;
        }
        try {
            save(checkpoint);
        } catch (IOException e) {
            throw new IllegalStateException("The training was stopped and could not be saved to " + checkpoint
                    + " after step " + steps() + ": " + Reason.of(e) + ".", e);
        }
    }

    private void saveWhenDue() {
        if (checkpoint == null || (steps() % checkpointEvery != 0 && !ended())) {
            return;
        }
        try {
            save(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("The training could not be saved to " + checkpoint + " after step " + steps()
                    + ": " + Reason.of(e) + ".", e);
        }
    }

    /** What the steps so far have made of the model. */
    public ExperimentResult result() {
        return new ExperimentResult(experiment, model, losses(), seconds);
    }

    /**
     * Saves all that {@link #resume} needs. The file is replaced as a whole or not at all: where the disk fills, or the process is killed,
     * an older file stays.
     */
    public void save(Path file) throws IOException {
        new Checkpoint(describe(experiment), steps(), drawn, sizes, seconds, losses(), accuracies()).write(file,
                model.parameters(), trainer.optimizer());
        savedSteps = steps();
    }

    @Override
    public void close() {
        trainer.close();
    }
}

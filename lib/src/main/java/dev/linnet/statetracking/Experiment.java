package dev.linnet.statetracking;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.GateNetworkConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.ModelConfig;
import dev.linnet.nn.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One training run: everything that decides its result. The same record gives the same bits at any number of threads and any
 * vector length.
 *
 * @param name     for tables and charts
 * @param task     what is learned
 * @param model    the architecture; its vocabulary and classes are taken from the task
 * @param training the optimiser's settings
 * @param lengths  sizes of the training examples
 * @param seed     decides the weights and every example
 * @param threads  threads that compute gradients
 */
public record Experiment(String name, Task task, ModelConfig model, TrainingConfig training, Lengths lengths, long seed,
        int threads) {
    public Experiment {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(lengths, "lengths");
        model = model.withTokens(task.vocabulary(), task.classes());
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
    }

    private static Experiment of(String name, Task task, ModelConfig model, TrainingConfig training, Lengths lengths) {
        return new Experiment(name, task, model, training, lengths, 0, Runtime.getRuntime().availableProcessors());
    }

    /** DeltaNet on {@link Parity}: one layer of width 32, sizes 3..40, 600 steps of 128 sequences at 3e-3. */
    public static Experiment parity(EigenvalueRange range) {
        return of("DeltaNet " + range, new Parity(), BlockConfig.small(new MixerConfig.Delta(1, range)),
                TrainingConfig.of(600, 3e-3), new Lengths.Uniform(Parity.TRAINING, 128));
    }

    /**
     * DeltaNet on {@link Parity} at the size of the paper's repository: two layers of width 128, four heads, convolution of
     * four taps, 20,000 steps of 256 sequences at 1e-3.
     */
    public static Experiment parityAsPublished(EigenvalueRange range) {
        var model = new BlockConfig(3, 3, 128, 2, 4, 32, new MixerConfig.Delta(1, range), 512, 4);
        return of("DeltaNet " + range + ", paper size", new Parity(), model, TrainingConfig.of(20_000, 1e-3),
                new Lengths.Uniform(Parity.TRAINING, 256));
    }

    /**
     * The ten-channel diagonal network of figure 1 on {@link Parity}: 256 sequences a step at 1e-3; 500 steps with signed
     * gates, 4000 with gates in (0, 1), which need not be said to have been stopped early.
     */
    public static Experiment diagonalParity(EigenvalueRange range) {
        return of("diagonal " + range, new Parity(), GateNetworkConfig.figure1(range),
                TrainingConfig.of(range == EigenvalueRange.SIGNED ? 500 : 4000, 1e-3),
                new Lengths.Uniform(Parity.TRAINING, 256));
    }

    /**
     * Counting modulo m with a label after every letter: one layer of width 32, length 8, 16, then 32, 4096 letters a step,
     * 800 steps at 1e-2.
     */
    public static Experiment counting(int m, MixerConfig mixer) {
        return wordProblem(WordProblem.counting(m), mixer);
    }

    /** The recipe of {@link #counting} for another word problem. */
    public static Experiment wordProblem(WordProblem problem, MixerConfig mixer) {
        return of(mixer.title(), problem, BlockConfig.small(mixer), TrainingConfig.of(800, 1e-2),
                new Lengths.Curriculum(8, 32, 0.15, 4096));
    }

    /** The same with a model of width 64 and {@code heads} heads of 16, from words of {@code from} letters on. */
    public static Experiment wordProblem(WordProblem problem, MixerConfig mixer, int heads, int from) {
        var model = new BlockConfig(3, 3, 64, 1, heads, 16, mixer, 128, 0);
        return of(mixer.title(), problem, model, TrainingConfig.of(800, 1e-2),
                new Lengths.Curriculum(from, 32, 0.15, 4096));
    }

    /** {@link Parity} by any mixer, otherwise as {@link #parity}. */
    public static Experiment parity(MixerConfig mixer) {
        return of(mixer.title(), new Parity(), BlockConfig.small(mixer), TrainingConfig.of(600, 3e-3),
                new Lengths.Uniform(Parity.TRAINING, 128));
    }

    /**
     * {@link RunningArithmetic} modulo 5: two layers of width 64, four heads of 16, convolution of four taps, otherwise as
     * {@link #counting}.
     */
    public static Experiment runningArithmetic(boolean multiplication, MixerConfig mixer) {
        var model = new BlockConfig(3, 3, 64, 2, 4, 16, mixer, 128, 4);
        return of(mixer.title(), new RunningArithmetic(5, multiplication), model, TrainingConfig.of(800, 1e-2),
                new Lengths.Curriculum(8, 32, 0.15, 4096));
    }

    /** {@link FlipFlop} of 64 tokens: one layer of width 32, 600 steps of 128 sequences at 3e-3. */
    public static Experiment flipFlop(MixerConfig mixer) {
        return of(mixer.title(), new FlipFlop(), BlockConfig.small(mixer), TrainingConfig.of(600, 3e-3),
                new Lengths.Uniform(Sizes.exactly(64), 128));
    }

    /**
     * {@link KeyValueRecall} of 8 keys: one layer of width 64, convolution of four taps, two heads of {@code headWidth}, 600 steps of
     * 128 sequences at 5e-3.
     */
    public static Experiment recall(KeyValueRecall task, int headWidth, MixerConfig mixer) {
        var model = new BlockConfig(task.vocabulary(), task.classes(), 64, 1, 2, headWidth, mixer, 128, 4);
        return of(mixer.title(), task, model, TrainingConfig.of(600, 5e-3), new Lengths.Uniform(Sizes.exactly(8), 128));
    }

    /** This experiment under another name. */
    public Experiment withName(String newName) {
        return new Experiment(newName, task, model, training, lengths, seed, threads);
    }

    /** This experiment with another seed. */
    public Experiment withSeed(long newSeed) {
        return new Experiment(name, task, model, training, lengths, newSeed, threads);
    }

    /** This experiment with other optimiser settings. */
    public Experiment withTraining(TrainingConfig newTraining) {
        return new Experiment(name, task, model, newTraining, lengths, seed, threads);
    }

    /** This experiment with another architecture. */
    public Experiment withModel(ModelConfig newModel) {
        return new Experiment(name, task, newModel, training, lengths, seed, threads);
    }

    /** This experiment on another number of threads; its result stays the same. */
    public Experiment withThreads(int newThreads) {
        return new Experiment(name, task, model, training, lengths, seed, newThreads);
    }

    /** Trains, with a progress bar. */
    public ExperimentResult run() {
        try (var run = ExperimentRun.of(this)) {
            return run.toEnd();
        }
    }

    /** The same with a chart of loss and accuracy that follows the training. */
    public ExperimentResult runWithChart() {
        try (var run = ExperimentRun.of(this).withChart()) {
            return run.toEnd();
        }
    }

    /**
     * Trains, and saves the training every so many steps, where it is interrupted and at the end; goes on from the file if there is one.
     *
     * @throws IOException if the file is of another experiment (the message names the field that differs), or cannot be read
     */
    public ExperimentResult run(Path checkpoint, int everySteps) throws IOException {
        try (var run = ExperimentRun.resumeOrBegin(checkpoint, everySteps, this)) {
            return run.toEnd();
        }
    }

    /**
     * The same with a file in a folder, which is made where there is none. The file is named after everything that decides the result, so
     * that many experiments can share a folder and whoever runs them again goes on where they were.
     */
    public ExperimentResult runIn(Path folder, int everySteps) throws IOException {
        return run(folder.resolve(ExperimentRun.describe(this).hash() + ".safetensors"), everySteps);
    }
}

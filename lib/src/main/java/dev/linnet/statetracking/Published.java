package dev.linnet.statetracking;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;

/**
 * The papers' experiments at their published size: hours to days on two cores each. Where a paper and its repository differ these are the
 * repository's settings, which can be run again.
 */
public final class Published {
    private Published() {}

    /** {@link Parity} with two layers of width 128, see {@link Experiment#parityAsPublished}. */
    public static Experiment parity(EigenvalueRange range) {
        return Experiment.parityAsPublished(range);
    }

    /**
     * {@link ModularArithmetic} modulo 5: two layers of width 128, four heads, convolution of four taps, 100,000 steps of 256 sequences at
     * 1e-3, decay 0.1 (arXiv 2411.12537 and its repository).
     */
    public static Experiment arithmetic(MixerConfig mixer) {
        return arithmetic(new ModularArithmetic(), ModularArithmetic.TRAINING, mixer);
    }

    /** The same for {@link BracketedArithmetic}, with or without multiplication. */
    public static Experiment bracketedArithmetic(MixerConfig mixer, boolean multiplication) {
        return arithmetic(new BracketedArithmetic(5, multiplication), BracketedArithmetic.TRAINING, mixer);
    }

    private static Experiment arithmetic(Task task, Sizes sizes, MixerConfig mixer) {
        var model = new BlockConfig(3, 3, 128, 2, 4, 32, mixer, 512, 4);
        return experiment(mixer, task, model, new TrainingConfig(100_000, 1e-3, 0.1, 1e-3, 0.1, 1),
                new Lengths.Uniform(sizes, 256));
    }

    /**
     * The word problem of S5 or a part of it: width 128, four heads, no convolution, words of 32 letters, 100 passes over 1.6 million words
     * in batches of 512 at 1e-4, decay 0.01 (arXiv 2411.12537; tested at 500 letters).
     */
    public static Experiment permutations(WordProblem problem, MixerConfig mixer, int layers) {
        var model = new BlockConfig(3, 3, 128, layers, 4, 32, mixer, 512, 0);
        return experiment(mixer, problem, model, new TrainingConfig(312_500, 1e-4, 0.1, 1e-3, 0.01, 1),
                new Lengths.Uniform(Sizes.exactly(32), 512));
    }

    /**
     * A word problem as in DeltaProduct's repository: one layer of width 128, eight heads of 32, words of 128 letters, 100 passes over
     * 100,000 words in batches of 2048 at 1e-3 (arXiv 2502.10297; tested at 512 letters). Nothing is clipped.
     */
    public static Experiment wordProblem(WordProblem problem, MixerConfig mixer) {
        var model = new BlockConfig(3, 3, 128, 1, 8, 32, mixer, 512, 0);
        return experiment(mixer, problem, model,
                new TrainingConfig(4_900, 1e-3, 0, 1e-3, 1e-6, Double.POSITIVE_INFINITY),
                new Lengths.Uniform(Sizes.exactly(128), 2048));
    }

    private static Experiment experiment(MixerConfig mixer, Task task, BlockConfig model, TrainingConfig training,
            Lengths lengths) {
        return new Experiment(mixer.title() + ", paper size", task, model, training, lengths, 0,
                Runtime.getRuntime().availableProcessors());
    }
}

package dev.linnet.probe.activations;

import dev.linnet.nn.Activations;
import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.SequenceModel;
import dev.linnet.nn.Site;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.MinMaxScaler;
import dev.linnet.probe.Samples;
import dev.linnet.statetracking.Examples;
import dev.linnet.statetracking.LengthCurve;
import dev.linnet.statetracking.Parity;
import dev.linnet.statetracking.Seeds;
import dev.linnet.statetracking.Sizes;
import dev.linnet.statetracking.Task;
import dev.linnet.statetracking.WordProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Linear evaluation of activations: whether a logistic regression can read the answer to a question off one place of a model. Features are
 * scaled to [0, 1] by their ranges among the samples that the probe is fitted to. Test sequences are never those of the fit, nor of a
 * training.
 *
 * <pre>{@code
 * var evaluation = LinearEvaluation.of(WordProblem.of(Group.symmetric(3)));
 * evaluation.read("DeltaProduct", model, Site.state(0))            // fitted at lengths 1 to 32, read at 4 to 256
 * evaluation.readEachLength("DeltaNet", other, Site.state(0))      // fitted anew at every length
 * evaluation.depth("DeltaProduct", model, 64)                      // place by place
 * }</pre>
 *
 * @param task      whose sequences are read
 * @param question  what is asked at their positions
 * @param fitted    the lengths at which the probe is fitted
 * @param sequences how many sequences it is fitted to
 * @param lengths   rising lengths at which it is tested
 * @param tested    how many sequences it is tested on
 * @param options   of the logistic regression
 * @param seed      decides every sequence and every shuffle
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record LinearEvaluation(Task task, Question question, Sizes fitted, int sequences, int[] lengths, int tested,
        LogisticRegression.Options options, long seed) {
    /** C = 100: the probe may be as sharp as it likes; 300 steps at most. */
    private static final LogisticRegression.Options SHARP = LogisticRegression.Options.USUAL.withC(100)
            .withTolerance(1e-2)
            .withIterations(300);
    /** Where the sequences begin that probes are fitted to, and those that they are tested on. */
    private static final long FIT = 1L << 40;
    private static final long TEST = 1L << 41;

    public LinearEvaluation {
        atLeastOne("sequences", sequences);
        atLeastOne("tested", tested);
        if (lengths.length == 0 || Arrays.stream(lengths).anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException("lengths is " + Arrays.toString(lengths)
                    + "; it must name at least one length, and each must be at least 1.");
        }
        lengths = Arrays.stream(lengths).sorted().distinct().toArray();
    }

    private static void atLeastOne(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + "; it must be at least 1.");
        }
    }

    private static LinearEvaluation of(Task task, Question question) {
        return new LinearEvaluation(task, question, new Sizes(1, 32), 128, new int[] {4, 8, 16, 32, 64, 128, 256}, 512,
                SHARP, 0);
    }

    /** The group's element after every letter, fitted at lengths 1 to 32 and tested up to 256. */
    public static LinearEvaluation of(WordProblem problem) {
        return of(problem, Question.product(problem));
    }

    /** The parity of the ones after every bit, otherwise as {@link #of(WordProblem)}. */
    public static LinearEvaluation of(Parity parity) {
        return of(parity, Question.parityOfOnes());
    }

    /** Another question. */
    public LinearEvaluation withQuestion(Question other) {
        return new LinearEvaluation(task, other, fitted, sequences, lengths, tested, options, seed);
    }

    /** A probe fitted at these lengths of so many sequences. */
    public LinearEvaluation withFit(Sizes other, int count) {
        return new LinearEvaluation(task, question, other, count, lengths, tested, options, seed);
    }

    /** A probe tested at these lengths of so many sequences. */
    public LinearEvaluation withTest(int[] other, int count) {
        return new LinearEvaluation(task, question, fitted, sequences, other, count, options, seed);
    }

    /** Other options of the logistic regression. */
    public LinearEvaluation withOptions(LogisticRegression.Options other) {
        return new LinearEvaluation(task, question, fitted, sequences, lengths, tested, other, seed);
    }

    /** Other sequences and shuffles. */
    public LinearEvaluation withSeed(long other) {
        return new LinearEvaluation(task, question, fitted, sequences, lengths, tested, options, other);
    }

    /** Fits one probe at the lengths of the fit and reads it at each length of the test: is there one code for all lengths? */
    public Reading read(String name, SequenceModel model, Site site) {
        return read(name, model, site, false);
    }

    /**
     * The control: the same with labels that are permuted among the samples, in fit and test alike. Nothing is left to be read, so above
     * chance it can only show how much of its samples a probe remembers.
     */
    public Reading readShuffled(String name, SequenceModel model, Site site) {
        return read(name, model, site, true);
    }

    private Reading read(String name, SequenceModel model, Site site, boolean shuffled) {
        Fit fit = fit(activations(model, site, FIT, sequences, fitted.to(), this::isFitted), shuffled);
        Activations test = activations(model, site, TEST, tested, longest(), this::isTested);
        double[] accuracy = new double[lengths.length];
        double chance = 0;
        int[] rank = ranks(test);
        for (int i = 0; i < lengths.length; i++) {
            int which = i;
            Samples samples = samples(rows(test, rank, which), shuffled, 1 + which);
            accuracy[i] = fit.score(samples);
            chance = Math.max(chance, mostFrequent(samples));
        }
        return new Reading(name, site, question, new LengthCurve(name, lengths, accuracy), fit.accuracy, chance,
                fit.scaler, fit.probe);
    }

    /**
     * Fits a probe anew at each length of the test, to as many sequences as are tested: is there any code at all at this length? The
     * reading's probe is that of the longest.
     */
    public Reading readEachLength(String name, SequenceModel model, Site site) {
        Activations learn = activations(model, site, FIT, tested, longest(), this::isTested);
        Activations test = activations(model, site, TEST, tested, longest(), this::isTested);
        int[] learnRank = ranks(learn);
        int[] testRank = ranks(test);
        double[] accuracy = new double[lengths.length];
        double chance = 0;
        Fit fit = null;
        for (int i = 0; i < lengths.length; i++) {
            fit = fit(rows(learn, learnRank, i), false);
            Samples samples = samples(rows(test, testRank, i), false, 0);
            accuracy[i] = fit.score(samples);
            chance = Math.max(chance, mostFrequent(samples));
        }
        return new Reading(name, site, question, new LengthCurve(name, lengths, accuracy), fit.accuracy, chance,
                fit.scaler, fit.probe);
    }

    /** Reads every place of a model, in the order of the computation, at one length. */
    public DepthCurve depth(String name, SequenceModel model, int length) {
        var at = withTest(new int[] {length}, tested);
        var readings = new ArrayList<Reading>();
        for (Site site : Site.of(model.config())) {
            readings.add(at.read(name, model, site));
        }
        return new DepthCurve(name, length, readings);
    }

    /** The activations of the test's sequences at one length with their answers, not scaled: for reports on a {@link Reading}'s probe. */
    public Samples samples(SequenceModel model, Site site, int length) {
        return samples(activations(model, site, TEST, tested, length, asked -> asked == length), false, 0);
    }

    private record Fit(LogisticRegression probe, MinMaxScaler scaler, double accuracy) {
        private double score(Samples samples) {
            return probe.score(scaler.apply(samples));
        }
    }

    private Fit fit(Activations activations, boolean shuffled) {
        Samples raw = samples(activations, shuffled, 0);
        MinMaxScaler scaler = MinMaxScaler.fit(raw);
        Samples scaled = scaler.apply(raw);
        var probe = new LogisticRegression(options);
        probe.fit(scaled);
        return new Fit(probe, scaler, probe.score(scaled));
    }

    private Samples samples(Activations activations, boolean shuffled, int stream) {
        int[] labels = activations.labels();
        if (shuffled) {
            labels = labels.clone();
            SplittableRandom random = Seeds.stream(seed, Seeds.Purpose.TEST, -1 - stream);
            for (int i = labels.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = labels[i];
                labels[i] = labels[j];
                labels[j] = swapped;
            }
        }
        return new Samples(activations.x(), activations.width(), labels, question.classes());
    }

    private static double mostFrequent(Samples samples) {
        return Arrays.stream(samples.counts()).max().orElseThrow() / (double) samples.rows();
    }

    private int longest() {
        return lengths[lengths.length - 1];
    }

    private boolean isFitted(int length) {
        return length >= fitted.from() && length <= fitted.to();
    }

    private boolean isTested(int length) {
        return Arrays.binarySearch(lengths, length) >= 0;
    }

    /** For each row, which of its sequence's tested lengths it is. */
    private int[] ranks(Activations activations) {
        int[] rank = new int[activations.rows()];
        for (int row = 1; row < rank.length; row++) {
            rank[row] = activations.sequences()[row] == activations.sequences()[row - 1] ? rank[row - 1] + 1 : 0;
        }
        return rank;
    }

    private static Activations rows(Activations activations, int[] rank, int which) {
        return activations.rows(row -> rank[row] == which);
    }

    private Activations activations(SequenceModel model, Site site, long first, int count, int longest,
            IntPredicate asked) {
        int size = task instanceof Parity ? longest + 1 : longest;
        var examples = new ArrayList<LabelledSequence>();
        for (LabelledSequence example : new Examples(task, Sizes.exactly(size), seed, Seeds.Purpose.TEST).batch(first,
                count)) {
            examples.add(question.ask(example.tokens(), asked));
        }
        return Activations.of(model, site, List.copyOf(examples), options.threads());
    }
}

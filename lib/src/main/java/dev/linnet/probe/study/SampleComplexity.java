package dev.linnet.probe.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.linnet.attention.chunk.Team;
import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;

/**
 * How many samples of a mixture bring a learner's error within {@code excess} of the Bayes error: the paper's simulation. The number m
 * of samples grows from 2K on by {@code ceil(ln n)} or by {@code growth m}, whichever is more, up to 100 n; at each m a random subset that
 * contains every class is drawn from a pool of 100 n, fitted, and tested on K int(10000 / K) other samples. The first m whose error
 * is low enough is m*.
 *
 * <p>
 * The limit errors of both learners are the Bayes error here, as the classes are normal with common variances.
 *
 * @param excess  above the Bayes error, above 0; the paper's is 0.01
 * @param growth  at least 0; the paper's is 0, 0.05 saves time
 * @param repeats at least 1; each with subsets of its own
 * @param seed    decides pool, test samples and subsets
 */
public record SampleComplexity(double excess, double growth, int repeats, long seed) {
    private static final long TEST = 0x5851F42D4C957F2DL;
    private static final int TEST_SAMPLES = 10_000;
    private static final int DRAWS = 10_000;

    /** The paper's excess of 0.01 and 5 repeats, with a growth of 5 %. */
    public static SampleComplexity withSeed(long seed) {
        return new SampleComplexity(0.01, 0.05, 5, seed);
    }

    public SampleComplexity {
        if (!(excess > 0)) {
            throw new IllegalArgumentException("excess is " + excess + "; it must be above 0");
        }
        if (!(growth >= 0)) {
            throw new IllegalArgumentException("growth is " + growth + "; it must be at least 0");
        }
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats is " + repeats + "; it must be at least 1");
        }
    }

    /** The error with so many samples. */
    public record Tried(int m, double error) {}

    /**
     * One search.
     *
     * @param tried every m with its error; the last is m*, if the error was reached
     */
    public record Search(GaussianMixture mixture, Learner learner, int repeat, boolean reached, List<Tried> tried) {
        /** m*, or the last m that was tried where it was not reached. */
        public int samples() {
            return tried.getLast().m();
        }

        /** m*, or that it lies above the most that was tried. */
        @Override
        public String toString() {
            return (reached ? "" : "> ") + samples();
        }
    }

    /** These, with another number of repeats. */
    public SampleComplexity withRepeats(int other) {
        return new SampleComplexity(excess, growth, other, seed);
    }

    /** Searches for every mixture, learner and repeat, in this order; the result does not depend on the number of threads. */
    public List<Search> run(List<GaussianMixture> mixtures, List<Learner> learners, int threads) {
        var searches = new ArrayList<Search>();
        for (var mixture : mixtures) {
            var test = mixture.first(seed ^ TEST, TEST_SAMPLES / mixture.classes() * mixture.classes());
            var its = new Search[learners.size() * repeats];
            // The learners that take long come last in a list such as (NB, LR): they are begun first.
            Team.run(threads, its.length, (job, _) -> {
                int at = its.length - 1 - job;
                its[at] = search(mixture, test, learners.get(at / repeats), at % repeats);
            });
            searches.addAll(Arrays.asList(its));
        }
        return searches;
    }

    private Search search(GaussianMixture mixture, Samples test, Learner learner, int repeat) {
        int n = mixture.features();
        int most = Math.multiplyExact(100, n);
        int step = (int) Math.ceil(Math.log(n));
        double enough = mixture.bayesError() + excess;
        var random = new SplittableRandom(seed + repeat + 1).split();
        var tried = new ArrayList<Tried>();
        for (int m = 2 * mixture.classes();;) {
            Team.stopIfInterrupted();
            Probe probe = learner.make().get();
            probe.fit(mixture.samples(seed, subset(mixture.classes(), most, m, random)));
            double error = 1 - probe.score(test);
            tried.add(new Tried(m, error));
            if (error < enough || m == most) {
                return new Search(mixture, learner, repeat, error < enough, List.copyOf(tried));
            }
            m = Math.min(most, m + Math.max(Math.max(1, step), (int) Math.ceil(growth * m)));
        }
    }

    /** Different numbers below {@code pool} such that every class is there, where sample i is of class {@code i mod classes}. */
    private static int[] subset(int classes, int pool, int size, SplittableRandom random) {
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] numbers = random.ints(0, pool).distinct().limit(size).toArray();
            if (Arrays.stream(numbers).map(i -> i % classes).distinct().count() == classes) {
                return numbers;
            }
        }
        throw new IllegalStateException("no subset of " + size + " of " + pool + " samples with all " + classes
                + " classes in " + DRAWS + " draws");
    }

    /** The median of m* over the repeats of one learner on one mixture; infinite where most repeats did not reach it. */
    public static double median(List<Search> searches, GaussianMixture mixture, Learner learner) {
        double[] m = searches.stream()
                .filter(search -> search.mixture().equals(mixture) && search.learner().title().equals(learner.title()))
                .mapToDouble(search -> search.reached() ? search.samples() : Double.POSITIVE_INFINITY)
                .sorted()
                .toArray();
        if (m.length == 0) {
            throw new IllegalArgumentException("no search of " + learner.title() + " on " + mixture);
        }
        return m.length % 2 == 1 ? m[m.length / 2] : (m[m.length / 2 - 1] + m[m.length / 2]) / 2;
    }
}

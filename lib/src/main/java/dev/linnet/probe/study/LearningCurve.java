package dev.linnet.probe.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.linnet.attention.chunk.Team;
import dev.linnet.probe.MinMaxScaler;
import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;

/**
 * Test errors of learners against the number m of training samples, as the paper measures them on stored features: at each m random
 * subsets of a pool with every class, features scaled to [0, 1] by the subset's ranges, test samples by the same.
 *
 * @param data  what the samples are
 * @param cells one for each m, repeat and learner
 */
public record LearningCurve(String data, List<Cell> cells) {
    /**
     * One fit.
     *
     * @param features  n
     * @param classes   K
     * @param m         training samples
     * @param seed      of the subset
     * @param error     share of wrong test samples, 0 to 1
     * @param seconds   of the fit
     * @param converged whether the fit has no warnings
     */
    public record Cell(Learner learner, int features, int classes, int m, int repeat, long seed, double error,
            double seconds, boolean converged) {}

    /**
     * How to measure.
     *
     * @param sizes   the values of m, each at least K and at most the pool's size
     * @param repeats subsets for each m, at least 1; all learners get the same ones
     * @param subsets how they are drawn
     * @param seed    decides the subsets
     * @param threads at least 1; the errors do not depend on them
     */
    public record Plan(List<Integer> sizes, int repeats, Subsets subsets, long seed, int threads) {
        public Plan {
            sizes = List.copyOf(sizes);
            if (sizes.isEmpty()) {
                throw new IllegalArgumentException("sizes is empty; name at least one number of samples");
            }
            for (int i = 1; i < sizes.size(); i++) {
                if (sizes.get(i) <= sizes.get(i - 1)) {
                    throw new IllegalArgumentException("sizes has " + sizes.get(i) + " after " + sizes.get(i - 1)
                            + "; the numbers of samples must rise");
                }
            }
            if (repeats < 1) {
                throw new IllegalArgumentException("repeats is " + repeats + "; it must be at least 1");
            }
            if (threads < 1) {
                throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
            }
        }

        /** Drawing again for every class, on all cores. */
        public static Plan of(long seed, int repeats, Integer... sizes) {
            return new Plan(List.of(sizes), repeats, Subsets.REDRAW, seed,
                    Runtime.getRuntime().availableProcessors());
        }
    }

    /** Fits every learner to every subset of the pool and counts its errors on the test samples. */
    public static LearningCurve measure(String data, Samples pool, Samples test, List<Learner> learners, Plan plan) {
        return measure(data, learners, plan, _ -> new Split(pool, test));
    }

    /**
     * The same where there is one set only: each repeat takes {@code testSamples} of it at random for the test, and its subsets from
     * the others.
     */
    public static LearningCurve measure(String data, Samples all, int testSamples, List<Learner> learners, Plan plan) {
        if (testSamples < 1 || testSamples >= all.rows()) {
            throw new IllegalArgumentException("testSamples is " + testSamples + "; it must be 1 to "
                    + (all.rows() - 1) + ", so that some are left to learn from");
        }
        return measure(data, learners, plan, repeat -> Split.random(all, testSamples, plan.seed() - 1 - repeat));
    }

    private interface Splits {
        Split of(int repeat);
    }

    private record Split(Samples pool, Samples test) {
        static Split random(Samples all, int testSamples, long seed) {
            var order = new int[all.rows()];
            Arrays.setAll(order, i -> i);
            var random = new SplittableRandom(seed).split();
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            return new Split(all.subset(Arrays.copyOfRange(order, testSamples, order.length)),
                    all.subset(Arrays.copyOf(order, testSamples)));
        }
    }

    private static LearningCurve measure(String data, List<Learner> learners, Plan plan, Splits splits) {
        var cells = new Cell[plan.repeats() * plan.sizes().size() * learners.size()];
        int ofRepeat = cells.length / plan.repeats();
        Team.run(plan.threads(), plan.repeats(), (repeat, _) -> {
            var split = splits.of(repeat);
            for (int i = 0; i < plan.sizes().size(); i++) {
                Team.stopIfInterrupted();
                int m = plan.sizes().get(i);
                long seed = plan.seed() + 1000L * repeat + i;
                int[] rows = plan.subsets()
                        .draw(split.pool.labels(), split.pool.classes(), m, new SplittableRandom(seed).split());
                var raw = split.pool.subset(rows);
                var scaler = MinMaxScaler.fit(raw);
                var train = scaler.apply(raw);
                var test = scaler.apply(split.test);
                for (int l = 0; l < learners.size(); l++) {
                    cells[repeat * ofRepeat + i * learners.size() + l] = fit(learners.get(l), train, test, repeat,
                            seed);
                }
            }
        });
        return new LearningCurve(data, List.of(cells));
    }

    private static Cell fit(Learner learner, Samples train, Samples test, int repeat, long seed) {
        Probe probe = learner.make().get();
        long start = System.nanoTime();
        probe.fit(train);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Cell(learner, train.features(), train.classes(), train.rows(), repeat, seed, 1 - probe.score(test),
                seconds, probe.warnings().isEmpty());
    }

    /** The values of m, rising. */
    public int[] sizes() {
        return cells.stream().mapToInt(Cell::m).distinct().sorted().toArray();
    }

    /** The learners' titles, in their order. */
    public List<String> titles() {
        return cells.stream().map(cell -> cell.learner().title()).distinct().toList();
    }

    /** The errors of one learner with m samples, one for each repeat. */
    public double[] errors(String title, int m) {
        double[] errors = cells.stream()
                .filter(cell -> cell.learner().title().equals(title) && cell.m() == m)
                .mapToDouble(Cell::error)
                .toArray();
        if (errors.length == 0) {
            throw new IllegalArgumentException("nothing was measured for '" + title + "' with " + m
                    + " samples; there are " + titles() + " with " + Arrays.toString(sizes()));
        }
        return errors;
    }

    /** The mean error of one learner with m samples. */
    public double error(String title, int m) {
        return Arrays.stream(errors(title, m)).average().orElseThrow();
    }

    /** The mean error of one learner at each of {@link #sizes}. */
    public double[] errors(String title) {
        return Arrays.stream(sizes()).mapToDouble(m -> error(title, m)).toArray();
    }

    /**
     * The standard error of the mean difference of two learners' errors with m samples; both had the same subsets.
     */
    public double differenceError(String title, String other, int m) {
        double[] a = errors(title, m);
        double[] b = errors(other, m);
        double mean = error(title, m) - error(other, m);
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double off = a[i] - b[i] - mean;
            squares += off * off;
        }
        return a.length < 2 ? Double.NaN : Math.sqrt(squares / (a.length - 1) / a.length);
    }

    /**
     * The smallest m whose mean error is at most the learner's own final error and {@code excess}, interpolated on the logarithm of m between
     * the sizes measured: how soon it comes near its limit.
     */
    public double samplesToReach(String title, double excess) {
        double[] errors = errors(title);
        int[] m = sizes();
        double enough = errors[errors.length - 1] + excess;
        for (int i = 0; i < m.length; i++) {
            if (errors[i] <= enough) {
                return i == 0 ? m[0] : between(m[i - 1], errors[i - 1] - enough, m[i], errors[i] - enough);
            }
        }
        throw new IllegalArgumentException("excess is " + excess + "; it must be at least 0");
    }

    /**
     * The m at which {@code first} stops being the better of two, interpolated: the last crossing; 0 where it never is, infinite where
     * it still is with all samples.
     */
    public double crossing(String first, String second) {
        double[] a = errors(first);
        double[] b = errors(second);
        int[] m = sizes();
        if (a[m.length - 1] < b[m.length - 1]) {
            return Double.POSITIVE_INFINITY;
        }
        for (int i = m.length - 2; i >= 0; i--) {
            if (a[i] < b[i]) {
                return between(m[i], a[i] - b[i], m[i + 1], a[i + 1] - b[i + 1]);
            }
        }
        return 0;
    }

    /** Where a line through both points is 0, with a logarithmic m. */
    private static double between(double m1, double y1, double m2, double y2) {
        double share = y1 == y2 ? 1 : y1 / (y1 - y2);
        return m1 * Math.pow(m2 / m1, share);
    }

    /** Every fit as comma-separated values, a line each. */
    public String csv() {
        var lines = new ArrayList<String>();
        lines.add("data,learner,C,eps,n,K,m,repeat,seed,error,seconds,converged");
        for (var cell : cells) {
            var learner = cell.learner();
            lines.add(String.join(",", quoted(data), quoted(learner.title()), number(learner.c()),
                    number(learner.epsilon()), Integer.toString(cell.features()), Integer.toString(cell.classes()),
                    Integer.toString(cell.m()), Integer.toString(cell.repeat()), Long.toString(cell.seed()),
                    Double.toString(cell.error()), Double.toString(cell.seconds()),
                    Boolean.toString(cell.converged())));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Writes {@link #csv}. */
    public void write(Path file) {
        try {
            Files.writeString(file, csv());
        } catch (IOException failure) {
            throw new UncheckedIOException("the learning curve cannot be written to '" + file + "'", failure);
        }
    }

    private static String quoted(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String number(double x) {
        return Double.isNaN(x) ? "" : Double.toString(x);
    }
}

package dev.linnet.bench.train;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.statetracking.Experiment;
import dev.linnet.sweep.Outcome;
import dev.linnet.sweep.Sweep;
import dev.linnet.sweep.SweepResult;
import dev.linnet.sweep.spark.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A sweep of sixteen runs on one worker process of one core and on two.
 *
 * @param steps of each run
 * @param one   on one worker
 * @param two   on two
 */
record SparkScaling(int steps, Timing one, Timing two) {
    /** How many times as fast two workers are to be. */
    static final double BAR = 1.7;
    /** Processor seconds that a run is to take: a sweep worth a cluster has longer ones, and starts and JIT compilers count less in it. */
    static final double RUN_SECONDS = 10;

    private static final int RUNS = 16;
    private static final int TRIAL_STEPS = 400;

    /**
     * One sweep.
     *
     * @param sweep seconds of the sweep, connecting and starting the executors included
     * @param run   seconds that a run took in its executor, the mean
     */
    record Timing(double sweep, double run) {}

    /** Runs of so many steps that each takes {@value #RUN_SECONDS} seconds; of 40 where that is only to be tried. */
    static SparkScaling measure(boolean quick) throws IOException {
        int steps = 40;
        Timing one;
        Timing two;
        try (var cluster = SparkCluster.start(1, 1)) {
            if (!quick) { // which also loads Spark's classes here, so that the first sweep has no more to do than the second
                double trial = seconds(sweep(cluster, TRIAL_STEPS, 3)).min().orElseThrow();
                steps = Math.toIntExact(100 * Math.max(1, Math.round(TRIAL_STEPS * RUN_SECONDS / trial / 100)));
            }
            one = time(cluster, steps);
        }
        try (var cluster = SparkCluster.start(2, 1)) {
            two = time(cluster, steps);
        }
        return new SparkScaling(steps, one, two);
    }

    private static Timing time(SparkCluster cluster, int steps) throws IOException {
        long start = System.nanoTime();
        SweepResult result = sweep(cluster, steps, RUNS);
        return new Timing((System.nanoTime() - start) * 1e-9, seconds(result).average().orElseThrow());
    }

    private static DoubleStream seconds(SweepResult result) {
        return result.outcomes().stream().mapToDouble(Outcome::seconds);
    }

    private static SweepResult sweep(SparkCluster cluster, int steps, int runs) throws IOException {
        Sweep sweep = Sweep.of(Experiment.parity(EigenvalueRange.SIGNED).withTraining(TrainingConfig.of(steps, 3e-3)))
                .seeds(LongStream.range(0, runs).toArray());
        Path folder = Files.createTempDirectory("linnet-bench-sweep-");
        try {
            SweepResult result = sweep.onSpark(cluster.master()).run(folder);
            if (result.failed() > 0) {
                throw new IllegalStateException("A run failed: " + result.table().printAll());
            }
            return result;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    double ratio() {
        return one.sweep / two.sweep;
    }

    String text() {
        return String.format(Locale.ROOT,
                """
                        Spark standalone, worker processes of one core each on this machine. A sweep is %d runs of DeltaNet on parity, %,d steps on\
                         one thread each. Its time is from connecting to the whole table, so that the start of the executors counts; a run's is of\
                         its training, the mean. An executor spends some nine seconds of processor time on its start and in its JIT\
                         compilers, which are threads of their own: with one worker they have the other core, with two they take it from\
                         the trainings.

                        | | one worker | two workers | times as fast |
                        |---|--:|--:|--:|
                        | the sweep, s | %.1f | %.1f | %.2f |
                        | a run, s | %.2f | %.2f | %.2f |

                        To be reached: %.1f times as fast.
                        """,
                RUNS, steps, one.sweep, two.sweep, ratio(), one.run, two.run, one.run / two.run, BAR);
    }
}

package dev.linnet.bench.train;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.statetracking.Experiment;
import dev.linnet.sweep.Sweep;
import dev.linnet.sweep.SweepResult;
import dev.linnet.sweep.spark.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A sweep of sixteen runs on one worker process of one core and on two.
 *
 * @param one seconds on one, connecting and starting the executors included
 * @param two seconds on two
 */
record SparkScaling(double one, double two) {
    /** How many times as fast two workers are to be. */
    static final double BAR = 1.7;

    private static final int RUNS = 16;

    /** @param steps of each run */
    static SparkScaling measure(int steps) throws IOException {
        return new SparkScaling(seconds(1, steps), seconds(2, steps));
    }

    private static double seconds(int workers, int steps) throws IOException {
        Sweep sweep = Sweep.of(Experiment.parity(EigenvalueRange.SIGNED).withTraining(TrainingConfig.of(steps, 3e-3)))
                .seeds(LongStream.range(0, RUNS).toArray());
        Path folder = Files.createTempDirectory("linnet-bench-sweep-");
        try (var cluster = SparkCluster.start(workers, 1)) {
            long start = System.nanoTime();
            SweepResult result = sweep.onSpark(cluster.master()).run(folder);
            if (result.failed() > 0) {
                throw new IllegalStateException("A run failed: " + result.table().printAll());
            }
            return (System.nanoTime() - start) * 1e-9;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    double ratio() {
        return one / two;
    }

    String sentence() {
        return String.format(Locale.ROOT,
                "A sweep of %d runs on Spark standalone: %.1f s on one worker process of one core, %.1f s on two: %.2f times as fast.",
                RUNS, one, two, ratio());
    }
}

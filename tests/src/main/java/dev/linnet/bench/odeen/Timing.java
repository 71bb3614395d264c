package dev.linnet.bench.odeen;

import java.util.Arrays;

/**
 * How long something took.
 *
 * @param best   milliseconds of the quickest repetition
 * @param median milliseconds of the middle one
 */
record Timing(double best, double median) {
    /** Something to be timed. */
    interface Work {
        void run();
    }

    /** Times so many repetitions after others that are not timed; before each {@code before} is run, untimed. */
    static Timing of(int warmUps, int repetitions, Work before, Work work) {
        double[] millis = new double[repetitions];
        for (int i = -warmUps; i < repetitions; i++) {
            before.run();
            long start = System.nanoTime();
            work.run();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return of(millis);
    }

    static Timing of(double... millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new Timing(sorted[0], sorted[sorted.length / 2]);
    }
}

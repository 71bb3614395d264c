package dev.linnet.bench.train;

import java.util.Locale;

/**
 * How long one training step took on both sides.
 *
 * @param workload what was trained
 * @param ours     microseconds of this library's step, in the best iteration
 * @param libtorch microseconds of libtorch's
 * @param chunk    steps of a chunk with which libtorch was fastest; 0 for step by step
 */
record Measured(Workload workload, double ours, double libtorch, int chunk) {
    /** What libtorch takes longer than this library is to take. */
    static final double BAR = 3;

    double ratio() {
        return libtorch / ours;
    }

    private static String perSecond(double micros) {
        return String.format(Locale.ROOT, "%.1f", Workload.TIME * Workload.SEQUENCES / micros * 1e3);
    }

    String row() {
        return String.format(Locale.ROOT, "| %s | %s | %s | %s | %.2f |", workload.title(), perSecond(ours),
                perSecond(libtorch), chunk == 0 ? "step by step" : "chunks of " + chunk, ratio());
    }
}

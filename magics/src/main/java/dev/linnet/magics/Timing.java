package dev.linnet.magics;

import java.util.List;
import java.util.Locale;

/**
 * What {@code %timeit} measured; all times are nanoseconds for one loop.
 *
 * @param loops        loops in one run
 * @param nanosPerLoop one figure for each run, in their order
 * @param warmUpLoops  loops before the first run
 * @param steady       whether the speed had become steady by then
 */
public record Timing(long loops, List<Double> nanosPerLoop, long warmUpLoops, boolean steady) {
    public Timing {
        nanosPerLoop = List.copyOf(nanosPerLoop);
        if (nanosPerLoop.isEmpty()) {
            throw new IllegalArgumentException("nanosPerLoop: there must be at least one run");
        }
    }

    public double median() {
        return quantile(0.5);
    }

    public double fastest() {
        return quantile(0);
    }

    public double slowest() {
        return quantile(1);
    }

    /** The time that a fraction {@code q} of the runs did not exceed, interpolated between neighbours. */
    public double quantile(double q) {
        var sorted = nanosPerLoop.stream().sorted().toList();
        double place = q * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }

    @Override
    public String toString() {
        var text = String.format(Locale.ROOT,
                "%s per loop (median of %d runs of %,d; fastest %s, middle half %s to %s)",
                Duration.text(median()), nanosPerLoop.size(), loops, Duration.text(fastest()),
                Duration.text(quantile(0.25)), Duration.text(quantile(0.75)));
        return steady ? text : text + "\nThe speed was not steady after 3 s of warm-up; take the figure with care.";
    }
}

package dev.linnet.magics;

import java.util.Locale;

/** Durations as people read them. */
final class Duration {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int SECONDS_PER_MINUTE = 60;

    private Duration() {}

    /** As {@link #text(double)}. */
    static String text(long nanos) {
        return text((double) nanos);
    }

    /** Three digits and a unit, as in {@code 12.3 ms}; minutes and seconds from one minute on. */
    static String text(double nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        if (seconds >= SECONDS_PER_MINUTE) {
            long whole = Math.round(seconds);
            return whole / SECONDS_PER_MINUTE + " min " + whole % SECONDS_PER_MINUTE + " s";
        }
        double value = nanos;
        for (var unit : new String[] {"ns", "\u00B5s", "ms"}) {
            if (value < 999.5) {
                return digits(value) + " " + unit;
            }
            value /= 1000;
        }
        return digits(value) + " s";
    }

    private static String digits(double value) {
        int decimals = value >= 99.95 || value == Math.rint(value) ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

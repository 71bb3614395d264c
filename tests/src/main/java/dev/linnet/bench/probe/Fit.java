package dev.linnet.bench.probe;

import java.util.Locale;

/**
 * How long a fit took and how good it is.
 *
 * @param seconds   of the best of some fits
 * @param objective J of logistic regression at the end, NaN where it is not known
 * @param accuracy  share of the training samples that are classified rightly
 * @param how       steps, passes, or nothing to say
 */
record Fit(double seconds, double objective, double accuracy, String how) {
    /** A row of the table: the library and its fit, and how many times as long as the first it takes. */
    String row(String library, Fit first) {
        return String.format(Locale.ROOT, "| %s | %.3f | %s | %s | %.4f | %.2f |", library, seconds, how,
                Double.isNaN(objective) ? "" : String.format(Locale.ROOT, "%.2f", objective), accuracy,
                seconds / first.seconds);
    }
}

package dev.linnet.kernel.runner;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How a run ended.
 *
 * @param status  the verdict
 * @param failure what to tell the person where the run did not reach the end, or empty
 * @param trace   the error as the notebook shows it, line by line with ANSI colours, or empty
 * @param claims  the claims that were checked
 * @param output  the notebook that was written
 * @param seconds how long the run took
 */
public record RunReport(Status status, String failure, List<String> trace, List<ClaimRow> claims, Path output,
        double seconds) {
    /** {@code FAILED}: a cell failed or took too long; {@code CLAIM_FAILED}: all ran, but a claim does not hold. */
    public enum Status {
        OK, FAILED, CLAIM_FAILED, INTERRUPTED
    }

    public RunReport {
        trace = List.copyOf(trace);
        claims = List.copyOf(claims);
    }

    /** Seconds as people read them: {@code 0.3 s}, {@code 42 s}, {@code 2 min 5 s}. */
    public static String duration(double seconds) {
        if (seconds >= 60) {
            long whole = Math.round(seconds);
            return whole / 60 + " min " + whole % 60 + " s";
        }
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}

package dev.linnet.kernel.session;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.error.ErrorReport;

/**
 * How a piece of work ended.
 *
 * @param status ok, error or aborted
 * @param result the value's representations, or null where there is none
 * @param error  what went wrong, or null
 * @param thrown the exception behind it, or null
 */
record Outcome(ExecutionResult.Status status, MimeBundle result, Output.Error error, Throwable thrown) {
    private static final ErrorReport INTERRUPTED = ErrorReport.of("Interrupted", "The cell was interrupted.");
    private static final ErrorReport ABANDONED = ErrorReport.of("Interrupted",
            "The cell did not stop within 2 seconds, because it is in native code or in a loop inside the JDK. It was"
                    + " left behind: its output is dropped, but it may keep a core busy until the kernel restarts.");
    /** There was not even memory for an account of what happened. */
    static final Outcome FULL = error(error(ErrorReport.of("OutOfMemoryError",
            "The heap is full. Let go of what is no longer needed (big = null;) or reset the session (%reset).")),
            null);

    static Outcome ok(MimeBundle result) {
        return new Outcome(ExecutionResult.Status.OK, result, null, null);
    }

    static Outcome error(Output.Error error, Throwable thrown) {
        return new Outcome(ExecutionResult.Status.ERROR, null, error, thrown);
    }

    static Outcome interrupted() {
        return new Outcome(ExecutionResult.Status.ABORTED, null, error(INTERRUPTED), null);
    }

    static Outcome abandoned() {
        return new Outcome(ExecutionResult.Status.ABORTED, null, error(ABANDONED), null);
    }

    static Output.Error error(ErrorReport report) {
        return new Output.Error(report.name(), report.message(), report.lines());
    }
}

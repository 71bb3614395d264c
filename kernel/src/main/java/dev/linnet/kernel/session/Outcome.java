package dev.linnet.kernel.session;

import dev.linnet.display.MimeBundle;

/**
 * How a piece of work ended.
 *
 * @param status ok, error or aborted
 * @param result the value's representations, or null where there is none
 * @param error  what went wrong, or null
 * @param thrown the exception behind it, or null
 */
record Outcome(ExecutionResult.Status status, MimeBundle result, Output.Error error, Throwable thrown) {
    static Outcome ok(MimeBundle result) {
        return new Outcome(ExecutionResult.Status.OK, result, null, null);
    }

    static Outcome error(Output.Error error, Throwable thrown) {
        return new Outcome(ExecutionResult.Status.ERROR, null, error, thrown);
    }

    static Outcome aborted(Output.Error error) {
        return new Outcome(ExecutionResult.Status.ABORTED, null, error, null);
    }
}

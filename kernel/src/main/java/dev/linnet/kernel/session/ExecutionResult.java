package dev.linnet.kernel.session;

/**
 * How a cell ended.
 *
 * @param executionCount the number of the cell, as shown beside it
 * @param status         ok, error, or aborted by an interrupt (which also emits an error output)
 * @param error          the emitted error, or null where the status is {@code OK}
 */
public record ExecutionResult(int executionCount, Status status, Output.Error error) {
    public enum Status {
        OK, ERROR, ABORTED
    }

    public boolean ok() {
        return status == Status.OK;
    }
}

package dev.linnet.kernel.session;

import java.util.Objects;

/**
 * One cell to run.
 *
 * @param code         the cell's text
 * @param silent       emit nothing but streams and displays, count nothing, keep no history
 * @param storeHistory raise the execution counter and keep the cell in the history
 * @param input        where {@code System.in} reads from
 */
public record ExecuteRequest(String code, boolean silent, boolean storeHistory, InputSource input) {
    public ExecuteRequest {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(input, "input");
    }

    /** A cell as a front end without input sends it. */
    public static ExecuteRequest of(String code) {
        return new ExecuteRequest(code, false, true, InputSource.none());
    }
}

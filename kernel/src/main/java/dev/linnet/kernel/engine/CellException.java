package dev.linnet.kernel.engine;

/**
 * A cell's code threw; {@link #getCause()} is what it threw. Frames of cell code in its stack trace carry the file name
 * {@code cell N} and the cell's own line numbers.
 */
public final class CellException extends Exception {
    public CellException(Throwable thrown) {
        super(thrown.getClass().getName(), thrown, false, false);
    }
}

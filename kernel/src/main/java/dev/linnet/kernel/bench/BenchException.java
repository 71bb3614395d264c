package dev.linnet.kernel.bench;

/** A benchmark cannot be run; the message is one clear sentence. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.linnet.kernel.library;

/** A lazy library was touched, is not on this machine and cannot be fetched; the message says what to do. */
public final class LibraryMissingError extends LinkageError {
    public LibraryMissingError(String message, Throwable cause) {
        super(message, cause);
    }
}

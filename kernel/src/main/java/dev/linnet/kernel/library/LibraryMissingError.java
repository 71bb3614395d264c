package dev.linnet.kernel.library;

/**
 * A lazy library was touched, is not on this machine and cannot be fetched; the message says what to do. No
 * {@link LinkageError}: the virtual machine would remember that one, and say it again once the library can be had.
 */
public final class LibraryMissingError extends Error {
    private static final long serialVersionUID = 1L;

    public LibraryMissingError(String message, Throwable cause) {
        super(message, cause);
    }
}

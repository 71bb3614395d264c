package dev.linnet.kernel.notebook;

/** A file is not a notebook that can be read, or cannot be written; the message is one clear sentence. */
public final class NotebookException extends Exception {
    public NotebookException(String message) {
        super(message);
    }

    public NotebookException(String message, Throwable cause) {
        super(message, cause);
    }
}

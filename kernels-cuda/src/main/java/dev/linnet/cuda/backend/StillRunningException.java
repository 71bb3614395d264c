package dev.linnet.cuda.backend;

/** The thread that waited for a kernel was interrupted, and the kernel runs on; the message says what that means. */
public final class StillRunningException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    public StillRunningException(String message) {
        super(message);
    }
}

package dev.linnet.kernel.runner;

/** A run that could not begin; the message is one clear sentence for the person at the terminal. */
public final class RunException extends Exception {
    public RunException(String message) {
        super(message);
    }

    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}

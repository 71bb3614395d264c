package dev.linnet.kernel.install;

/** The kernel cannot be installed or removed; the message is one clear sentence. */
public final class InstallException extends Exception {
    public InstallException(String message) {
        super(message);
    }

    public InstallException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.linnet.kernel.bundle;

/** A bundle cannot be made; the message is one clear sentence. */
public final class BundleException extends Exception {
    private static final long serialVersionUID = 1L;

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}

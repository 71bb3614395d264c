package dev.linnet.kernel.library;

/** Artifacts are neither in the local repository nor to be had from a remote one; the message is one clear sentence. */
public final class ArtifactException extends Exception {
    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}

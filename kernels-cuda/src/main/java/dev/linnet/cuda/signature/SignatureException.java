package dev.linnet.cuda.signature;

/** A kernel's parameters cannot be made out; the message says which and what to do. */
public final class SignatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SignatureException(String message) {
        super(message);
    }
}

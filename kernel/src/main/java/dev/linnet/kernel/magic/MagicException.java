package dev.linnet.kernel.magic;

/** A magic cannot do what was asked; the message is a sentence for the person in the notebook. */
public class MagicException extends Exception {
    private static final long serialVersionUID = 1L;

    public MagicException(String message) {
        super(message);
    }

    public MagicException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.linnet.kernel.magic;

/** No magic has this name; the message offers those with a similar one. */
public final class UnknownMagicException extends MagicException {
    private static final long serialVersionUID = 1L;

    public UnknownMagicException(String message) {
        super(message);
    }
}

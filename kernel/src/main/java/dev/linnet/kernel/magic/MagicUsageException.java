package dev.linnet.kernel.magic;

/** A magic was called with arguments that it does not take; the message ends with its usage. */
public final class MagicUsageException extends MagicException {
    private static final long serialVersionUID = 1L;

    public MagicUsageException(String problem, MagicSpec spec) {
        super(problem + "\nUsage: " + spec.usage());
    }
}

package dev.linnet.cuda.compiler;

/** A text does not compile: what the compiler wrote about it. */
public final class CompilerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String log;

    public CompilerFailure(String log) {
        super("The text does not compile.");
        this.log = log;
    }

    /** As the compiler wrote it. */
    public String log() {
        return log;
    }
}

package dev.linnet.cuda.compiler;

/** No compiler, or one that cannot work here; the message says what to do. */
public final class CompilerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CompilerException(String message) {
        super(message);
    }

    public CompilerException(String message, Throwable cause) {
        super(message, cause);
    }
}

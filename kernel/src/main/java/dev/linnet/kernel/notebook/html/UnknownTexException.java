package dev.linnet.kernel.notebook.html;

/** A formula has something in it that {@link TexFormula} does not know. */
final class UnknownTexException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownTexException() {
        super("unknown TeX", null, false, false);
    }
}

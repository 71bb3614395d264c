package dev.linnet.display.cell;

/** A cell or command cannot do what was asked; the message is for the person in the notebook. */
public final class CellProblem extends Exception {
    private static final long serialVersionUID = 1L;

    public CellProblem(String message) {
        super(message);
    }

    public CellProblem(String message, Throwable cause) {
        super(message, cause);
    }
}

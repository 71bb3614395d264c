package dev.linnet.cuda.ptx.parse;

/** PTX that cannot be read, or an instruction that this engine does not execute; the message names the instruction and the line of the PTX text. */
public final class PtxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * Says what is wrong, and where.
     *
     * @param line the line of the PTX text, counted from 1; 0 when it concerns no line
     */
    public PtxException(String message, int line) {
        super(line > 0 ? message + " (PTX line " + line + ")" : message);
        this.line = line;
    }

    /** The line of the PTX text, counted from 1; 0 when there is none. */
    public int line() {
        return line;
    }
}

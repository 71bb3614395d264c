package dev.linnet.cuda.ptx.jit;

import dev.linnet.cuda.ptx.parse.Instruction;

/** A kernel is left to the interpreter; the message says why. */
final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Instruction instruction;

    Declined(String why) {
        this(why, null);
    }

    Declined(String why, Instruction instruction) {
        super(why, null, false, false);
        this.instruction = instruction;
    }

    /** Because of which instruction; null where it is none. */
    Instruction instruction() {
        return instruction;
    }
}

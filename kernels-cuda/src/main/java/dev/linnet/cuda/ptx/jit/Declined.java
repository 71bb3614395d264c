package dev.linnet.cuda.ptx.jit;

/** A kernel is left to the interpreter; the message says why. */
final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Declined(String why) {
        super(why, null, false, false);
    }
}

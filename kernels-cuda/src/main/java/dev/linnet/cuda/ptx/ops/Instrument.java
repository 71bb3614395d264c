package dev.linnet.cuda.ptx.ops;

/** What the ops of a kernel do besides their work. It is decided when they are decoded, so that what is not wanted costs nothing. */
public enum Instrument {
    /** Nothing. */
    NONE,
    /** They tell the block's log about their accesses. */
    CHECKS,
    /** They have the block's meter measure their accesses and jumps. */
    METER
}

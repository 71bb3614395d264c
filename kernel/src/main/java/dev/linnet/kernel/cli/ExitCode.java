package dev.linnet.kernel.cli;

/** What the {@code linnet} command returns to the shell. */
final class ExitCode {
    static final int OK = 0;
    /** A cell failed or took too long, tests failed, or something could not be done. */
    static final int FAILED = 1;
    /** The command was misused or its input is no good; nothing was run. */
    static final int MISUSE = 2;
    /** Every cell ran, but a claim does not hold. */
    static final int CLAIM_FAILED = 3;
    /** Ctrl-C; the partial output is saved. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}

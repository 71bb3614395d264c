package dev.linnet.kernel.cli;

/**
 * What the terminal is, as the {@code linnet} script found it: {@code linnet.terminal} says whether stderr is one,
 * {@code linnet.colour} whether stdout is one that wants colours.
 */
final class Terminal {
    private Terminal() {}

    /** Whether progress may be drawn over itself. */
    static boolean drawsProgress() {
        return Boolean.getBoolean("linnet.terminal");
    }

    static boolean coloursOutput() {
        return Boolean.getBoolean("linnet.colour");
    }
}

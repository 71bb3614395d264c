package dev.linnet.kernel.session;

/**
 * Takes a cell's outputs in the order in which they happened. The session calls it from one thread at a time, possibly
 * after the cell ended (a thread that the cell started may still print).
 */
@FunctionalInterface
public interface OutputSink {
    void emit(Output output);

    /** Called before the first output: the cell begins, under this number. */
    default void started(int executionCount) {}
}

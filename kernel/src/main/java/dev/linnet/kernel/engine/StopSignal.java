package dev.linnet.kernel.engine;

/**
 * Ends the threads of a stopped cell; thrown by every stop check they reach, again and again, so that no
 * {@code catch (Throwable t)} keeps them alive. An uncaught exception handler should pass over it in silence.
 */
public final class StopSignal extends Error {
    StopSignal() {
        super("The cell was stopped.", null, false, false);
    }
}

package dev.linnet.kernel.engine;

/** A cell was ended by {@link Engine#stop()}. */
public final class StoppedException extends Exception {
    public StoppedException() {
        super("The cell was stopped.", null, false, false);
    }
}

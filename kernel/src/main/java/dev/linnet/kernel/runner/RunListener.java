package dev.linnet.kernel.runner;

/** Hears how far a run is; called on the run's own thread. */
public interface RunListener {
    /** The cell with this number, of {@code total} that have code, begins. */
    void cellStarted(int number, int total);

    /** The cell with this number has ended. */
    void cellEnded(int number, int total, double seconds);
}

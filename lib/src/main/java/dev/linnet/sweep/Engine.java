package dev.linnet.sweep;

import dev.linnet.description.Description;

/** Runs experiments somewhere. */
public interface Engine extends AutoCloseable {
    /** How many runs it can have under way at once. */
    int parallel();

    /** How often the sweep tries a run that throws; an engine that itself tries again says 1. */
    int attempts();

    /**
     * Does what the description of a {@link Work} says, on the calling thread or elsewhere, and waits for it. Called by several threads
     * at once.
     *
     * @param key names the run
     * @throws Exception if it could not be done this time; a run that can never be done has an {@link Outcome} with a failure
     */
    Outcome run(Description work, String key) throws Exception;

    @Override
    void close();

    /** Opens an engine on a cluster; found as a service. */
    interface Provider {
        /**
         * Connects.
         *
         * @throws IllegalStateException with one sentence if there is nobody, or nobody answers in time
         */
        Engine open(String master);
    }
}

package dev.linnet.cuda.backend;

import dev.linnet.cuda.compiler.Compiled;

/** A machine that runs compiled kernels. Safe for use by several threads, which it may let wait for each other. */
public interface Backend {
    /** A compiled source that is ready to be launched; its global variables keep their values between launches. */
    interface Loaded extends AutoCloseable {
        /**
         * Runs a kernel to its end. Memory that it wrote is newer in the backend's {@link Storage.Resident} afterwards,
         * or in the storage itself.
         *
         * @throws RuntimeException     where the kernel does something wrong; the message is for who wrote it
         * @throws InterruptedException where the thread is interrupted and the machine can be stopped
         */
        Outcome launch(LaunchRequest request) throws InterruptedException;

        /** Whether this machine has decided how it runs such launches, so that the next one takes as long as this one would. */
        default boolean settled(LaunchRequest request) {
            return true;
        }

        @Override
        void close();
    }

    /** What reports call it: {@code CPU}, or the device's name. */
    String title();

    /** The architecture to compile for. */
    String architecture();

    /** Why nothing runs here any more in this process, a sentence; null where all is well. */
    default String lost() {
        return null;
    }

    /**
     * Makes a compiled source ready.
     *
     * @throws RuntimeException where this machine cannot run it
     */
    Loaded load(Compiled compiled);
}

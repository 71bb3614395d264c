package dev.linnet.kernel.library;

/** Hears how far a fetch is. Called from several threads, one at a time. */
public interface FetchListener extends AutoCloseable {
    /** {@code done} of {@code total} bytes have come; {@code total} is 0 while unknown. */
    void progress(long done, long total);

    /** The fetch has ended, well or not. */
    @Override
    void close();

    /** Opens a listener on the thread that needs the library, never where everything is there already. */
    interface Source {
        FetchListener open(LazyLibrary library);
    }
}

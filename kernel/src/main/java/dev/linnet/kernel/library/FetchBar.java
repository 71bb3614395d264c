package dev.linnet.kernel.library;

/** Says in the cell that a fetch has begun and that it is done. */
final class FetchBar implements FetchListener {
    private final LazyLibrary library;
    private long done;

    private FetchBar(LazyLibrary library) {
        this.library = library;
    }

    static FetchListener open(LazyLibrary library) {
        System.err.println("Fetching " + library.title() + " (" + library.size() + "), once for this machine.");
        return new FetchBar(library);
    }

    @Override
    public void progress(long doneBytes, long total) {
        done = doneBytes;
    }

    @Override
    public void close() {
        if (done > 0) {
            System.err.printf("Fetched %s: %.1f MB.%n", library.title(), done / 1e6);
        }
    }
}

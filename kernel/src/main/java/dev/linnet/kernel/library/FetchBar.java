package dev.linnet.kernel.library;

import dev.linnet.display.Progress;

/** A progress bar in the cell, or on the terminal, that needs the library. */
final class FetchBar implements FetchListener {
    private final Progress bar;

    private FetchBar(Progress bar) {
        this.bar = bar;
    }

    static FetchListener open(LazyLibrary library) {
        return new FetchBar(Progress.ofBytes("Fetching " + library.title() + ", once for this machine",
                Fetch.bytes(library.size())));
    }

    @Override
    public void progress(long done, long total) {
        bar.to(Math.min(done, total));
    }

    @Override
    public void close() {
        bar.close();
    }
}

package dev.linnet.kernel.library;

import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

import dev.linnet.display.Progress;

/** A progress bar that appears when the first file comes over a network. */
final class TransferBar extends AbstractTransferListener implements AutoCloseable {
    private Progress bar;

    @Override
    public synchronized void transferProgressed(TransferEvent event) {
        if (event.getResource().getRepositoryUrl().startsWith("file:")) {
            return;
        }
        if (bar == null) {
            bar = Progress.ofBytes("Fetching", -1);
        }
        var name = event.getResource().getResourceName();
        bar.message(name.substring(name.lastIndexOf('/') + 1)).step(event.getDataLength());
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.message("").close();
        }
    }
}

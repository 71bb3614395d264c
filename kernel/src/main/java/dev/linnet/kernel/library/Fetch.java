package dev.linnet.kernel.library;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/** Brings lazy libraries onto this machine, into the ordinary local Maven repository. */
public final class Fetch {
    private static final Pattern SIZE = Pattern.compile("([0-9.]+) *([kMG])B");

    private final MavenRepository repository;
    private final FetchListener.Source listeners;

    /** Fetches from the user's repositories, with progress bars. */
    public static Fetch withProgressBar() {
        return new Fetch(MavenRepository.ofUser(), FetchBar::open);
    }

    public Fetch(MavenRepository repository, FetchListener.Source listeners) {
        this.repository = repository;
        this.listeners = listeners;
    }

    /** Whether nothing needs to be fetched for {@code library}. */
    public boolean isPresent(LazyLibrary library) {
        return library.isForThisPlatform() && repository.find(library.artifacts()).isPresent();
    }

    /**
     * The jars of {@code library}, fetched where they are missing.
     *
     * @throws ArtifactException where they cannot be had; the message says why and what to do
     */
    public List<Path> fetch(LazyLibrary library) throws ArtifactException {
        if (!library.isForThisPlatform()) {
            throw new ArtifactException(library.title() + " is needed here, but there is none for "
                    + LazyLibrary.PLATFORM + ".", null);
        }
        try {
            return bring(library);
        } catch (ArtifactException failure) {
            throw new ArtifactException(library.title() + " (" + library.size()
                    + ") is needed here but is not on this machine. " + failure.getMessage()
                    + ". With a network, run `linnet fetch " + library.id() + "` once, then run the cell again.",
                    failure);
        }
    }

    /**
     * The same for what nobody needs before asking for it.
     *
     * @throws ArtifactException where the artifacts cannot be had; the message says only why
     */
    public List<Path> bring(LazyLibrary library) throws ArtifactException {
        var present = repository.find(library.artifacts());
        if (present.isPresent()) {
            return present.get();
        }
        try (var listener = listeners.open(library)) {
            long total = bytes(library.size());
            var files = repository.resolve(library.artifacts(), new Transfers(listener, total));
            listener.progress(total, total); // the size is a rounded figure
            return files;
        }
    }

    /** The bytes that a size such as {@code 111 MB} means, or 0 where it is not one. */
    static long bytes(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return 0;
        }
        double unit = switch (matcher.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> 1e9;
        };
        return (long) (Double.parseDouble(matcher.group(1)) * unit);
    }

    /** Adds up the transfers of one fetch; artifacts come in parallel, on threads of their own. */
    private static final class Transfers extends AbstractTransferListener {
        private final FetchListener listener;
        private final long total;
        private long done;

        Transfers(FetchListener listener, long total) {
            this.listener = listener;
            this.total = total;
        }

        @Override
        public synchronized void transferProgressed(TransferEvent event) {
            done += event.getDataLength();
            listener.progress(done, Math.max(done, total));
        }
    }
}

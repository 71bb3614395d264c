package dev.linnet.kernel.cli;

import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.Fetch;
import dev.linnet.kernel.library.Library;
import java.nio.file.Path;
import java.util.List;

/** Libraries that are fetched when a benchmark first needs them. */
final class BenchLibraries {
    private BenchLibraries() {}

    /** The jars of a lazy library, e.g. {@code pytorch}. */
    static List<Path> jars(String id) throws CommandException {
        var library = Library.locate()
                .lazyLibraries()
                .stream()
                .filter(lazy -> lazy.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED,
                        "The library describes no " + id + ", which this benchmark needs."));
        try {
            return Fetch.withProgressBar().fetch(library);
        } catch (ArtifactException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }
}

package dev.linnet.kernel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.Fetch;
import dev.linnet.kernel.library.LazyLibrary;
import dev.linnet.kernel.library.Library;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet fetch}: brings what is otherwise fetched when a notebook first touches it. */
@Command(sortOptions = false, description = {
        "Fetches the heavy libraries now, so that notebooks which use them run without a network.",
        "They come from Maven Central into the local Maven repository. Without a name: all of them."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:everything asked for is there", "1:something could not be fetched", "2:wrong use"})
final class FetchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "LIBRARY", description = "Which ones, e.g. pytorch.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Only say what there is, how big it is and whether it is here.")
    private boolean list;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        var out = spec.commandLine().getOut();
        var fetch = Fetch.withProgressBar();
        var wanted = wanted(Library.locate().lazyLibraries());
        for (LazyLibrary library : wanted) {
            out.println(library.id() + ": " + library.title() + ", " + library.size()
                    + (fetch.isPresent(library) ? ", is here" : list ? ", is not here" : ", to be fetched"));
        }
        if (!list) {
            for (LazyLibrary library : wanted) {
                if (!fetch.isPresent(library)) {
                    bring(fetch, library);
                }
            }
            out.println(wanted.isEmpty() ? "There is nothing to fetch." : "Everything is here.");
        }
        return ExitCode.OK;
    }

    private List<LazyLibrary> wanted(List<LazyLibrary> all) throws CommandException {
        var wanted = new ArrayList<LazyLibrary>();
        for (String name : names) {
            wanted.add(all.stream()
                    .filter(library -> library.id().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(ExitCode.MISUSE, "There is no library '" + name
                            + "' to fetch; there are "
                            + all.stream().map(LazyLibrary::id).collect(Collectors.joining(", ")) + ".")));
        }
        return names.isEmpty() ? all : wanted;
    }

    private static void bring(Fetch fetch, LazyLibrary library) throws CommandException {
        try {
            fetch.fetch(library);
        } catch (ArtifactException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }
}

package dev.linnet.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bench.BenchException;
import dev.linnet.kernel.bench.BenchmarkPage;
import dev.linnet.kernel.bench.ModuleBench;
import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.Fetch;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.runner.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet bench odeen}: measures the labelling of Odeen. */
@Command(sortOptions = false, description = {
        "Measures how long it takes to label every structure of Odeen by every rule (2.9 thousand million labels), beside the same"
                + " meaning in libtorch's tensor operations.",
        "Leave the machine alone meanwhile. It takes a minute."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchOdeenCommand implements Callable<Integer> {
    private static final String PAGE = "docs/benchmarks.md";
    private static final String MAIN = "dev.linnet.bench.odeen.OdeenBench";

    @Option(names = "--quick", description = "Mini-Odeen instead: whether it works, not how fast it is.")
    private boolean quick;

    @Option(names = "--write", description = "Writes the table, with machine and versions, into " + PAGE + ".")
    private boolean write;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        if (quick && write) {
            throw new CommandException(ExitCode.MISUSE,
                    "--quick and --write exclude each other: figures of a small world say little.");
        }
        Path home = Home.locate();
        try {
            Path page = Files.createTempFile("linnet-bench", ".md");
            try {
                int code = new ModuleBench(home, MAIN).run(libtorch(),
                        List.of("page=" + page, "quick=" + (quick ? 1 : 0)));
                if (code == ExitCode.OK && write) {
                    new BenchmarkPage(home.resolve(PAGE)).put("Odeen",
                            conditions() + " " + Files.readString(page).strip());
                    spec.commandLine().getOut().println("Written: " + home.resolve(PAGE));
                }
                return code;
            } finally {
                Files.delete(page);
            }
        } catch (IOException | BenchException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }

    private static List<Path> libtorch() throws CommandException {
        var library = Library.locate()
                .lazyLibraries()
                .stream()
                .filter(lazy -> lazy.id().equals("pytorch"))
                .findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED,
                        "The library describes no native code of libtorch, with which this is compared."));
        try {
            return Fetch.withProgressBar().fetch(library);
        } catch (ArtifactException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }

    private static String conditions() {
        Machine machine = Machine.here();
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `linnet bench odeen`: " + machine.cpu() + ", "
                + machine.cores() + " cores, " + (machine.memory() >> 30) + " GiB, " + machine.os() + "; Linnet "
                + Distribution.version() + ", Java " + Runtime.version() + ".";
    }
}

package dev.linnet.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
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

/** {@code linnet bench train}: measures training steps and sweeps. */
@Command(sortOptions = false, description = {
        "Measures a training step of small models beside the same models in libtorch's tensor operations, and a sweep on Spark with one"
                + " worker process and with two.",
        "Leave the machine alone meanwhile. It takes five minutes."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchTrainCommand implements Callable<Integer> {
    private static final String PAGE = "docs/benchmarks.md";
    private static final String MAIN = "dev.linnet.bench.train.TrainBench";

    @Option(names = "--models", paramLabel = "LIST", description = "Some of deltanet, deltaproduct and diagonal, separated by commas; without it: all.")
    private String models;

    @Option(names = "--no-spark", description = "Leaves the sweep on Spark out.")
    private boolean withoutSpark;

    @Option(names = "--quick", description = "Short measurements: whether it works, not how fast it is.")
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
                    "--quick and --write exclude each other: short measurements say little.");
        }
        Path home = Home.locate();
        try {
            Path page = Files.createTempFile("linnet-bench", ".md");
            try {
                var arguments = new ArrayList<>(List.of("page=" + page, "quick=" + (quick ? 1 : 0),
                        "spark=" + (withoutSpark ? 0 : 1)));
                if (models != null) {
                    arguments.add("models=" + models);
                }
                var libraries = new ArrayList<>(jars("pytorch"));
                if (!withoutSpark) {
                    libraries.addAll(jars("spark"));
                }
                int code = new ModuleBench(home, MAIN).run(libraries, arguments);
                if (code == ExitCode.OK && write) {
                    new BenchmarkPage(home.resolve(PAGE)).put("Training",
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

    private static List<Path> jars(String id) throws CommandException {
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

    private static String conditions() {
        Machine machine = Machine.here();
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `linnet bench train`: " + machine.cpu() + ", "
                + machine.cores() + " cores, " + (machine.memory() >> 30) + " GiB, " + machine.os() + "; Linnet "
                + Distribution.version() + ", Java " + Runtime.version() + ".";
    }
}

package dev.linnet.kernel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bench.ModuleBench;
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
    private static final BenchSection SECTION = new BenchSection("train", "Training");
    private static final String MAIN = "dev.linnet.bench.train.TrainBench";

    @Option(names = "--models", paramLabel = "LIST", description = "Some of deltanet, deltaproduct and diagonal, separated by commas; without it: all.")
    private String models;

    @Option(names = "--no-spark", description = "Leaves the sweep on Spark out.")
    private boolean withoutSpark;

    @Option(names = "--quick", description = "Short measurements: whether it works, not how fast it is.")
    private boolean quick;

    @Option(names = "--write", description = "Writes the table, with machine and versions, into " + BenchSection.PAGE
            + ".")
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
        return SECTION.measure(page -> {
            var arguments = new ArrayList<>(List.of("page=" + page, "quick=" + (quick ? 1 : 0),
                    "spark=" + (withoutSpark ? 0 : 1)));
            if (models != null) {
                arguments.add("models=" + models);
            }
            var libraries = new ArrayList<>(BenchLibraries.jars("pytorch"));
            if (!withoutSpark) {
                libraries.addAll(BenchLibraries.jars("spark"));
            }
            return new ModuleBench(home, MAIN).run(libraries, arguments);
        }, write, spec.commandLine().getOut());
    }
}

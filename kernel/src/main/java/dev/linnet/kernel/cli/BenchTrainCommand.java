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
        "Leave the machine alone meanwhile. The steps take two to three minutes, the sweep almost five."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchTrainCommand implements Callable<Integer> {
    private static final BenchSection STEPS = new BenchSection("train", "Training");
    private static final BenchSection SWEEP = new BenchSection("train --only-spark", "Sweeps on Spark");
    private static final String MAIN = "dev.linnet.bench.train.TrainBench";

    @Option(names = "--models", paramLabel = "LIST", description = "Some of deltanet, deltaproduct and diagonal, separated by commas; without it: all.")
    private String models;

    @Option(names = "--no-spark", description = "Leaves the sweep on Spark out.")
    private boolean withoutSpark;

    @Option(names = "--only-spark", description = "Leaves the training steps out.")
    private boolean onlySpark;

    @Option(names = "--quick", description = "Short measurements: whether it works, not how fast it is.")
    private boolean quick;

    @Option(names = "--write", description = "Writes the tables, with machine and versions, into " + BenchSection.PAGE
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
        if (onlySpark && (withoutSpark || models != null)) {
            throw new CommandException(ExitCode.MISUSE,
                    "--only-spark leaves the training steps out and goes with neither --no-spark nor --models.");
        }
        int code = ExitCode.OK;
        if (!onlySpark) {
            var arguments = new ArrayList<>(List.of("part=steps"));
            if (models != null) {
                arguments.add("models=" + models);
            }
            code = measure(STEPS, "pytorch", arguments);
        }
        if (code == ExitCode.OK && !withoutSpark) {
            code = measure(SWEEP, "spark", List.of("part=sweep"));
        }
        return code;
    }

    private int measure(BenchSection section, String library, List<String> part) throws CommandException {
        Path home = Home.locate();
        return section.measure(page -> {
            var arguments = new ArrayList<>(part);
            arguments.add("page=" + page);
            arguments.add("quick=" + (quick ? 1 : 0));
            return new ModuleBench(home, MAIN).run(BenchLibraries.jars(library), arguments);
        }, write, spec.commandLine().getOut());
    }
}

package dev.linnet.kernel.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bench.ModuleBench;
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
    private static final BenchSection SECTION = new BenchSection("odeen", "Odeen");
    private static final String MAIN = "dev.linnet.bench.odeen.OdeenBench";

    @Option(names = "--quick", description = "Mini-Odeen instead: whether it works, not how fast it is.")
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
                    "--quick and --write exclude each other: figures of a small world say little.");
        }
        Path home = Home.locate();
        return SECTION.measure(page -> new ModuleBench(home, MAIN).run(BenchLibraries.jars("pytorch"),
                List.of("page=" + page, "quick=" + (quick ? 1 : 0))), write, spec.commandLine().getOut());
    }
}

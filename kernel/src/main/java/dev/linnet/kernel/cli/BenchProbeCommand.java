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

/** {@code linnet bench probe}: measures how long probes take to fit. */
@Command(sortOptions = false, description = {
        "Measures how long naive Bayes and logistic regression take to fit 100,000 samples of 512 features, beside scikit-learn and"
                + " Tribuo on the same samples.",
        "Leave the machine alone meanwhile. It takes some minutes and 5 GiB of memory."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchProbeCommand implements Callable<Integer> {
    private static final BenchSection SECTION = new BenchSection("probe", "Probes");
    private static final String MAIN = "dev.linnet.bench.probe.ProbeBench";

    @Option(names = "--python", paramLabel = "PYTHON", description = "The Python that has scikit-learn; without it: /usr/bin/python3.")
    private String python;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of Linnet and of scikit-learn; without it: as many as cores.")
    private Integer threads;

    @Option(names = "--no-tribuo", description = "Leaves Tribuo out.")
    private boolean withoutTribuo;

    @Option(names = "--quick", description = "Few samples: whether it works, not how fast it is.")
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
                    "--quick and --write exclude each other: few samples say little.");
        }
        Path home = Home.locate();
        return SECTION.measure(page -> {
            var arguments = new ArrayList<>(List.of("page=" + page, "quick=" + (quick ? 1 : 0),
                    "tribuo=" + (withoutTribuo ? 0 : 1)));
            if (python != null) {
                arguments.add("python=" + python);
            }
            if (threads != null) {
                arguments.add("threads=" + threads);
            }
            return new ModuleBench(home, MAIN).run(List.of(), arguments);
        }, write, spec.commandLine().getOut());
    }
}

package dev.linnet.kernel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bench.CudaBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet bench cuda}: measures CUDA cells on the CPU. */
@Command(sortOptions = false, description = {
        "Measures CUDA cells on the CPU: compiling them, launching them, and the engine beside plain C++ of the same algorithm in the"
                + " same run, without and with checks, with one and two threads.",
        "Leave the machine alone meanwhile. It takes two minutes."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchCudaCommand implements Callable<Integer> {
    private static final BenchSection SECTION = new BenchSection("cuda", "CUDA on the CPU");

    @Option(names = "--quick", description = "Small sizes: whether it works, not how fast it is.")
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
                    "--quick and --write exclude each other: figures of small sizes say nothing.");
        }
        return SECTION.measure(page -> {
            var arguments = new ArrayList<>(List.of("page=" + page));
            if (quick) {
                arguments.add("quick");
            }
            return CudaBench.run(arguments);
        }, write, spec.commandLine().getOut());
    }
}

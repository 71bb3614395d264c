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
import dev.linnet.kernel.bench.CudaBench;
import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.runner.Machine;
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
    private static final String PAGE = "docs/benchmarks.md";

    @Option(names = "--quick", description = "Small sizes: whether it works, not how fast it is.")
    private boolean quick;

    @Option(names = "--write", description = "Writes the tables, with machine and versions, into " + PAGE + ".")
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
        try {
            Path page = Files.createTempFile("linnet-bench", ".md");
            try {
                var arguments = new ArrayList<>(List.of("page=" + page));
                if (quick) {
                    arguments.add("quick");
                }
                int code = CudaBench.run(arguments);
                if (code == ExitCode.OK && write) {
                    Path home = Home.locate();
                    new BenchmarkPage(home.resolve(PAGE)).put("CUDA on the CPU",
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

    private static String conditions() {
        Machine machine = Machine.here();
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `linnet bench cuda`: " + machine.cpu() + ", "
                + machine.cores() + " cores, " + (machine.memory() >> 30) + " GiB, " + machine.os() + "; Linnet "
                + Distribution.version() + ", Java " + Runtime.version() + ".";
    }
}

package dev.linnet.kernel.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.google.gson.JsonObject;

import dev.linnet.kernel.bench.BenchException;
import dev.linnet.kernel.bench.BenchmarkPage;
import dev.linnet.kernel.bench.KernelBench;
import dev.linnet.kernel.bench.KernelTable;
import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.runner.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet bench}: measures. */
@Command(sortOptions = false, description = {
        "Measures Jupyter kernels side by side, against ipykernel in the same run.",
        "Leave the machine alone meanwhile; with all phases it takes about five minutes."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchCommand implements Callable<Integer> {
    private static final String PAGE = "docs/benchmarks.md";

    @Parameters(index = "0", paramLabel = "WHAT", description = "What is measured: kernel; 'linnet bench attention --help', and the same with cuda, train, probe and odeen, tell of the other benchmarks.")
    private String what;

    @Parameters(index = "1..*", paramLabel = "KERNEL", description = "Kernels by the names that Jupyter has for them; without any: linnet.")
    private List<String> kernels = new ArrayList<>();

    @Option(names = "--against", paramLabel = "KERNEL", defaultValue = "python3", description = "What the others are compared with; without it: ${DEFAULT-VALUE}.")
    private String against;

    @Option(names = "--phases", paramLabel = "LIST", description = "Some of start, warm, stdout, complete, inspect, interrupt and soak, separated by commas; without it: all.")
    private String phases;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "10", description = "Cold starts; without it: ${DEFAULT-VALUE}.")
    private int starts;

    @Option(names = "--cells", paramLabel = "N", defaultValue = "200", description = "Warm cells; without it: ${DEFAULT-VALUE}.")
    private int cells;

    @Option(names = "--soak", paramLabel = "N", defaultValue = "3000", description = "Cells of the soak; without it: ${DEFAULT-VALUE}.")
    private int soak;

    @Option(names = "--write", description = "Writes the table, with machine and versions, into " + PAGE + ".")
    private boolean write;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        if (!what.equals("kernel")) {
            throw new CommandException(ExitCode.MISUSE,
                    "There is no benchmark '" + what + "'; there are kernel, attention, cuda, train, probe and odeen.");
        }
        for (int count : List.of(starts, cells, soak)) {
            if (count < 1) {
                throw new CommandException(ExitCode.MISUSE,
                        "--starts, --cells and --soak take a number from 1 up, not " + count + ".");
            }
        }
        try {
            JsonObject results = KernelBench.run(names(), options());
            var out = spec.commandLine().getOut();
            out.print(new KernelTable(results).plain());
            out.println(conditions(results));
            if (write) {
                var page = Home.locate().resolve(PAGE);
                new BenchmarkPage(page).put("Kernels",
                        conditions(results) + "\n\n" + new KernelTable(results).markdown());
                out.println("Written: " + page);
            }
            return ExitCode.OK;
        } catch (BenchException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }

    private List<String> names() {
        var names = new ArrayList<>(List.of(against));
        names.addAll(kernels.isEmpty() ? List.of("linnet") : kernels);
        return names.stream().distinct().toList();
    }

    private List<String> options() throws CommandException {
        var options = new ArrayList<>(List.of("--starts", String.valueOf(starts), "--cells", String.valueOf(cells),
                "--soak", String.valueOf(soak)));
        if (phases != null) {
            var known = List.of("start", "warm", "stdout", "complete", "inspect", "interrupt", "soak");
            for (String phase : phases.split(",", -1)) {
                if (!known.contains(phase)) {
                    throw new CommandException(ExitCode.MISUSE,
                            "There is no phase '" + phase + "'; there are " + String.join(", ", known) + ".");
                }
            }
            options.addAll(List.of("--phases", phases));
        }
        return options;
    }

    private static String conditions(JsonObject results) {
        Machine machine = Machine.here();
        return "Measured on " + LocalDate.now(java.time.ZoneOffset.UTC) + " with `linnet bench kernel`: "
                + machine.cpu() + ", "
                + machine.cores() + " cores, " + (machine.memory() >> 30) + " GiB, " + machine.os() + ", load "
                + results.get("load").getAsString() + "; Linnet " + Distribution.version() + ", Java "
                + Runtime.version() + ", Python " + results.get("python").getAsString() + ".";
    }
}

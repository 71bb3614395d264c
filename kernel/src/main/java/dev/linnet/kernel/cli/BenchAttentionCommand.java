package dev.linnet.kernel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.bench.BenchException;
import dev.linnet.kernel.bench.ModuleBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet bench attention}: measures the attention operators. */
@Command(sortOptions = false, description = {
        "Measures the attention operators beside libtorch, which does the same chunk algorithms with tensor operations, and beside its"
                + " softmax attention: GFLOP/s and their share of the product of two matrices in the same run, tokens per second, bytes"
                + " allocated per call.",
        "Leave the machine alone meanwhile. It takes three minutes; with --full an hour."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:measured", "1:it could not be measured", "2:wrong use"})
final class BenchAttentionCommand implements Callable<Integer> {
    private static final BenchSection SECTION = new BenchSection("attention", "Attention");
    private static final String MAIN = "dev.linnet.bench.attention.AttentionBench";
    private static final String CHART = "docs/attention.svg";

    @Option(names = "--operators", paramLabel = "LIST", description = "Names separated by commas, e.g. gla,deltanet; an unknown one lists them all. Without it: one of each algorithm.")
    private String operators;

    @Option(names = "--lengths", paramLabel = "LIST", description = "Steps of a sequence, from 1 up; without it: 4096.")
    private String lengths;

    @Option(names = "--dims", paramLabel = "LIST", description = "Widths of keys and values; without it: 64.")
    private String dims;

    @Option(names = "--heads", paramLabel = "N", description = "Heads, each with such a sequence; without it: 4.")
    private String heads;

    @Option(names = "--chunks", paramLabel = "LIST", description = "Steps of a chunk; without it the operator's own choice, and libtorch's best.")
    private String chunks;

    @Option(names = "--threads", paramLabel = "LIST", description = "Threads of the operators and of libtorch; without it: 1.")
    private String threads;

    @Option(names = "--full", description = "Lengths to a million, two widths, one and two threads, and longer measurements.")
    private boolean full;

    @Option(names = "--quick", description = "What is done without --full.")
    private boolean quick;

    @Option(names = "--write", description = "Writes the tables, with machine and versions, into " + BenchSection.PAGE
            + ", and a chart into " + CHART + ".")
    private boolean write;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        if (full && quick) {
            throw new CommandException(ExitCode.MISUSE, "--full and --quick exclude each other; give one of them.");
        }
        check("--lengths", lengths, Integer.MAX_VALUE);
        check("--dims", dims, Integer.MAX_VALUE);
        check("--heads", heads, Integer.MAX_VALUE);
        check("--chunks", chunks, Integer.MAX_VALUE);
        check("--threads", threads, Runtime.getRuntime().availableProcessors());
        Path home = Home.locate();
        if (write) {
            Path chart = home.resolve(CHART);
            return SECTION.measure(page -> {
                int code = measure(home, page, chart);
                Files.writeString(page, Files.readString(page).strip()
                        + "\n\n![The first of these tables as a chart](attention.svg)");
                return code;
            }, true, spec.commandLine().getOut(), chart);
        }
        return SECTION.measure(page -> {
            Path chart = Files.createTempFile("linnet-bench", ".svg");
            try {
                return measure(home, page, chart);
            } finally {
                Files.delete(chart);
            }
        }, false, spec.commandLine().getOut());
    }

    private int measure(Path home, Path page, Path chart) throws BenchException, CommandException {
        return new ModuleBench(home, MAIN).run(BenchLibraries.jars("pytorch"), arguments(page, chart));
    }

    /** Before anything is built: whole numbers in their range. The benchmark itself checks the rest. */
    private static void check(String option, String list, int most) throws CommandException {
        if (list == null) {
            return;
        }
        String cores = most == Integer.MAX_VALUE ? "" : " to " + most + ", the cores of this machine";
        for (String word : list.split(",", -1)) {
            int number;
            try {
                number = Integer.parseInt(word.strip());
            } catch (NumberFormatException noNumber) {
                number = 0;
            }
            if (number < 1 || number > most) {
                throw new CommandException(ExitCode.MISUSE,
                        option + " takes whole numbers from 1" + (cores.isEmpty() ? " up" : cores) + ", not '"
                                + word.strip() + "'.");
            }
        }
    }

    private List<String> arguments(Path page, Path chart) {
        var arguments = new ArrayList<>(List.of("page=" + page, "chart=" + chart, "full=" + (full ? 1 : 0)));
        add(arguments, "operators", operators);
        add(arguments, "lengths", lengths);
        add(arguments, "dims", dims);
        add(arguments, "heads", heads);
        add(arguments, "chunks", chunks);
        add(arguments, "threads", threads);
        return arguments;
    }

    private static void add(List<String> arguments, String name, String value) {
        if (value != null) {
            arguments.add(name + "=" + value);
        }
    }
}

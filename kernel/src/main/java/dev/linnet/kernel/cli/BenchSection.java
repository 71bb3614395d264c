package dev.linnet.kernel.cli;

import dev.linnet.kernel.bench.BenchException;
import dev.linnet.kernel.bench.BenchmarkPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.runner.Machine;

/**
 * A benchmark's section of the page of benchmarks.
 *
 * @param command the word after {@code linnet bench}
 * @param title   of the section
 */
record BenchSection(String command, String title) {
    static final String PAGE = "docs/benchmarks.md";

    /** Leaves its tables in a file. */
    @FunctionalInterface
    interface Measurement {
        /** Returns the exit code. */
        int into(Path page) throws IOException, BenchException, CommandException;
    }

    /**
     * Measures.
     *
     * @param write whether the tables, behind the machine and the versions, become the section where the measurement succeeded
     * @param with  what the measurement writes beside them, to be told
     * @return the measurement's exit code
     */
    int measure(Measurement measurement, boolean write, PrintWriter out, Path... with) throws CommandException {
        try {
            Path page = Files.createTempFile("linnet-bench", ".md");
            try {
                int code = measurement.into(page);
                if (code == ExitCode.OK && write) {
                    var written = new ArrayList<>(List.of(Home.locate().resolve(PAGE)));
                    new BenchmarkPage(written.getFirst()).put(title,
                            conditions() + " " + Files.readString(page).strip());
                    written.addAll(List.of(with));
                    out.println(
                            "Written: " + written.stream().map(Path::toString).collect(Collectors.joining(" and ")));
                }
                return code;
            } finally {
                Files.delete(page);
            }
        } catch (IOException | BenchException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }

    private String conditions() {
        Machine machine = Machine.here();
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `linnet bench " + command + "`: " + machine.cpu()
                + ", " + machine.cores() + " cores, " + (machine.memory() >> 30) + " GiB, " + machine.os()
                + "; Linnet " + Distribution.version() + ", Java " + Runtime.version() + ".";
    }
}

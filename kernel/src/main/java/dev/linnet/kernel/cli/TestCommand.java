package dev.linnet.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linnet test}: builds everything, runs every test and counts. */
@Command(sortOptions = false, description = {"Builds everything and runs every test with `mvn verify`.",
        "The last line is 'N passed, N failed, N skipped'."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:every test that could run passed", "1:a test failed, or the build did", "2:wrong use"})
final class TestCommand implements Callable<Integer> {
    @Option(names = "--module", paramLabel = "MODULE", description = "Only this module and those it needs, e.g. kernel; may be repeated.")
    private List<String> modules = new ArrayList<>();

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        Path home = Home.locate();
        for (String module : modules) {
            if (!Files.isRegularFile(home.resolve(module).resolve("pom.xml"))) {
                throw new CommandException(ExitCode.MISUSE, "There is no module '" + module + "'; there are "
                        + String.join(", ", TestReports.modules(home)) + ".");
            }
        }
        TestReports.delete(home);
        int maven = verify(home);
        TestReports reports = TestReports.read(home);
        var out = spec.commandLine().getOut();
        if (maven != 0 && reports.failed() == 0) {
            out.println("The build failed; what Maven says is above.");
        }
        out.println(reports.summary());
        return maven == 0 && reports.failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private int verify(Path home) throws CommandException {
        var command = new ArrayList<>(List.of("mvn", "--no-transfer-progress", "--fail-at-end"));
        if (!modules.isEmpty()) {
            command.addAll(List.of("-pl", String.join(",", modules), "-am"));
        }
        command.add("verify");
        var builder = new ProcessBuilder(command).directory(home.toFile()).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return builder.start().waitFor();
        } catch (IOException failure) {
            throw new CommandException(ExitCode.FAILED,
                    "Maven cannot be started; install it (`apt install maven`) or put mvn on the PATH.", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}

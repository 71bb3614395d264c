package dev.linnet.kernel.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linnet} without a command. */
@Command(name = "linnet", mixinStandardHelpOptions = false, synopsisSubcommandLabel = "COMMAND", description = "A research notebook for the JVM.", commandListHeading = "%nCommands:%n", footerHeading = "%n", footer = {
        "'linnet COMMAND --help' tells more.",
        "Exit codes: 0 done; 1 failed; 2 wrong use or bad input, nothing was run; 3 a claim does not hold;",
        "130 interrupted."})
final class Overview implements Callable<Integer> {
    @Mixin
    HelpOption help;

    @Option(names = {"-V", "--version"}, description = "Shows the version.")
    boolean version;

    @Override
    public Integer call() {
        return ExitCode.OK;
    }
}

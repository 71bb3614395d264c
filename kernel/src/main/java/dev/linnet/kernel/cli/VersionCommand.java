package dev.linnet.kernel.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.runner.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code linnet version}. */
@Command(description = "Shows the version of Linnet, its commit and the JDK that runs it.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = "0:always")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String home = System.getProperty(Distribution.HOME_PROPERTY);
        String commit = home == null
                ? ""
                : Machine.ask(Path.of(home), "git", "rev-parse", "--short", "HEAD")
                        .map(hash -> " (commit " + hash + ")")
                        .orElse("");
        spec.commandLine()
                .getOut()
                .println("linnet " + Distribution.version() + commit + ", Java "
                        + System.getProperty("java.runtime.version") + " in " + System.getProperty("java.home"));
        return ExitCode.OK;
    }
}

package dev.linnet.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.linnet.kernel.install.Distribution;
import dev.linnet.kernel.install.InstallException;
import dev.linnet.kernel.install.Installer;
import dev.linnet.kernel.install.KernelChoice;
import dev.linnet.kernel.runner.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linnet lab}: opens Jupyter with the notebooks. */
@Command(sortOptions = false, description = {"Opens Jupyter with the notebooks; Ctrl-C ends it.",
        "JupyterLab is used where it is installed, else the classic notebook. The kernel is installed first if needed."}, footer = "%nWhat follows '--' goes to Jupyter, e.g. linnet lab -- --no-browser --port 9000", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                "0:Jupyter ended", "1:there is no Jupyter, or it failed", "2:wrong use"})
final class LabCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FOLDER", description = "The folder to open; without it: Linnet's own notebooks.")
    private String folder;

    @Parameters(index = "1..*", hidden = true)
    private List<String> further = new ArrayList<>();

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        Path home = Home.locate();
        var options = new ArrayList<>(further);
        Path notebooks = home.resolve("notebooks");
        if (folder != null && folder.startsWith("-")) {
            options.addFirst(folder);
        } else if (folder != null) {
            notebooks = CommandPath.of(folder);
        }
        if (!Files.isDirectory(notebooks)) {
            throw new CommandException(ExitCode.MISUSE, "There is no folder '" + notebooks + "'.");
        }
        String frontEnd = frontEnd();
        installIfNeeded(home);
        var command = new ArrayList<>(List.of("jupyter", frontEnd));
        command.addAll(options);
        try {
            return new ProcessBuilder(command).directory(notebooks.toFile()).inheritIO().start().waitFor() == 0
                    ? ExitCode.OK
                    : ExitCode.FAILED;
        } catch (IOException failure) {
            throw new CommandException(ExitCode.FAILED, "Jupyter cannot be started: " + failure.getMessage() + ".",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private static String frontEnd() throws CommandException {
        for (String candidate : List.of("lab", "notebook")) {
            if (Machine.ask(null, "jupyter", candidate, "--version").isPresent()) {
                return candidate;
            }
        }
        throw new CommandException(ExitCode.FAILED, "Jupyter is not installed. Install it with `pip install jupyterlab`"
                + " or `apt install jupyter-notebook`; `linnet run NOTEBOOK` needs no Jupyter.");
    }

    private void installIfNeeded(Path home) throws CommandException {
        try {
            var distribution = Distribution.in(home);
            if (!Installer.forUser().isCurrent(distribution, "linnet")) {
                Installer.forUser()
                        .install(distribution, KernelChoice.usual())
                        .written()
                        .forEach(written -> spec.commandLine().getErr().println("Installed the kernel: " + written));
            }
        } catch (InstallException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }
}

package dev.linnet.kernel.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.linnet.kernel.install.InstallException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code linnet uninstall}: takes the kernel away from Jupyter. */
@Command(sortOptions = false, description = "Takes the kernel away from Jupyter, and its copy of the jars.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:removed", "1:there is none, or it could not be removed", "2:wrong use"})
final class UninstallCommand implements Callable<Integer> {
    @Mixin
    private InstallPlace place;

    @Mixin
    HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        try {
            var removed = place.installer().uninstall(place.name());
            var out = spec.commandLine().getOut();
            out.println("Removed the kernel '" + place.name() + "':");
            for (Path folder : removed) {
                out.println("  " + folder);
            }
            return ExitCode.OK;
        } catch (InstallException failure) {
            throw new CommandException(ExitCode.FAILED, failure.getMessage(), failure);
        }
    }
}

package dev.linnet.kernel.cli;

import dev.linnet.kernel.install.Installer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a kernel is installed: the options that {@code install} and {@code uninstall} share. */
final class InstallPlace {
    @ArgGroup(exclusive = true)
    private Choice choice;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "linnet", description = "The kernel's name for Jupyter; without it: ${DEFAULT-VALUE}.")
    private String name;

    private static final class Choice {
        @Option(names = "--user", description = "For you alone; this is what happens without any option.")
        private boolean user;

        @Option(names = "--system", description = "For every user of this machine, under /usr/local; needs the right to write there.")
        private boolean system;

        @Option(names = "--prefix", paramLabel = "FOLDER", description = "Under FOLDER/share, e.g. a Python environment.")
        private String prefix;
    }

    Installer installer() throws CommandException {
        if (choice == null || choice.user) {
            return Installer.forUser();
        }
        return choice.system ? Installer.forSystem() : Installer.under(CommandPath.of(choice.prefix));
    }

    String name() {
        return name;
    }
}

package dev.linnet.kernel.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A path given on the command line. The {@code linnet} script starts the JVM in the notebook's folder, so that the files
 * a cell names are found as in Jupyter; {@code linnet.cwd} says where the person is.
 */
final class CommandPath {
    private CommandPath() {}

    static Path of(String argument) throws CommandException {
        try {
            return Path.of(System.getProperty("linnet.cwd", "")).resolve(argument);
        } catch (InvalidPathException invalid) {
            throw new CommandException(ExitCode.MISUSE, "'" + argument + "' is not a path.", invalid);
        }
    }
}

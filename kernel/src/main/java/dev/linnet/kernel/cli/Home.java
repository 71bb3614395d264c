package dev.linnet.kernel.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.linnet.kernel.install.Distribution;

/** The repository that the {@code linnet} command belongs to. */
final class Home {
    private Home() {}

    static Path locate() throws CommandException {
        String home = System.getProperty(Distribution.HOME_PROPERTY);
        if (home == null || !Files.isRegularFile(Path.of(home, "pom.xml"))) {
            throw new CommandException(ExitCode.FAILED, (home == null
                    ? "The system property "
                            + Distribution.HOME_PROPERTY + " is not set"
                    : "'" + home + "' is not a clone of Linnet")
                    + "; use the linnet script at the root of the repository.");
        }
        return Path.of(home);
    }
}

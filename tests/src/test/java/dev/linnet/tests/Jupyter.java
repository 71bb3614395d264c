package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's Jupyter with Linnet's kernelspec installed in a folder of its own, shared by the tests of one run. */
final class Jupyter {
    private static Path prefix;

    private Jupyter() {}

    /** A prefix into which {@code linnet install --prefix} has put the kernelspec. */
    static synchronized Path prefix() {
        if (prefix == null) {
            try {
                // A space in the path: kernelspecs must work there, too.
                prefix = Files.createTempDirectory("linnet tests");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Repository.Run install = Repository.linnet(Repository.ROOT, "install", "--prefix", prefix.toString());
            assertEquals(0, install.exit(), install::both);
        }
        return prefix;
    }

    /** Variables under which Jupyter sees that kernelspec and keeps its own files out of the home folder. */
    static Map<String, String> environment() {
        Path own = prefix();
        return Map.of("JUPYTER_PATH", own.resolve("share/jupyter").toString(), "JUPYTER_DATA_DIR",
                own.resolve("data").toString(), "JUPYTER_RUNTIME_DIR", own.resolve("runtime").toString(),
                "JUPYTER_CONFIG_DIR", own.resolve("config").toString(), "IPYTHONDIR", own.resolve("ipython").toString(),
                "XDG_DATA_HOME", own.resolve("xdg").toString());
    }

    /** Runs Debian's Python with the kernelspec visible. */
    static Repository.Run python(Path directory, String... arguments) {
        var command = new ArrayList<String>();
        command.add("/usr/bin/python3");
        command.addAll(List.of(arguments));
        return Repository.run(directory, environment(), command);
    }
}

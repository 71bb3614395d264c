package dev.linnet.kernel.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where Jupyter looks for kernels, by its own rules. */
final class JupyterFolders {
    /** The prefix of what is there for every user, and is not the package manager's. */
    static final Path SYSTEM = Path.of("/usr/local");

    private final UnaryOperator<String> environment;
    private final Path home;
    private final boolean mac;

    JupyterFolders(UnaryOperator<String> environment, Path home, boolean mac) {
        this.environment = environment;
        this.home = home;
        this.mac = mac;
    }

    static JupyterFolders ofUser() {
        return new JupyterFolders(System::getenv, Path.of(System.getProperty("user.home")),
                System.getProperty("os.name").startsWith("Mac"));
    }

    /** The user's own folder. */
    Path user() {
        String told = environment.apply("JUPYTER_DATA_DIR");
        if (told != null && !told.isBlank()) {
            return Path.of(told);
        }
        return mac ? home.resolve("Library/Jupyter") : dataHome().resolve("jupyter");
    }

    /** Where the user's programs keep data. */
    Path dataHome() {
        String told = environment.apply("XDG_DATA_HOME");
        return told != null && !told.isBlank()
                ? Path.of(told)
                : mac ? home.resolve("Library/Application Support") : home.resolve(".local/share");
    }

    /** Every folder that Jupyter searches, first found first. */
    List<Path> all() {
        var folders = new ArrayList<Path>();
        String told = environment.apply("JUPYTER_PATH");
        if (told != null) {
            for (String folder : told.split(java.io.File.pathSeparator, -1)) {
                if (!folder.isBlank()) {
                    folders.add(Path.of(folder));
                }
            }
        }
        folders.add(user());
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String prefix = environment.apply(variable);
            if (prefix != null && !prefix.isBlank()) {
                folders.add(Path.of(prefix, "share", "jupyter"));
            }
        }
        folders.add(SYSTEM.resolve("share/jupyter"));
        folders.add(Path.of("/usr/share/jupyter"));
        return folders;
    }
}

package dev.linnet.kernel.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What the build makes: the kernel's jars, the library's jars and the JVM options that they are run with.
 *
 * @param folder the folder that holds {@code boot/}, {@code library/} and {@code jvm.options}
 */
public record Distribution(Path folder) {
    /** The system property that names the repository's root. */
    public static final String HOME_PROPERTY = "linnet.home";

    /** What the build has put under the repository's root. */
    public static Distribution in(Path home) throws InstallException {
        var distribution = new Distribution(home.resolve("notebooks/target/linnet"));
        if (!Files.isDirectory(distribution.boot()) || !Files.isDirectory(distribution.library())) {
            throw new InstallException(
                    "There is no build of Linnet in '" + home + "'; run `mvn -DskipTests package` there.");
        }
        return distribution;
    }

    /** Linnet's version. */
    public static String version() {
        var properties = new Properties();
        try (InputStream in = Distribution.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties.getProperty("version");
    }

    Path boot() {
        return folder.resolve("boot");
    }

    Path library() {
        return folder.resolve("library");
    }

    /** The options of every JVM that runs Linnet code. */
    List<String> jvmOptions() throws InstallException {
        Path file = folder.resolve("jvm.options");
        try {
            return List.of(Files.readString(file).strip().split("\\s+", -1));
        } catch (IOException failure) {
            throw new InstallException("Cannot read '" + file + "'; build Linnet again with `mvn -DskipTests package`.",
                    failure);
        }
    }
}

package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

import dev.linnet.kernel.library.Dependencies;

/** Finds out which artifacts the jars of a class path are: by their place in a local repository, else by name and content. */
final class ClassPathJars {
    private static final Pattern PLAIN_VERSION = Pattern
            .compile("\\d[\\w.+]*(-(?i:jre|android|alpha|beta|rc|cr|m\\d|final|ga|release|snapshot|b\\d)[\\w.-]*)?");

    /** A jar that is there. */
    record Found(String version, Path file) {}

    private final List<Path> classPath;

    ClassPathJars(List<Path> classPath) {
        this.classPath = List.copyOf(classPath);
    }

    /** The first jar of the same artifact and classifier, in whatever version. */
    Optional<Found> find(Dependencies.Jar wanted) {
        for (var file : classPath) {
            var name = name(file);
            if (file.equals(wanted.file())) {
                return Optional.of(new Found(wanted.version(), file));
            }
            if (name.startsWith(wanted.artifact() + "-") && name.endsWith(".jar")) {
                var rest = name.substring(wanted.artifact().length() + 1, name.length() - ".jar".length());
                var version = version(file, rest, wanted);
                if (version.isPresent()) {
                    return version.map(found -> new Found(found, file));
                }
            }
        }
        return Optional.empty();
    }

    /** The version of {@code file}, whose name goes on with {@code rest}, if it is the wanted artifact at all. */
    private static Optional<String> version(Path file, String rest, Dependencies.Jar wanted) {
        var suffix = wanted.classifier().isEmpty() ? "" : "-" + wanted.classifier();
        if (!rest.endsWith(suffix)) {
            return Optional.empty();
        }
        var version = rest.substring(0, rest.length() - suffix.length());
        var folder = name(file.getParent());
        var snapshot = folder.replaceFirst("SNAPSHOT$", "");
        if (name(parent(file.getParent())).equals(wanted.artifact())
                && (version.equals(folder) || (!snapshot.equals(folder) && version.startsWith(snapshot)))) {
            var group = Path.of(wanted.group().replace('.', '/'));
            return Optional.of(version).filter(_ -> {
                var groupFolder = parent(parent(file.getParent()));
                return groupFolder != null && groupFolder.endsWith(group);
            });
        }
        if (version.equals(wanted.version())) {
            return Optional.of(version);
        }
        var described = described(file, wanted);
        if (described.isPresent()) {
            return described.filter(version::equals);
        }
        return PLAIN_VERSION.matcher(version).matches() && !isDescribed(file) ? Optional.of(version) : Optional.empty();
    }

    private static Path parent(Path path) {
        return path == null ? null : path.getParent();
    }

    private static String name(Path path) {
        return path == null || path.getFileName() == null ? "" : path.getFileName().toString();
    }

    /** The version that the jar's own Maven description gives, if it describes the wanted artifact. */
    private static Optional<String> described(Path file, Dependencies.Jar wanted) {
        try (var jar = new ZipFile(file.toFile())) {
            var entry = jar.getEntry("META-INF/maven/" + wanted.group() + "/" + wanted.artifact() + "/pom.properties");
            if (entry == null) {
                return Optional.empty();
            }
            var properties = new Properties();
            try (var in = jar.getInputStream(entry)) {
                properties.load(in);
            }
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            return Optional.empty(); // an unreadable jar describes nothing
        }
    }

    private static boolean isDescribed(Path file) {
        try (var jar = new ZipFile(file.toFile())) {
            return jar.stream().anyMatch(entry -> entry.getName().endsWith("/pom.properties"));
        } catch (IOException e) {
            return false;
        }
    }
}

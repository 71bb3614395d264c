package dev.linnet.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JDK on this machine.
 *
 * @param home    its folder
 * @param version its feature release, e.g. 25
 */
public record Jdk(Path home, int version) {
    /** The oldest that Linnet runs on. */
    static final int NEEDED = 25;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /** The one that runs this process. */
    public static Jdk ofThisProcess() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /**
     * The JDK that a person means: a folder, or the name of one in the places where JDKs usually are.
     *
     * @throws InstallException with a sentence where there is none of the kind, or it is too old
     */
    public static Jdk of(String told) throws InstallException {
        return of(told, usualPlaces(Path.of(System.getProperty("user.home"))));
    }

    static Jdk of(String told, List<Path> places) throws InstallException {
        Path folder = folder(told);
        var found = Stream.concat(Stream.ofNullable(folder), places.stream().map(place -> resolve(place, told)))
                .flatMap(home -> Stream.of(home, home.resolve("Contents/Home")))
                .filter(home -> Files.isRegularFile(home.resolve("release")))
                .findFirst();
        if (found.isEmpty()) {
            var known = all(places);
            throw new InstallException("There is no JDK '" + told + "'; give its folder"
                    + (known.isEmpty() ? "." : ", or one of the names " + known + "."));
        }
        var jdk = in(found.get());
        if (jdk.isEmpty()) {
            throw new InstallException("'" + found.get() + "' is no JDK: it has no bin/java and bin/javac.");
        }
        if (jdk.get().version() < NEEDED) {
            throw new InstallException("'" + found.get() + "' is a JDK " + jdk.get().version() + "; Linnet needs "
                    + NEEDED + " or newer.");
        }
        return jdk.get();
    }

    private static Path folder(String told) throws InstallException {
        try {
            return told.contains("/") || told.contains("\\") || Files.isDirectory(Path.of(told))
                    ? Path.of(told).toAbsolutePath().normalize()
                    : null;
        } catch (InvalidPathException e) {
            throw new InstallException("There is no JDK '" + told + "': " + e.getReason() + ".", e);
        }
    }

    private static Path resolve(Path place, String name) {
        return place.resolve(name).normalize();
    }

    private static Optional<Jdk> in(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isExecutable(home.resolve("bin/javac"))) {
            return Optional.empty();
        }
        try {
            var version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1)))) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The names of those that are new enough. */
    private static String all(List<Path> places) {
        return places.stream()
                .filter(Files::isDirectory)
                .flatMap(place -> list(place).stream())
                .filter(home -> in(home).filter(jdk -> jdk.version() >= NEEDED).isPresent())
                .map(home -> home.getFileName().toString())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static List<Path> list(Path place) {
        try (Stream<Path> homes = Files.list(place)) {
            return homes.toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static List<Path> usualPlaces(Path user) {
        var places = new ArrayList<Path>();
        for (String place : List.of("/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt", "/opt/java", "/usr/local",
                "/Library/Java/JavaVirtualMachines")) {
            places.add(Path.of(place));
        }
        places.add(user.resolve(".sdkman/candidates/java"));
        places.add(user.resolve(".jdks"));
        return places;
    }

    /** Its {@code java}. */
    Path java() {
        return home.resolve("bin").resolve("java");
    }
}

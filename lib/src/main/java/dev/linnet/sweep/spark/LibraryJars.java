package dev.linnet.sweep.spark;

import com.google.gson.Gson;
import dev.linnet.display.Progress;
import dev.linnet.sweep.Work;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.Table;

/** The jars that executors and daemons need. */
final class LibraryJars {
    /** NAME-1.2.3REST.jar. */
    private static final Pattern NAME = Pattern.compile("(.+?)-(\\d+(?:\\.\\d+)*)(.*)\\.jar");

    private LibraryJars() {}

    /** What an executor needs to do a {@link Work}; a directory of classes is packed into a jar in {@code scratch}. */
    static List<Path> ofWork(Path scratch) throws IOException {
        Set<Path> jars = new LinkedHashSet<>();
        for (Class<?> type : List.of(Work.class, Progress.class, Gson.class, Table.class, XYChart.class)) {
            Path place = place(type);
            jars.add(
                    Files.isDirectory(place) ? pack(place, scratch.resolve("classes-" + jars.size() + ".jar")) : place);
        }
        return List.copyOf(jars);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The jar of " + type.getName() + " has no path: " + e.getMessage(), e);
        }
    }

    private static Path pack(Path directory, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(directory.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /**
     * All jars of this class path: Spark's own with all that it needs are among them. Of a jar in several versions only the newest, because
     * the order in a folder says nothing: a notebook's tables bring an older RoaringBitmap than Spark, and a newer Guava.
     */
    static List<Path> all() {
        var jars = new ArrayList<Path>();
        if (LibraryJars.class.getClassLoader() instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                try {
                    jars.add(Path.of(url.toURI()));
                } catch (URISyntaxException e) {
                    throw new IllegalStateException(url + " has no path: " + e.getMessage(), e);
                }
            }
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).forEach(jars::add);
        return newest(jars.stream()
                .filter(jar -> jar.toString().endsWith(".jar") && Files.isRegularFile(jar))
                .map(Path::toAbsolutePath)
                .distinct()
                .toList());
    }

    /** The newest of the jars that differ in nothing but the version, in the order of the first ones. */
    static List<Path> newest(List<Path> jars) {
        var byName = new LinkedHashMap<String, Path>();
        for (Path jar : jars) {
            Matcher parts = NAME.matcher(jar.getFileName().toString());
            String name = parts.matches() ? parts.group(1) + parts.group(3) : jar.toString();
            byName.merge(name, jar, (one, other) -> Arrays.compare(version(one), version(other)) >= 0 ? one : other);
        }
        return List.copyOf(byName.values());
    }

    private static int[] version(Path jar) {
        Matcher parts = NAME.matcher(jar.getFileName().toString());
        return parts.matches()
                ? Stream.of(parts.group(2).split("\\.")).mapToInt(LibraryJars::number).toArray()
                : new int[0];
    }

    /** Versions are dates at times, but none has more digits than an integer. */
    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}

package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Tells which jars of a folder hold a package, from a text file that lies beside them. Its first line is a title, one line
 * a jar follows (name, size, time of change, class path of its manifest), an empty line, and one line a package, sorted:
 * its name and the numbers of the jars that hold it. What it says of a jar counts only while the jar has this size and time.
 */
public final class JarIndex {
    /** The file's name. */
    public static final String FILE = "packages.index";

    private static final String TITLE = "linnet packages 1";

    private final String text;
    private final int packagesAt;
    private final Map<String, Jar> jars = new HashMap<>();
    /** Those that were asked for: each jar is asked of each package. */
    private final Map<String, String> lines = new ConcurrentHashMap<>();

    private JarIndex(String text) {
        this.text = text;
        int at = text.indexOf('\n') + 1;
        for (int number = 0; text.charAt(at) != '\n'; number++) {
            int end = text.indexOf('\n', at);
            String[] fields = text.substring(at, end).split("\t", -1);
            jars.put(fields[0], new Jar(this, " " + number + " ", Long.parseLong(fields[1]), Long.parseLong(fields[2]),
                    fields[3]));
            at = end + 1;
        }
        packagesAt = at + 1;
    }

    /** What an index tells of one jar. */
    static final class Jar {
        private final JarIndex index;
        private final String number;
        private final long size;
        private final long changed;
        private final String manifestClassPath;

        Jar(JarIndex index, String number, long size, long changed, String manifestClassPath) {
            this.index = index;
            this.number = number;
            this.size = size;
            this.changed = changed;
            this.manifestClassPath = manifestClassPath;
        }

        boolean holds(String packageName) {
            return index.lines.computeIfAbsent(packageName, index::line).contains(number);
        }

        String manifestClassPath() {
            return manifestClassPath;
        }
    }

    /** The index of a folder, where it has a good one. */
    static Optional<JarIndex> of(Path folder) {
        try {
            String text = Files.readString(folder.resolve(FILE));
            return text.startsWith(TITLE + "\n") ? Optional.of(new JarIndex(text)) : Optional.empty();
        } catch (IOException | RuntimeException absentOrBroken) {
            return Optional.empty(); // the jars themselves tell the same, less quickly
        }
    }

    /** What is known of a jar; null where nothing is, or the jar is not the one that was indexed. */
    Jar jar(Path path) {
        Jar jar = jars.get(path.getFileName().toString());
        try {
            return jar != null && Files.size(path) == jar.size
                    && Files.getLastModifiedTime(path).toMillis() == jar.changed ? jar : null;
        } catch (IOException gone) {
            return null;
        }
    }

    /** The numbers of the jars that hold a package, with spaces around each: a binary search over the sorted lines. */
    private String line(String packageName) {
        int low = packagesAt;
        int high = text.length();
        while (low < high) {
            int start = Math.max(packagesAt, text.lastIndexOf('\n', (low + high) / 2 - 1) + 1);
            int tab = text.indexOf('\t', start);
            int end = text.indexOf('\n', start);
            int order = packageName.compareTo(text.substring(start, tab));
            if (order == 0) {
                return text.substring(tab + 1, end);
            } else if (order < 0) {
                high = start;
            } else {
                low = end + 1;
            }
        }
        return "";
    }

    /** Writes the index of the jars that lie in a folder now, in place of the one that was there. */
    public static void write(Path folder) throws IOException {
        var lines = new StringBuilder(TITLE).append('\n');
        Map<String, StringBuilder> packages = new TreeMap<>();
        int number = 0;
        for (Path path : jarsIn(folder)) {
            var jar = new JarEntries(path, null);
            lines.append(path.getFileName())
                    .append('\t')
                    .append(Files.size(path))
                    .append('\t')
                    .append(Files.getLastModifiedTime(path).toMillis())
                    .append('\t')
                    .append(jar.manifestClassPathText())
                    .append('\n');
            for (String name : jar.packages()) {
                packages.computeIfAbsent(name, key -> new StringBuilder(" ")).append(number).append(' ');
            }
            jar.close();
            number++;
        }
        lines.append('\n');
        packages.forEach((name, numbers) -> lines.append(name).append('\t').append(numbers).append('\n'));
        Path fresh = Files.createTempFile(folder, FILE, null);
        try {
            Files.writeString(fresh, lines);
            fresh.toFile().setReadable(true, false);
            Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static List<Path> jarsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path[] jars = files.filter(file -> file.toString().endsWith(".jar")).toArray(Path[]::new);
            Arrays.sort(jars);
            return List.of(jars);
        }
    }
}

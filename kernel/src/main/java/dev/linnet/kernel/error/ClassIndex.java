package dev.linnet.kernel.error;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipFile;

/** Finds public-looking classes by their simple name, in the JDK and on a class path, to say what could be imported. */
final class ClassIndex {
    private static final String CLASS = ".class";
    /** Where most people's classes are; an earlier package wins. */
    private static final List<String> FAVOURITES = List.of("java.util.", "java.util.stream.", "java.util.function.",
            "java.nio.file.", "java.io.", "java.time.", "java.util.concurrent.", "dev.linnet.", "java.", "javax.");

    /** So many favourites are meant exactly, the others with their subpackages. */
    private static final int EXACT = 7;

    private ClassIndex() {}

    /** Qualified names of the classes called {@code simpleName}, likely ones first, at most three. */
    static List<String> find(String simpleName, List<Path> classPath) {
        var found = new ArrayList<String>();
        fromJdk(simpleName, found);
        for (var entry : classPath) {
            fromEntry(entry, simpleName, found);
        }
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(ClassIndex::rank)
                        .thenComparing(
                                Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    private static int rank(String name) {
        var inPackage = name.substring(0, name.lastIndexOf('.') + 1);
        for (int i = 0; i < FAVOURITES.size(); i++) {
            var favourite = FAVOURITES.get(i);
            if (inPackage.equals(favourite) || (i >= EXACT && inPackage.startsWith(favourite))) {
                return i;
            }
        }
        return FAVOURITES.size();
    }

    private static void fromJdk(String simpleName, List<String> found) {
        FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (var module : ModuleLayer.boot().modules()) {
            for (var export : module.getDescriptor().exports()) {
                var name = export.source();
                if (!export.isQualified() && (name.startsWith("java.") || name.startsWith("javax."))
                        && Files.exists(jdk.getPath("modules", module.getName(), name.replace('.', '/'),
                                simpleName + CLASS))) {
                    found.add(name + "." + simpleName);
                }
            }
        }
    }

    private static void fromEntry(Path entry, String simpleName, List<String> found) {
        var file = simpleName + CLASS;
        try {
            if (Files.isDirectory(entry)) {
                try (var files = Files.walk(entry)) {
                    files.filter(path -> path.getFileName().toString().equals(file))
                            .forEach(path -> found.add(qualified(entry.relativize(path).toString())));
                }
            } else if (Files.isRegularFile(entry)) {
                try (var jar = new ZipFile(entry.toFile())) {
                    jar.stream()
                            .map(java.util.zip.ZipEntry::getName)
                            .filter(name -> name.endsWith("/" + file) && !name.startsWith("META-INF"))
                            .forEach(name -> found.add(qualified(name)));
                }
            }
        } catch (IOException e) {
            // An entry that cannot be read offers nothing to import; using it fails with its own error.
        }
    }

    private static String qualified(String file) {
        return file.substring(0, file.length() - CLASS.length()).replace('/', '.').replace('\\', '.');
    }
}

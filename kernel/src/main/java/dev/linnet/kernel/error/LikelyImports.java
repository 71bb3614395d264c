package dev.linnet.kernel.error;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import dev.linnet.kernel.classpath.ClassIndex;

/** The classes of a simple name that a cell could import, those that are mostly meant first. */
final class LikelyImports {
    /** An earlier package wins. */
    private static final List<String> FAVOURITES = List.of("java.util.", "java.util.stream.", "java.util.function.",
            "java.nio.file.", "java.io.", "java.time.", "java.util.concurrent.", "dev.linnet.", "java.", "javax.");
    /** So many favourites are meant exactly, the others with their subpackages. */
    private static final int EXACT = 7;
    /** What belongs to somebody else's inside. */
    private static final List<String> INNER = List.of(".shade.", ".shaded.", ".internal.", "com.sun.", "sun.", "jdk.");

    private LikelyImports() {}

    /** Qualified names, at most three. */
    static List<String> of(String simpleName, List<Path> classPath) {
        return ClassIndex.of(classPath)
                .qualifiedNames(simpleName)
                .stream()
                .filter(name -> name.contains("."))
                .sorted(Comparator.comparingInt(LikelyImports::rank).thenComparing(Comparator.naturalOrder()))
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
        boolean inner = INNER.stream()
                .anyMatch(part -> part.startsWith(".") ? inPackage.contains(part) : inPackage.startsWith(part));
        return FAVOURITES.size() + (inner ? 1 : 0);
    }
}

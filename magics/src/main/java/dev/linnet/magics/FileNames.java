package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

import dev.linnet.kernel.magic.MagicContext;

/** Completes file names as people type them. */
final class FileNames {
    private static final int MOST = 200;

    private FileNames() {}

    /** The files and directories that {@code partial} may become; directories end in a slash. */
    static List<String> complete(String partial, MagicContext context, Predicate<Path> wanted) {
        int slash = partial.lastIndexOf('/') + 1;
        var before = partial.substring(0, slash);
        var begun = partial.substring(slash);
        try (var files = Files.list(context.path(before.isEmpty() ? "." : before))) {
            return files.filter(file -> Files.isDirectory(file) || wanted.test(file))
                    .filter(file -> file.getFileName().toString().startsWith(begun))
                    .filter(file -> !begun.isEmpty() || !file.getFileName().toString().startsWith("."))
                    .map(file -> quoted(before + file.getFileName()) + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of(); // an unreadable or impossible directory has nothing to offer
        }
    }

    private static String quoted(String name) {
        return name.replaceAll("([\\s\"'])", "\\\\$1");
    }

    /** Whether a file can be run in a session. */
    static boolean isJava(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".jsh");
    }
}

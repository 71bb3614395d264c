package dev.linnet.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.linnet.kernel.library.MavenRepository;

/** Completes coordinates from what the local repository holds. */
final class LocalArtifacts {
    private static final int MOST = 200;

    private LocalArtifacts() {}

    /** What {@code partial} may become: one more part of the group, the artifact or the version. */
    static List<String> complete(String partial) {
        var parts = partial.split(":", -1);
        if (parts.length > 3 || !partial.matches("[\\w.:-]*")) {
            return List.of();
        }
        var root = MavenRepository.ofUser().directory();
        var last = parts[parts.length - 1];
        if (parts.length == 1) {
            int dot = last.lastIndexOf('.') + 1;
            return names(root.resolve(last.substring(0, dot).replace('.', '/')), last.substring(dot),
                    last.substring(0, dot));
        }
        var directory = root.resolve(parts[0].replace('.', '/'));
        return names(parts.length == 2 ? directory : directory.resolve(parts[1]), last,
                partial.substring(0, partial.length() - last.length()));
    }

    private static List<String> names(Path directory, String begun, String before) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(begun) && !name.startsWith("."))
                    .sorted()
                    .limit(MOST)
                    .map(before::concat)
                    .toList();
        } catch (IOException e) {
            return List.of(); // nothing there, nothing to offer
        }
    }
}

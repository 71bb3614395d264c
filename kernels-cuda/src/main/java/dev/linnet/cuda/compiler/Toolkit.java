package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where the parts of CUDA toolkits lie on this machine. */
final class Toolkit {
    private static final List<String> INCLUDES = List.of("include", "targets/x86_64-linux/include",
            "targets/sbsa-linux/include");

    private Toolkit() {}

    /** Programs of this name on the path, then in the usual places. */
    static List<Path> programs(String name, Map<String, String> environment) {
        var found = new LinkedHashSet<Path>();
        for (var folder : environment.getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                add(found, Path.of(folder, name));
            }
        }
        for (var root : roots(environment)) {
            add(found, root.resolve("bin").resolve(name));
        }
        return List.copyOf(found);
    }

    private static void add(Set<Path> found, Path file) {
        if (Files.isRegularFile(file) && Files.isExecutable(file)) {
            found.add(file);
        }
    }

    /** Folders in which toolkits are installed. */
    static List<Path> roots(Map<String, String> environment) {
        var roots = new ArrayList<Path>();
        for (var variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                roots.add(Path.of(value));
            }
        }
        roots.add(Path.of("/usr/local/cuda"));
        try (Stream<Path> others = Files.list(Path.of("/usr/local"))) {
            others.filter(folder -> folder.getFileName().toString().startsWith("cuda-")).sorted().forEach(roots::add);
        } catch (IOException e) {
            // No such folder: then no toolkit lies there.
        }
        return roots;
    }

    /** A program of the toolkit that {@code program} belongs to. */
    static Optional<Path> beside(Path program, String name) {
        try {
            var real = program.toRealPath().resolveSibling(name);
            if (Files.isExecutable(real)) {
                return Optional.of(real);
            }
        } catch (IOException e) {
            // Looked for on the path instead.
        }
        return programs(name, System.getenv()).stream().findFirst();
    }

    /** The folder of the toolkit's headers. */
    static Optional<Path> headers(Map<String, String> environment) {
        return roots(environment).stream()
                .flatMap(root -> INCLUDES.stream().map(root::resolve))
                .filter(folder -> Files.isRegularFile(folder.resolve("cuda_fp16.h")))
                .findFirst();
    }
}

package dev.linnet.kernel.engine;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How an engine compiles and what its cells see.
 *
 * @param loader          what cells' classes are loaded from besides the cells themselves
 * @param classPath       what the compiler sees: the jars and folders behind {@code loader}
 * @param compilerOptions options of javac, such as {@code --enable-preview}
 * @param imports         import declarations in force in every cell, such as {@code import java.util.*;}
 */
public record EngineConfig(ClassLoader loader, List<Path> classPath, List<String> compilerOptions,
        List<String> imports) {
    /** What every notebook may take for granted of the platform. */
    public static final List<String> PLATFORM_IMPORTS = List.of("import java.io.*;", "import java.math.*;",
            "import java.net.*;", "import java.nio.file.*;", "import java.util.*;", "import java.util.concurrent.*;",
            "import java.util.function.*;", "import java.util.prefs.*;", "import java.util.regex.*;",
            "import java.util.stream.*;");

    public EngineConfig {
        Objects.requireNonNull(loader, "loader");
        classPath = List.copyOf(classPath);
        compilerOptions = List.copyOf(compilerOptions);
        imports = List.copyOf(imports);
    }

    /** Cells see what this virtual machine's class path holds, with {@link #PLATFORM_IMPORTS}. */
    public static EngineConfig standard() {
        List<Path> path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
        return new EngineConfig(EngineConfig.class.getClassLoader(), path, List.of(), PLATFORM_IMPORTS);
    }

    /** This configuration with a library behind it. */
    public EngineConfig withLibrary(ClassLoader libraryLoader, List<Path> jars, List<String> moreImports) {
        return new EngineConfig(libraryLoader, joined(classPath, jars), compilerOptions,
                joined(imports, moreImports));
    }

    public EngineConfig withCompilerOptions(String... options) {
        return new EngineConfig(loader, classPath, joined(compilerOptions, List.of(options)), imports);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}

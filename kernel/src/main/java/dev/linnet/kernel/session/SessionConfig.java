package dev.linnet.kernel.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.linnet.kernel.jvm.CommandLine;
import dev.linnet.kernel.library.Library;

/**
 * How a session is set up.
 *
 * @param library           what cells find preloaded
 * @param workingDirectory  where relative paths of magics begin
 * @param compilerOptions   further options for the compiler, e.g. {@code --enable-preview}
 * @param outputLimit       characters that one cell may print before the rest goes to a file
 * @param overflowDirectory where such files are put
 */
public record SessionConfig(Library library, Path workingDirectory, List<String> compilerOptions, long outputLimit,
        Path overflowDirectory) {
    public static final long DEFAULT_OUTPUT_LIMIT = 10_000_000;

    public SessionConfig {
        Objects.requireNonNull(library, "library");
        compilerOptions = List.copyOf(compilerOptions);
        if (!Files.isDirectory(workingDirectory)) {
            throw new IllegalArgumentException("workingDirectory: \"" + workingDirectory + "\" is not a directory");
        }
        if (outputLimit < 0) {
            throw new IllegalArgumentException("outputLimit: " + outputLimit + " must not be negative");
        }
        Objects.requireNonNull(overflowDirectory, "overflowDirectory");
    }

    /** The usual setting; cells may use preview features where the virtual machine does. */
    public static SessionConfig of(Library library, Path workingDirectory) {
        return new SessionConfig(library, workingDirectory,
                previews() ? List.of("--enable-preview") : List.of(), DEFAULT_OUTPUT_LIMIT,
                Path.of(System.getProperty("java.io.tmpdir"), "linnet-output"));
    }

    /** Whether this virtual machine was started with preview features. */
    public static boolean previews() {
        return previews(System.getenv())
                || CommandLine.ofThisProcess()
                        .filter(command -> command.options().contains("--enable-preview"))
                        .isPresent();
    }

    /** Whether the variables through which a virtual machine gets further options turn preview features on. */
    public static boolean previews(Map<String, String> environment) {
        return Stream.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
                .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split("\\s+")))
                .anyMatch("--enable-preview"::equals);
    }

    public SessionConfig withCompilerOptions(List<String> options) {
        return new SessionConfig(library, workingDirectory, options, outputLimit, overflowDirectory);
    }

    public SessionConfig withOutputLimit(long characters) {
        return new SessionConfig(library, workingDirectory, compilerOptions, characters, overflowDirectory);
    }

    public SessionConfig withOverflowDirectory(Path directory) {
        return new SessionConfig(library, workingDirectory, compilerOptions, outputLimit, directory);
    }
}

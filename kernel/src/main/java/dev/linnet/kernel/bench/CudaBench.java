package dev.linnet.kernel.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.kernel.library.Library;

/** Runs the benchmark of CUDA cells, which is part of the library, in a virtual machine of its own. */
public final class CudaBench {
    private static final String MAIN = "dev.linnet.cuda.bench.CudaBench";

    private CudaBench() {}

    /**
     * Measures; what is found is printed.
     *
     * @param arguments of the benchmark
     * @return the exit code of the benchmark: 0, or 1
     */
    public static int run(List<String> arguments) throws BenchException {
        String classPath = Library.locate()
                .classPath()
                .stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                classPath + File.pathSeparator + System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).inheritIO()
                    .redirectError(ProcessBuilder.Redirect.PIPE)
                    .start();
            try (var errors = process.errorReader()) {
                errors.lines()
                        .filter(line -> !line.startsWith("WARNING: Using incubator"))
                        .forEach(System.err::println);
            }
            return process.waitFor();
        } catch (IOException failure) {
            throw new BenchException("The benchmark cannot be started: " + failure.getMessage() + ".", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchException("The benchmark was interrupted.", interrupted);
        }
    }
}

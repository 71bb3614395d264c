package dev.linnet.kernel.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a benchmark of the module {@code tests} in a virtual machine of its own. A notebook does without that module, so that it is built
 * when it is first asked for.
 */
public final class ModuleBench {
    private final Path home;
    private final String main;

    /** The class {@code main} of the repository at {@code home}. */
    public ModuleBench(Path home, String main) {
        this.home = home;
        this.main = main;
    }

    /**
     * Measures; what is found is printed.
     *
     * @param libraries jars that are fetched when they are needed, such as libtorch's native code
     * @param arguments arguments of the benchmark, {@code name=value}
     * @return the exit code of the benchmark: 0, or 2 for bad arguments, or 1
     */
    public int run(List<Path> libraries, List<String> arguments) throws BenchException {
        Path module = home.resolve("tests");
        Path classPathFile = module.resolve("target/benchmark.classpath");
        try {
            Path jar = jar(module.resolve("target"));
            if (jar == null || !Files.isRegularFile(classPathFile) || outdated(jar)) {
                build();
                jar = jar(module.resolve("target"));
                if (jar == null) {
                    throw new BenchException("The build left no benchmark in '" + module.resolve("target") + "'.");
                }
                // a build leaves a jar alone whose own classes are the same, though the library's are not
                Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
            }
            var classPath = new ArrayList<>(List.of(jar.toString(), Files.readString(classPathFile).strip()));
            libraries.forEach(path -> classPath.add(path.toString()));
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true", "-Dai.djl.offline=true",
                    "-DOPT_OUT_TRACKING=true", "-cp", String.join(File.pathSeparator, classPath), main));
            command.addAll(arguments);
            return start(command);
        } catch (IOException | UncheckedIOException failure) {
            throw new BenchException("The benchmark cannot be started: " + failure.getMessage() + ".", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchException("The benchmark was interrupted.", interrupted);
        }
    }

    /** Passes on what it prints, except for what each of its virtual machines says about the incubator. */
    private static int start(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO()
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        try (var errors = process.errorReader()) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                if (!line.startsWith("WARNING: Using incubator modules")) {
                    System.err.println(line);
                }
            }
        }
        return process.waitFor();
    }

    /** The benchmark's jar, or null. */
    private static Path jar(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return null;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("linnet-tests-[^-]*\\.jar"))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Whether a source is newer than the jar. */
    private boolean outdated(Path jar) throws IOException {
        long built = Files.getLastModifiedTime(jar).toMillis();
        for (String source : List.of("lib/src/main", "environment/src/main", "tests/src/main", "lib/pom.xml",
                "tests/pom.xml", "pom.xml")) {
            try (Stream<Path> files = Files.walk(home.resolve(source))) {
                if (files.anyMatch(file -> file.toFile().lastModified() > built)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void build() throws IOException, InterruptedException, BenchException {
        Path log = Files.createTempFile("linnet-bench-build", ".log");
        System.err.println("Building the benchmark ...");
        var builder = new ProcessBuilder("mvn", "-B", "-Dmaven.test.skip=true", "-pl", "tests", "-am", "package")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new BenchException("The benchmark could not be built; '" + log + "' says why.");
        }
        Files.delete(log);
    }
}

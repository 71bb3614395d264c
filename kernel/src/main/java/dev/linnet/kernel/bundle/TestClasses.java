package dev.linnet.kernel.bundle;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The CUDA module's tests, built, and all that they run with. */
final class TestClasses {
    private static final String MODULE = "kernels-cuda";
    private static final List<String> SOURCES = List.of("display/src/main", MODULE + "/src/main", MODULE + "/src/test",
            "display/pom.xml", MODULE + "/pom.xml", "pom.xml");

    private final Path home;
    private final Consumer<String> progress;

    TestClasses(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /** Folders of classes and jars; what is out of date is built first. */
    List<Path> classPath() throws IOException, InterruptedException, BundleException {
        var target = home.resolve(MODULE).resolve("target");
        var file = target.resolve("test.classpath");
        if (isStale(file)) {
            build();
        }
        var path = new ArrayList<>(List.of(target.resolve("test-classes"), target.resolve("classes")));
        for (String entry : Files.readString(file).strip().split(File.pathSeparator, -1)) {
            path.add(Path.of(entry));
        }
        for (Path entry : path) {
            if (!Files.exists(entry)) {
                throw new BundleException("The build left no '" + entry + "'; try `mvn clean` and again.");
            }
        }
        return path;
    }

    /** The file is written anew by each build, after the classes. */
    private boolean isStale(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isDirectory(file.resolveSibling("test-classes"))) {
            return true;
        }
        long built = Files.getLastModifiedTime(file).toMillis();
        for (String source : SOURCES) {
            try (Stream<Path> files = Files.walk(home.resolve(source))) {
                if (files.anyMatch(one -> one.toFile().lastModified() > built)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void build() throws IOException, InterruptedException, BundleException {
        progress.accept("Building the GPU suite ...");
        Path log = Files.createTempFile("linnet-bundle", ".log");
        var builder = new ProcessBuilder("mvn", "-B", "-DskipTests", "-pl", MODULE, "-am", "process-test-classes")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new BundleException("The GPU suite could not be built; '" + log + "' says why.");
        }
        Files.delete(log);
    }
}

package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.concurrent.TimeUnit;

/** A kernel in a process of its own, started as Jupyter starts one. */
final class LaunchedKernel implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    final Process process;
    private final Path directory;

    LaunchedKernel(Class<?> main, Path directory, Path connectionFile, String... environment) throws IOException {
        this.directory = directory;
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName(),
                connectionFile.toString());
        builder.environment().put("XDG_DATA_HOME", directory.toString());
        builder.environment().remove("JPY_PARENT_PID");
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectError(directory.resolve("stderr").toFile());
        process = builder.start();
    }

    /** Starts a kernel that chooses its ports, and waits until it has written them into its connection file. */
    static LaunchedKernel start(Class<?> main, Path directory, String... environment)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("connection.json"), ConnectionFile.loopback("a secret").json());
        var kernel = new LaunchedKernel(main, directory, file, environment);
        kernel.awaitPorts();
        return kernel;
    }

    void awaitPorts() throws IOException, InterruptedException {
        try (var watch = directory.getFileSystem().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!ready(directory.resolve("connection.json"))) {
                var key = watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (key == null || !process.isAlive()) {
                    throw new AssertionError("The kernel did not start: " + errors());
                }
                key.pollEvents();
                key.reset();
            }
        }
    }

    private static boolean ready(Path file) throws IOException {
        try {
            return ConnectionFile.read(file).hbPort() != 0;
        } catch (IllegalArgumentException _) {
            return false; // half written
        }
    }

    ConnectionFile connection() throws IOException {
        return ConnectionFile.read(directory.resolve("connection.json"));
    }

    /** What the process wrote to its standard error. */
    String errors() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The kernel's process did not end within " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** Ends the process and waits for that: its folder is deleted next. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

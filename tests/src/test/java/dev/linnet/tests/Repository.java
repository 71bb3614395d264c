package dev.linnet.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The checkout under test, and running programs in it. */
final class Repository {
    static final Path ROOT = Path.of(System.getProperty("linnet.root", "..")).toAbsolutePath().normalize();

    private Repository() {}

    /** What a program printed and how it ended. */
    record Run(int exit, String out, String err) {
        /** Both streams, for an assertion's message. */
        String both() {
            return "exit " + exit + "\n--- stdout\n" + out + "\n--- stderr\n" + err;
        }
    }

    /** Runs {@code linnet} of this checkout with the given arguments in {@code directory}. */
    static Run linnet(Path directory, String... arguments) {
        var command = new ArrayList<String>();
        command.add(ROOT.resolve("linnet").toString());
        command.addAll(List.of(arguments));
        return run(directory, Map.of(), command);
    }

    /** Runs a program to its end, for at most ten minutes. */
    static Run run(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile("run", ".out");
            Path err = Files.createTempFile("run", ".err");
            try {
                Process process = start(directory, environment, command, out, err);
                if (!process.waitFor(10, TimeUnit.MINUTES)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end in 10 minutes: " + Files.readString(err));
                }
                return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a program whose streams go to files. */
    static Process start(Path directory, Map<String, String> environment, List<String> command, Path out, Path err)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // The build that runs these tests must not leak its own Java into the commands under test.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MAVEN_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}

package dev.linnet.kernel.jvm;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts a virtual machine for nothing but to see whether it takes its options. */
public final class Trial {
    private static final int PATIENCE_SECONDS = 30;

    private Trial() {}

    /**
     * Why {@code java} does not start with {@code options}, in its own words; empty where it does.
     *
     * @throws InterruptedException where the calling thread is interrupted meanwhile
     */
    public static Optional<String> problem(Path java, List<String> options) throws InterruptedException {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(options);
        command.add("-version");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
        try (var said = process.inputReader(Charset.defaultCharset())) {
            String text = said.lines().filter(Trial::tells).collect(Collectors.joining(" "));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of("it did not start within " + PATIENCE_SECONDS + " seconds");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(text.isEmpty() ? "it ended with " + process.exitValue() : text);
        } catch (IOException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether a line says what is wrong, and not that something is. */
    private static boolean tells(String line) {
        return !line.isBlank() && !line.contains("Could not create the Java Virtual Machine")
                && !line.contains("A fatal exception has occurred") && !line.contains("Picked up J");
    }
}

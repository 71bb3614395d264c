package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end; never through a shell. */
final class Command {
    /** How a program ended and everything that it printed. */
    record Ended(int code, String output) {}

    private Command() {}

    /**
     * Runs it in {@code directory}; at an interrupt, and after {@code limit}, it and what it started are killed.
     *
     * @throws CompilerException where it cannot be started or takes too long
     */
    static Ended run(List<String> command, Path directory, Duration limit) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new CompilerException(command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
        closeInput(process);
        var output = CompletableFuture.supplyAsync(() -> {
            try (var in = process.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException killed) {
                return "";
            }
        });
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CompilerException(Path.of(command.getFirst()).getFileName() + " did not end within "
                        + limit.toSeconds() + " seconds and was stopped.");
            }
            return new Ended(process.exitValue(), output.join());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException ended) {
            // It has closed it itself.
        }
    }
}

package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one compilation that nobody else can read; it is deleted afterwards. */
record Workspace(Path folder) implements AutoCloseable {
    static Workspace create() {
        try {
            return new Workspace(Files.createTempDirectory("linnet-cuda"));
        } catch (IOException e) {
            throw new CompilerException("No temporary folder can be made in " + System.getProperty("java.io.tmpdir")
                    + ": " + e.getMessage(), e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(Workspace.class.getName())
                    .log(System.Logger.Level.DEBUG, "Left behind: " + folder, e);
        }
    }
}

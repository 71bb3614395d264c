package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells one build of a program from another without running it. */
final class FileIdentity {
    private FileIdentity() {}

    static String of(Path file) {
        try {
            var real = file.toRealPath();
            return real + " " + Files.size(real) + " " + Files.getLastModifiedTime(real).toMillis();
        } catch (IOException e) {
            throw new CompilerException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}

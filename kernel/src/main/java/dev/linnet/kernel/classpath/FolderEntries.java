package dev.linnet.kernel.classpath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;

/** A folder of classes; looked at anew each time, for it may be built again. */
record FolderEntries(Path folder) implements Entry {
    @Override
    public List<JavaFileObject> classes(String packageName) {
        Path inside = folder.resolve(packageName.replace('.', '/'));
        if (!Files.isDirectory(inside)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inside)) {
            return files.filter(file -> file.toString().endsWith(CLASS) && Files.isRegularFile(file))
                    .sorted()
                    .map(file -> classFile(packageName, file))
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    @Override
    public boolean holds(String packageName) {
        return !classes(packageName).isEmpty();
    }

    private static JavaFileObject classFile(String packageName, Path file) {
        String name = file.getFileName().toString();
        String simple = name.substring(0, name.length() - CLASS.length());
        return new ClassFile(file.toUri(), packageName.isEmpty() ? simple : packageName + "." + simple,
                () -> Files.newInputStream(file));
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}

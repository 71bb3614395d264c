package dev.linnet.kernel.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies parts of a class path as jars. */
final class Jars {
    private Jars() {}

    /** A folder of classes, or a jar, as the jar {@code target}; of a jar only the entries that are wanted. */
    static void write(Path source, Path target, Predicate<String> wanted) throws IOException {
        if (Files.isDirectory(source)) {
            pack(source, target, wanted);
        } else if (unwanted(source, wanted)) {
            repack(source, target, wanted);
        } else {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean unwanted(Path jar, Predicate<String> wanted) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream().anyMatch(entry -> !wanted.test(entry.getName()));
        }
    }

    private static void pack(Path folder, Path target, Predicate<String> wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (var out = output(target)) {
            for (Path file : files) {
                String name = folder.relativize(file).toString();
                if (wanted.test(name)) {
                    out.putNextEntry(new ZipEntry(name));
                    Files.copy(file, out);
                }
            }
        }
    }

    private static void repack(Path jar, Path target, Predicate<String> wanted) throws IOException {
        try (var zip = new ZipFile(jar.toFile()); var out = output(target)) {
            for (var entry : zip.stream().filter(entry -> wanted.test(entry.getName())).toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                try (var in = zip.getInputStream(entry)) {
                    in.transferTo(out);
                }
            }
        }
    }

    private static ZipOutputStream output(Path target) throws IOException {
        var out = new ZipOutputStream(Files.newOutputStream(target));
        out.setLevel(Deflater.BEST_COMPRESSION);
        return out;
    }
}

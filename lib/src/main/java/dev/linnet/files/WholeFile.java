package dev.linnet.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that appears as a whole or not at all: it is written beside its place, forced to the disk, and moved there; whatever happens
 * before, a file that was there stays as it was. An interrupt does not end the writing.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes what is in the file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream file) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @throws FileSystemException if it cannot be written, with the reason; nothing is left behind
     */
    public static void write(Path path, Content content) throws IOException {
        Path absolute = path.toAbsolutePath();
        try {
            Path beside = Files.createFile(absolute.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID()
                    + ".part"));
            try {
                try (var file = new FileOutputStream(beside.toFile())) { // not a channel, which an interrupt would close
                    content.writeTo(file);
                    file.getFD().sync();
                }
                Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            String reason = Files.isDirectory(absolute)
                    ? "it is a folder; name a file"
                    : Files.isDirectory(absolute.getParent()) ? Reason.of(e) : "its folder is not there; make it first";
            throw (IOException) new FileSystemException(path.toString(), null, reason).initCause(e);
        }
    }
}

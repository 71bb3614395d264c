package dev.linnet.kernel.notebook;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file or folder cannot be written, in words that follow "Cannot write 'it': ". */
public final class Unwritable {
    private Unwritable() {}

    /** What the failure of writing {@code file}, of making it or of making a file beside it says. */
    public static String reason(Path file, IOException failure) {
        Path folder = file.toAbsolutePath().getParent();
        String said = failure instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(failure.getMessage());
        if (Files.isDirectory(file)) {
            return "it is a folder";
        }
        if (folder != null && !Files.isDirectory(folder)) {
            return Files.exists(folder) ? "'" + folder + "' is a file" : "its folder '" + folder + "' does not exist";
        }
        if (said.contains("No space left")) {
            return "no space is left on its disk";
        }
        if (said.contains("quota exceeded")) {
            return "your quota of its disk is used up";
        }
        if (said.contains("Read-only file system")) {
            return "its folder '" + folder + "' is on a read-only file system";
        }
        if (said.contains("name too long")) {
            return "its name of " + file.getFileName().toString().length() + " characters is too long";
        }
        return switch (failure) {
            case AccessDeniedException denied -> Files.exists(file) && !Files.isWritable(file)
                    ? "it is read-only"
                    : "you may not write into its folder '" + folder + "'";
            case NoSuchFileException refused -> "its folder '" + folder + "' lets nothing be made in it";
            default -> said;
        };
    }
}

package dev.linnet.kernel.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwritableTest {
    @TempDir
    private Path directory;

    private String reason(IOException failure) {
        return Unwritable.reason(directory.resolve("n.ipynb"), failure);
    }

    @Test
    void what_the_disk_refuses_is_said_in_words() {
        // A channel's failure has no file, a file system's has a reason.
        assertEquals("no space is left on its disk", reason(new IOException("No space left on device")));
        assertEquals("no space is left on its disk",
                reason(new FileSystemException("n.ipynb", null, "No space left on device")));
        assertEquals("your quota of its disk is used up", reason(new IOException("Disk quota exceeded")));
        assertEquals("its folder '" + directory + "' is on a read-only file system",
                reason(new FileSystemException("n.ipynb", null, "Read-only file system")));
        assertEquals("Input/output error", reason(new IOException("Input/output error")));
    }

    @Test
    void what_is_not_allowed_is_named() throws IOException {
        assertEquals("you may not write into its folder '" + directory + "'",
                reason(new AccessDeniedException("n.ipynb")));
        Path closed = Files.writeString(directory.resolve("closed.ipynb"), "{}");
        if (closed.toFile().setReadOnly() && !Files.isWritable(closed)) { // whoever may do everything may write it
            assertEquals("it is read-only", Unwritable.reason(closed, new AccessDeniedException("closed.ipynb")));
        }
    }

    @Test
    void a_folder_that_is_none_is_named() throws IOException {
        Path missing = directory.resolve("missing");
        assertEquals("its folder '" + missing + "' does not exist",
                Unwritable.reason(missing.resolve("n.ipynb"), new NoSuchFileException("n.ipynb")));
        Path file = Files.writeString(directory.resolve("file"), "");
        assertEquals("'" + file + "' is a file",
                Unwritable.reason(file.resolve("n.ipynb"),
                        new FileSystemException("n.ipynb", null, "Not a directory")));
        assertEquals("it is a folder", Unwritable.reason(directory, new IOException("Is a directory")));
    }
}

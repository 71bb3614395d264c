package dev.linnet.kernel.session;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a cell prints beyond its limit: all of it goes to a file, the last lines are remembered. */
final class Overflow {
    private static final int REMEMBERED = 1 << 13;
    private static final int LAST_LINES = 10;

    private final Path file;
    private BufferedWriter writer;
    private final StringBuilder last = new StringBuilder();
    private long characters;

    private Overflow(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /** Opens a file in {@code directory} that begins with what the cell has printed already. */
    static Overflow open(Path directory, String cell, List<String> printed) throws IOException {
        Files.createDirectories(directory);
        var file = Files.createTempFile(directory, "linnet-" + cell + "-", ".txt");
        var overflow = new Overflow(file, Files.newBufferedWriter(file));
        for (var text : printed) {
            overflow.write(text);
        }
        return overflow;
    }

    void write(String text) throws IOException {
        if (writer == null) {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } else {
            writer.write(text);
        }
        characters += text.length();
        last.append(text);
        if (last.length() > 2 * REMEMBERED) {
            last.delete(0, last.length() - REMEMBERED);
        }
    }

    Path file() {
        return file;
    }

    long characters() {
        return characters;
    }

    /** The last whole lines. */
    String lastLines() {
        int from = last.length();
        if (from > 0 && last.charAt(from - 1) == '\n') {
            from--;
        }
        for (int lines = 0; lines < LAST_LINES && from > 0; lines++) {
            from = last.lastIndexOf("\n", from - 1);
        }
        var lines = last.substring(Math.max(from + 1, 0));
        return lines.length() > REMEMBERED ? lines.substring(lines.length() - REMEMBERED) : lines;
    }

    /** Puts everything on disk; what is written later is appended at once. */
    void close() throws IOException {
        if (writer != null) {
            var open = writer;
            writer = null;
            open.close();
        }
    }
}

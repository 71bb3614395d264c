package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cells that were run, by this kernel and by others, one JSON object a line. Each line is appended in one write under
 * a file lock, so several kernels share the file; lines that cannot be read are skipped. When the file has grown past
 * {@link #MAX_BYTES} it becomes {@code history.old.jsonl} and a new one begins.
 */
final class HistoryFile {
    static final long MAX_BYTES = 4 << 20;
    private static final int MAX_CELL = 1 << 16;
    private static final Object ONE_WRITER = new Object(); // file locks exclude processes, not threads

    /**
     * A cell of the past.
     *
     * @param session the kernel it ran in, counted from 1 in the order of the file
     * @param line    its execution count
     * @param output  the plain text of its result, or null
     */
    record Entry(int session, int line, String input, String output) {}

    /** Every cell, oldest first, and the number of the running kernel's session. */
    record Past(List<Entry> entries, int currentSession) {}

    private final Path file;
    private final Path old;
    private final String kernel;
    private boolean closed; // under ONE_WRITER

    /** @param kernel identifies the running kernel among all that write to the file */
    HistoryFile(Path file, String kernel) {
        this.file = file;
        this.old = file.resolveSibling("history.old.jsonl");
        this.kernel = kernel;
    }

    /** The file in the user's data directory. */
    static Path standardLocation() {
        String home = System.getProperty("user.home");
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String xdg = System.getenv("XDG_DATA_HOME");
        String appData = System.getenv("APPDATA");
        Path data;
        if (xdg != null && !xdg.isBlank()) {
            data = Path.of(xdg);
        } else if (os.contains("mac")) {
            data = Path.of(home, "Library", "Application Support");
        } else if (os.contains("win") && appData != null) {
            data = Path.of(appData);
        } else {
            data = Path.of(home, ".local", "share");
        }
        return data.resolve("linnet").resolve("history.jsonl");
    }

    void add(int line, String input, String output) throws IOException {
        byte[] bytes = (Json.text(Iopub.content("kernel", kernel, "line", line, "date", Codec.now(), "input",
                shorten(input), "output", shorten(output))) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (ONE_WRITER) {
            if (closed) {
                return;
            }
            createPrivately(file.toAbsolutePath().getParent());
            try (var lock = FileChannel.open(file.resolveSibling("history.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE); var _ = lock.lock()) {
                if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                    Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
                }
                try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    var buffer = ByteBuffer.wrap(bytes);
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
            }
        }
    }

    /** Waits for what is being written; nothing is from now on. */
    void close() {
        synchronized (ONE_WRITER) {
            closed = true;
        }
    }

    private static void createPrivately(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(directory.getParent());
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static String shorten(String text) {
        return text == null || text.length() <= MAX_CELL ? text : text.substring(0, MAX_CELL) + "...";
    }

    /** All that the file holds. */
    Past read() throws IOException {
        var entries = new ArrayList<Entry>();
        var sessions = new HashMap<String, Integer>();
        read(old, entries, sessions);
        read(file, entries, sessions);
        return new Past(entries, sessions.getOrDefault(kernel, sessions.size() + 1));
    }

    private static void read(Path from, List<Entry> entries, Map<String, Integer> sessions) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        String text = new String(Files.readAllBytes(from), StandardCharsets.UTF_8);
        for (String json : text.lines().toList()) {
            Entry entry;
            try {
                var fields = new Fields("history", Json.parseObject(json.getBytes(StandardCharsets.UTF_8)));
                String kernel = fields.string("kernel");
                int session = sessions.getOrDefault(kernel, sessions.size() + 1);
                entry = new Entry(session, fields.integer("line"), fields.string("input"),
                        fields.map().get("output") instanceof String output ? output : null);
                sessions.put(kernel, session);
            } catch (IOException | BadRequestException _) {
                continue; // torn or foreign
            }
            entries.add(entry);
        }
    }
}

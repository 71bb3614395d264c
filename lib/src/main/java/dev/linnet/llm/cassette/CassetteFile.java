package dev.linnet.llm.cassette;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.linnet.files.Reason;
import dev.linnet.files.SoleWriter;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatReply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cassette's file: lines of JSON, first {@code {"linnetCassette":1}}, then one line for each reply. A line is written as a whole and
 * forced to the disk before its reply is handed out. What follows the last line end, where a process was killed while it wrote, does not
 * count and is cut off before anything is added.
 *
 * <p>Written through a {@link RandomAccessFile}: an interrupt would close a channel in the middle of a line.
 */
final class CassetteFile implements AutoCloseable {
    static final int VERSION = 1;
    private static final String HEADER = "linnetCassette";

    /**
     * A line.
     *
     * @param turn the number of the request among equal ones, from 0
     */
    record Entry(String key, int turn, JsonObject request, ChatReply reply) {}

    private final Path path;
    private final List<Entry> entries;
    private final RandomAccessFile open;
    private final SoleWriter claim;

    private CassetteFile(Path path, List<Entry> entries, RandomAccessFile open, SoleWriter claim) {
        this.path = path;
        this.entries = List.copyOf(entries);
        this.open = open;
        this.claim = claim;
    }

    /** Reads a cassette that must be there. */
    static CassetteFile read(Path path) {
        try {
            return new CassetteFile(path, parse(path, whole(Files.readAllBytes(path))), null, null);
        } catch (NoSuchFileException e) {
            throw new ChatException(ChatException.Kind.CASSETTE, "There is no cassette " + path
                    + " to replay. Record it first, with a model and the mode record or auto.", e);
        } catch (IOException e) {
            throw failure(path, "cannot be read", e);
        }
    }

    /** Opens a cassette to add to it; it is made if it is not there. Nobody else can open it so until it is closed. */
    static CassetteFile append(Path path) {
        SoleWriter claim = null;
        RandomAccessFile open = null;
        boolean done = false;
        try {
            Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            claim = SoleWriter.of(path)
                    .orElseThrow(() -> new ChatException(ChatException.Kind.CASSETTE, "The cassette " + path
                            + " is being recorded already; close it there, or choose another file."));
            open = new RandomAccessFile(path.toFile(), "rw");
            byte[] bytes = new byte[Math.toIntExact(open.length())];
            open.readFully(bytes);
            byte[] whole = whole(bytes);
            if (whole.length == 0 && !isBegun(bytes)) {
                throw noCassette(path, new String(bytes, StandardCharsets.UTF_8));
            }
            var file = new CassetteFile(path, parse(path, whole), open, claim);
            open.setLength(whole.length);
            open.seek(whole.length);
            if (whole.length == 0) {
                file.write(header());
            }
            done = true;
            return file;
        } catch (IOException e) {
            throw failure(path, "cannot be written", e);
        } finally {
            if (!done) {
                close(open, claim);
            }
        }
    }

    /** After a failure, which says more than one of closing. */
    private static void close(RandomAccessFile open, SoleWriter claim) {
        try (claim; open) {
            return;
        } catch (IOException _) {
            return;
        }
    }

    private static JsonObject header() {
        var header = new JsonObject();
        header.addProperty(HEADER, VERSION);
        return header;
    }

    /** Whether bytes without a line end are what is left of a header, because the process was killed while it wrote. */
    private static boolean isBegun(byte[] bytes) {
        return RecordedJson.line(header()).startsWith(new String(bytes, StandardCharsets.UTF_8));
    }

    private static ChatException failure(Path path, String what, IOException e) {
        return new ChatException(ChatException.Kind.CASSETTE,
                "The cassette " + path + " " + what + ": " + Reason.of(e), e);
    }

    private static byte[] whole(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, end);
    }

    private static List<Entry> parse(Path path, byte[] bytes) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            return List.of();
        }
        checkHeader(path, lines.getFirst());
        var entries = new ArrayList<Entry>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                JsonObject json = RecordedJson.object(lines.get(i));
                JsonObject request = json.getAsJsonObject("request");
                String key = json.get("key").getAsString();
                if (!key.equals(RecordedJson.key(request))) {
                    throw new IllegalStateException("its key is not that of its request");
                }
                entries.add(new Entry(key, json.get("turn").getAsInt(), request,
                        RecordedJson.reply(json.getAsJsonObject("reply"))));
            } catch (RuntimeException e) { // Gson's many kinds, and fields that are missing
                throw new ChatException(ChatException.Kind.CASSETTE, "Line " + (i + 1) + " of the cassette " + path
                        + " is damaged (" + e.getMessage() + "). Take the line out, or record again.", e);
            }
        }
        return entries;
    }

    private static void checkHeader(Path path, String line) {
        try {
            JsonElement version = RecordedJson.object(line).get(HEADER);
            if (version != null && version.getAsInt() != VERSION) {
                throw new ChatException(ChatException.Kind.CASSETTE, "The cassette " + path + " is of version "
                        + version.getAsInt() + ", and this Linnet reads version " + VERSION
                        + ". Record it again, or use the Linnet that wrote it.");
            }
            if (version != null) {
                return;
            }
        } catch (JsonParseException | IllegalStateException | NumberFormatException
                | UnsupportedOperationException _) {
            // said below
        }
        throw noCassette(path, line);
    }

    private static ChatException noCassette(Path path, String line) {
        return new ChatException(ChatException.Kind.CASSETTE, path + " is no cassette: its first line is not {\""
                + HEADER + "\":" + VERSION + "} but \"" + (line.length() > 60 ? line.substring(0, 60) + "..." : line)
                + "\".");
    }

    Path path() {
        return path;
    }

    /** What was there when it was opened. */
    List<Entry> entries() {
        return entries;
    }

    /** Adds a line; one that cannot be written is taken back whole. */
    synchronized void add(Entry entry) {
        var json = new JsonObject();
        json.addProperty("key", entry.key());
        json.addProperty("turn", entry.turn());
        json.add("request", entry.request());
        json.add("reply", RecordedJson.of(entry.reply()));
        try {
            write(json);
        } catch (IOException e) {
            throw failure(path, "cannot be written", e);
        }
    }

    private void write(JsonObject json) throws IOException {
        long before = open.getFilePointer();
        try {
            open.write((RecordedJson.line(json) + "\n").getBytes(StandardCharsets.UTF_8));
            open.getFD().sync();
        } catch (IOException e) {
            try {
                open.setLength(before);
                open.seek(before);
            } catch (IOException worse) {
                e.addSuppressed(worse);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (open != null) {
            try (claim; open) {
                return;
            } catch (IOException e) {
                throw failure(path, "cannot be closed", e);
            }
        }
    }
}

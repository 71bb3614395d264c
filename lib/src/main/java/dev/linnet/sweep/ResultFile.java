package dev.linnet.sweep;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.files.Reason;
import dev.linnet.files.SoleWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The results in a sweep's folder: {@code results.jsonl}, one line of JSON for every finished run, which is written when it finishes.
 * A line that was not written to its end, because the process was killed or the disk full, is dropped. One sweep at a time has the file.
 *
 * <p>Written through a {@link RandomAccessFile}: an interrupt, which ends a sweep, would close a channel in the middle of a line.
 */
final class ResultFile implements AutoCloseable {
    static final String NAME = "results.jsonl";

    private final Path file;
    private final SoleWriter claim;
    private final RandomAccessFile open;
    private final Map<String, Outcome> outcomes;

    private ResultFile(Path file, SoleWriter claim) throws IOException {
        this.file = file;
        this.claim = claim;
        open = new RandomAccessFile(file.toFile(), "rw");
        boolean opened = false;
        try {
            outcomes = read();
            opened = true;
        } finally {
            if (!opened) {
                open.close();
            }
        }
    }

    /** Opens the results of a folder, which is made if it is not there. */
    static ResultFile open(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("The folder " + folder + " cannot be made, where the sweep's results are to be ("
                    + Reason.of(e) + "); name another one.", e);
        }
        Path file = folder.resolve(NAME);
        SoleWriter claim = claim(file)
                .orElseThrow(() -> new IOException(
                        "Another sweep is writing to " + file + "; wait for it, or choose another folder."));
        boolean opened = false;
        try {
            var results = new ResultFile(file, claim);
            opened = true;
            return results;
        } finally {
            if (!opened) {
                claim.close();
            }
        }
    }

    private static Optional<SoleWriter> claim(Path file) throws IOException {
        try {
            return SoleWriter.of(file);
        } catch (IOException e) {
            throw new IOException("The folder " + file.toAbsolutePath().getParent()
                    + " cannot be written in, where the sweep's results are to be (" + Reason.of(e)
                    + "); name another one.", e);
        }
    }

    /** Where a run saves its training. */
    static Path checkpoint(Path folder, String key) {
        return folder.resolve(key + ".safetensors");
    }

    /** Reads all whole lines, and cuts off what follows them. */
    private Map<String, Outcome> read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        open.setLength(end);
        open.seek(end);
        var read = new HashMap<String, Outcome>();
        int number = 0;
        for (String line : new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            try {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                read.put(json.get("key").getAsString(), Outcome.read(json.getAsJsonObject("outcome")));
            } catch (RuntimeException e) { // Gson's many kinds, and fields that are missing
                throw new IOException(file + ": line " + number + " is no result of a sweep; move the file away.", e);
            }
        }
        return read;
    }

    /** The outcome of a run that has finished with a result, now or earlier. */
    synchronized Optional<Outcome> find(String key) {
        return Optional.ofNullable(outcomes.get(key)).filter(Outcome::succeeded);
    }

    /** Writes a result and forces it to the disk; a result that cannot be written is taken back whole. */
    synchronized void add(String key, JsonObject labels, Outcome outcome) throws IOException {
        var json = new JsonObject();
        json.addProperty("key", key);
        json.add("run", labels);
        json.add("outcome", outcome.toJson());
        long before = open.getFilePointer();
        try {
            open.write((json + "\n").getBytes(StandardCharsets.UTF_8));
            open.getFD().sync();
        } catch (IOException e) {
            open.setLength(before);
            open.seek(before);
            throw new IOException("The result of a run could not be written to " + file + ": " + e.getMessage(), e);
        }
        outcomes.put(key, outcome);
    }

    @Override
    public void close() throws IOException {
        try (claim) {
            open.close();
        }
    }
}

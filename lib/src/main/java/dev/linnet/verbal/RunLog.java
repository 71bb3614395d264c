package dev.linnet.verbal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/**
 * A run's file: a line of JSON for what it is of, for every call as soon as it is answered, for every step, and for the last evaluation. A line that was
 * not finished, because the process was killed, is not read, and overwritten when the run goes on.
 */
final class RunLog implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final Path file;
    // Not a channel: an interrupt, by which a person stops a training, would close it.
    private final Writer writer;

    private RunLog(Path file) throws IOException {
        this.file = file;
        writer = new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.UTF_8);
    }

    static RunLog begin(Path file, RunHeader header) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(
                    file + " exists already; go on with it by VerbalTrainer.resume, or name another file.");
        }
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        var log = new RunLog(file);
        var json = RunJson.of(header);
        json.addProperty("format", FORMAT);
        log.write("run", json);
        return log;
    }

    static RunLog goOn(Path file) throws IOException {
        long whole = wholeLines(Files.readAllBytes(file));
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(whole);
        }
        var log = new RunLog(file);
        log.write("resume", new JsonObject());
        return log;
    }

    private static int wholeLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    void call(Call call) {
        write("call", RunJson.of(call));
    }

    void step(StepRecord step) {
        write("step", RunJson.of(step));
    }

    void end(Assessment evaluation) {
        write("end", RunJson.of(evaluation));
    }

    private synchronized void write(String type, JsonObject json) {
        json.addProperty("type", type);
        try {
            writer.write(GSON.toJson(json) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The run cannot be recorded in " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The run's record " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }

    /** What a file holds. */
    static RunRecord read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> lines = new String(bytes, 0, wholeLines(bytes), StandardCharsets.UTF_8).lines().toList();
        RunRecord record = null;
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonObject json = JsonParser.parseString(lines.get(i)).getAsJsonObject();
                String type = json.get("type").getAsString();
                if (record == null) {
                    if (!type.equals("run") || json.get("format").getAsInt() != FORMAT) {
                        throw new IOException(file + " is no record of a run in format " + FORMAT + ".");
                    }
                    record = new RunRecord(RunJson.header(json));
                    continue;
                }
                switch (type) {
                    case "call" -> record.add(RunJson.call(json));
                    case "step" -> record.add(RunJson.step(json));
                    case "end" -> record.end(RunJson.evaluation(json));
                    case "resume" -> record.abandon();
                    default ->
                        throw new IOException(file + ", line " + (i + 1) + ": nobody knows the type " + type + ".");
                }
            } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException
                    | UnsupportedOperationException | ClassCastException e) {
                throw new IOException(file + ", line " + (i + 1) + ": this is no line of a run's record.", e);
            }
        }
        if (record == null) {
            throw new IOException(file + " is empty: no run was recorded in it.");
        }
        return record;
    }
}

package dev.linnet.verbal;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.linnet.files.Reason;
import dev.linnet.files.SoleWriter;

/**
 * A run's file: a line of JSON for what it is of, for every call as soon as it is answered, for every step, and for the last evaluation. A line that was
 * not finished, because the process was killed, is not read, and overwritten when the run goes on.
 */
final class RunLog implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final Path file;
    private final SoleWriter claim;
    // Not a channel: an interrupt, by which a person stops a training, would close it.
    private final Writer writer;

    private RunLog(Path file, SoleWriter claim) throws IOException {
        this.file = file;
        this.claim = claim;
        writer = new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.UTF_8);
    }

    static RunLog begin(Path file, RunHeader header) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(
                    file + " exists already; go on with it by VerbalTrainer.resume, or name another file.");
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return opened(file, log -> {
                var json = RunJson.of(header);
                json.addProperty("format", FORMAT);
                log.write("run", json);
            });
        } catch (FileAlreadyExistsException e) {
            throw new IOException("The run cannot be recorded in " + file + ": the folder " + folder
                    + " cannot be made, because a file is there. Name another one.", e);
        }
    }

    static RunLog goOn(Path file) throws IOException {
        return opened(file, log -> {
            long whole = wholeLines(Files.readAllBytes(file));
            try (var access = new RandomAccessFile(file.toFile(), "rw")) {
                access.setLength(whole);
            }
            log.write("resume", new JsonObject());
        });
    }

    /** Writes the first line of what is to come. */
    @FunctionalInterface
    private interface Beginning {
        void write(RunLog log) throws IOException;
    }

    /** Opens a file to add to; where that fails, a file that was not there is not there afterwards. */
    private static RunLog opened(Path file, Beginning beginning) throws IOException {
        boolean there = Files.exists(file);
        RunLog log = null;
        boolean done = false;
        SoleWriter claim = claim(file);
        try {
            log = new RunLog(file, claim);
            beginning.write(log);
            done = true;
            return log;
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e.getCause());
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            if (!done) {
                claim.close();
                if (!there) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static SoleWriter claim(Path file) throws IOException {
        try {
            return SoleWriter.of(file)
                    .orElseThrow(() -> new IOException("Another training is recorded in " + file
                            + " now; wait for its end or close() it, or name another file."));
        } catch (FileNotFoundException e) {
            throw unwritable(file, e);
        }
    }

    private static IOException unwritable(Path file, IOException e) {
        return new IOException("The run cannot be recorded in " + file + ": " + Reason.of(e) + ". Name another file.",
                e);
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
        try (claim) {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The run's record " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "no run was recorded there");
        } catch (IOException e) {
            throw new IOException("The run's record " + file + " cannot be read: " + Reason.of(e) + ".", e);
        }
    }

    /** What a file holds. */
    static RunRecord read(Path file) throws IOException {
        byte[] bytes = bytes(file);
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

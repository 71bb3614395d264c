package dev.linnet.kernel.notebook;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

/** Reads and writes notebook files. A file is replaced as a whole, so a crash never leaves half a notebook. */
public final class NotebookFile {
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

    private NotebookFile() {}

    /** The notebook in {@code file}. */
    public static Notebook read(Path file) throws NotebookException {
        return read(file, file.toString());
    }

    /** The notebook in {@code file}, which messages call {@code name}. */
    public static Notebook read(Path file, String name) throws NotebookException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new NotebookException("There is no notebook '" + name + "'.", missing);
        } catch (IOException failure) {
            String reason = Files.isDirectory(file) ? "it is a directory; name a .ipynb file" : reason(failure);
            throw new NotebookException("Cannot read the notebook '" + name + "': " + reason + ".", failure);
        }
        try {
            return Notebook.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
                    name);
        } catch (CharacterCodingException binary) {
            throw new NotebookException("'" + name + "' is not a notebook: it is not text in UTF-8.", binary);
        }
    }

    /** Writes the notebook in nbformat's own layout, through a file beside {@code file} that then takes its name. */
    public static void write(Notebook notebook, Path file) throws NotebookException {
        writeAtomically(notebook.toText(), file);
    }

    /** Writes any text so that a reader sees the old file or the new one, never a part. */
    public static void writeAtomically(String text, Path file) throws NotebookException {
        Path temporary = null;
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            temporary = target
                    .resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException unsupported) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            deleteQuietly(temporary, failure);
            throw new NotebookException("Cannot write '" + file + "': " + Unwritable.reason(file, failure) + ".",
                    failure);
        }
    }

    static JsonElement parseJson(String text, String name) throws NotebookException {
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (json.isBlank()) {
            throw new NotebookException("'" + name + "' is empty, so it is not a notebook.");
        }
        try (var reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("something follows its end");
            }
            return element;
        } catch (IOException | JsonParseException | IllegalStateException malformed) {
            throw new NotebookException("'" + name + "' is not valid JSON" + place(malformed, json) + ".", malformed);
        }
    }

    private static String place(Throwable malformed, String json) {
        for (Throwable cause = malformed; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.io.EOFException) {
                break;
            }
            Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
            if (place.find()) {
                String line = json.lines().skip(Long.parseLong(place.group(1)) - 1).findFirst().orElse("").strip();
                String quoted = line.length() > 60 ? line.substring(0, 60) + "…" : line;
                return " in line " + place.group(1) + ", column " + place.group(2)
                        + (quoted.isEmpty() ? "" : ": " + quoted);
            }
        }
        return ": it ends too early, in line " + Math.max(1, json.lines().count());
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static void deleteQuietly(Path temporary, IOException failure) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException second) {
                failure.addSuppressed(second);
            }
        }
    }
}

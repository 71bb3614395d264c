package dev.linnet.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Writes small notebooks for a test and reads what came of them. */
final class NotebookFiles {
    private NotebookFiles() {}

    /** Writes a notebook with one code cell per text; a cell that begins with {@code // parameters} is tagged so. */
    static Path write(Path file, String... cells) {
        var list = new JsonArray();
        for (int i = 0; i < cells.length; i++) {
            var metadata = new JsonObject();
            if (cells[i].startsWith("// parameters")) {
                var tags = new JsonArray();
                tags.add("parameters");
                metadata.add("tags", tags);
            }
            var cell = new JsonObject();
            cell.addProperty("cell_type", "code");
            cell.add("execution_count", null);
            cell.addProperty("id", "cell-" + i);
            cell.add("metadata", metadata);
            cell.add("outputs", new JsonArray());
            cell.addProperty("source", cells[i]);
            list.add(cell);
        }
        var notebook = new JsonObject();
        notebook.add("cells", list);
        notebook.add("metadata", JsonParser.parseString("""
                {"kernelspec": {"name": "linnet", "display_name": "Linnet (Java 25)", "language": "java"}}"""));
        notebook.addProperty("nbformat", 4);
        notebook.addProperty("nbformat_minor", 5);
        try {
            return Files.writeString(file, notebook.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outputs of a code cell, counted from 0. */
    static JsonArray outputs(JsonObject notebook, int cell) {
        return notebook.getAsJsonArray("cells").get(cell).getAsJsonObject().getAsJsonArray("outputs");
    }
}

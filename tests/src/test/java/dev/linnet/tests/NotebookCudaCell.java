package dev.linnet.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * A {@code %%cuda} cell of one of the project's notebooks.
 *
 * @param name    {@code notebook/variable}
 * @param options of the cell's first line that say how it is compiled
 * @param source  as the cell hands it to a compiler: with a blank first line, so that lines are those of the cell
 * @param java    the notebook's other cells of code
 */
record NotebookCudaCell(String name, String options, String source, String java) {
    static final Path FOLDER = Repository.ROOT.resolve("notebooks");

    private static final String MAGIC = "%%cuda";
    /** Options that say where a kernel runs and what it is called. */
    private static final Pattern NOT_COMPILED = Pattern.compile("--(name|check|backend)[ =](\\S+)");

    /** Every cell of every notebook. */
    static List<NotebookCudaCell> all() {
        var all = new ArrayList<NotebookCudaCell>();
        try (var files = Files.list(FOLDER)) {
            files.filter(file -> file.toString().endsWith(".ipynb")).sorted().forEach(file -> all.addAll(of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static List<NotebookCudaCell> of(Path notebook) {
        var cuda = new ArrayList<String>();
        var java = new StringBuilder();
        for (var element : NotebookFiles.read(notebook).getAsJsonArray("cells")) {
            var cell = element.getAsJsonObject();
            if (cell.get("cell_type").getAsString().equals("code")) {
                var text = text(cell);
                if (text.startsWith(MAGIC)) {
                    cuda.add(text);
                } else {
                    java.append(text).append('\n');
                }
            }
        }
        var title = notebook.getFileName().toString().replaceFirst("\\.ipynb$", "");
        return cuda.stream().map(text -> of(title, text, java.toString())).toList();
    }

    private static NotebookCudaCell of(String title, String text, String java) {
        int end = text.indexOf('\n');
        var options = text.substring(MAGIC.length(), end);
        var name = "?";
        var known = NOT_COMPILED.matcher(options);
        while (known.find()) {
            name = known.group(1).equals("name") ? known.group(2) : name;
        }
        return new NotebookCudaCell(title + "/" + name, known.replaceAll("").strip(), text.substring(end), java);
    }

    /** A cell's text, which is a string or a list of them. */
    private static String text(JsonObject cell) {
        var source = cell.get("source");
        if (!source.isJsonArray()) {
            return source.getAsString();
        }
        return String.join("", source.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList());
    }
}

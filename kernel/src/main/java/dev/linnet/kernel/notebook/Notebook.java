package dev.linnet.kernel.notebook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * A notebook of nbformat 4: the JSON tree of its file, of which only the parts named here are understood and all the
 * others are kept. Multi-line texts are joined in memory.
 */
public final class Notebook {
    private final JsonObject json;

    private Notebook(JsonObject json) {
        this.json = json;
    }

    /**
     * The notebook in a text.
     *
     * @param name how messages call it, usually the file's path
     */
    public static Notebook parse(String text, String name) throws NotebookException {
        return of(NotebookFile.parseJson(text, name), name);
    }

    static Notebook of(JsonElement element, String name) throws NotebookException {
        if (!(element instanceof JsonObject json)) {
            throw new NotebookException(
                    "'" + name + "' is JSON but not a notebook: it should begin with '{' and hold \"cells\".");
        }
        int format = number(json, "nbformat");
        if (format >= 1 && format < 4) {
            throw new NotebookException("'" + name + "' is in the old notebook format " + format
                    + "; convert it once with `jupyter nbconvert --to notebook " + name + "`.");
        }
        if (format > 4) {
            throw new NotebookException("'" + name + "' is in notebook format " + format
                    + ", which is newer than the format 4 that this version reads; update Linnet.");
        }
        if (!(json.get("cells") instanceof JsonArray cells)) {
            throw new NotebookException("'" + name + "' is JSON but not a notebook: it has no list of \"cells\".");
        }
        if (format != 4) {
            throw new NotebookException("'" + name + "' does not say its format; add \"nbformat\": 4 to it.");
        }
        for (int i = 0; i < cells.size(); i++) {
            if (!(cells.get(i) instanceof JsonObject cell) || !(cell.get("cell_type") instanceof JsonPrimitive)) {
                throw new NotebookException("'" + name + "' is a broken notebook: its cell " + (i + 1)
                        + " has no \"cell_type\".");
            }
        }
        MultilineText.joinNotebook(json);
        return new Notebook(json);
    }

    public JsonObject json() {
        return json;
    }

    /** The notebook's metadata, added where the file has none. */
    public JsonObject metadata() {
        return Cell.child(json, "metadata");
    }

    /** The cells in order; the list is a copy, the cells are the notebook's own. */
    public List<Cell> cells() {
        var cells = new ArrayList<Cell>();
        json.getAsJsonArray("cells").forEach(cell -> cells.add(new Cell(cell.getAsJsonObject())));
        return cells;
    }

    /** Puts a cell before the one that has {@code index} now. */
    public void insert(int index, Cell cell) {
        var cells = new JsonArray();
        for (JsonElement element : json.getAsJsonArray("cells")) {
            if (cells.size() == index) {
                cells.add(cell.json());
            }
            cells.add(element);
        }
        if (cells.size() == index) {
            cells.add(cell.json());
        }
        json.add("cells", cells);
    }

    /** Removes the cell at {@code index}. */
    public void remove(int index) {
        json.getAsJsonArray("cells").remove(index);
    }

    /** The notebook as nbformat writes it, with a line end. */
    public String toText() {
        if (number(json, "nbformat_minor") >= 5) {
            addMissingIds();
        }
        JsonObject split = MultilineText.splitNotebook(json);
        JsonObject metadata = Cell.child(split, "metadata");
        List.of("orig_nbformat", "orig_nbformat_minor", "signature").forEach(metadata::remove);
        for (JsonElement cell : split.getAsJsonArray("cells")) {
            Cell.child(cell.getAsJsonObject(), "metadata").remove("trusted");
        }
        return CanonicalJson.write(split);
    }

    /** Format 4.5 asks for an id in each cell; ours follow from place and text, so that they do not change. */
    private void addMissingIds() {
        Set<String> taken = new HashSet<>();
        for (Cell cell : cells()) {
            if (cell.json().get("id") instanceof JsonPrimitive id) {
                taken.add(id.getAsString());
            }
        }
        int index = 0;
        for (Cell cell : cells()) {
            if (!(cell.json().get("id") instanceof JsonPrimitive)) {
                String id = hash(index + "\n" + cell.source());
                while (!taken.add(id)) {
                    id = hash(id);
                }
                cell.json().addProperty("id", id);
            }
            index++;
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int number(JsonObject object, String name) {
        return object.get(name) instanceof JsonPrimitive number && number.isNumber() ? number.getAsInt() : 0;
    }
}

package dev.linnet.kernel.notebook;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** A cell of a notebook: a view of its JSON, which may hold more than is understood here. */
public final class Cell {
    private final JsonObject json;

    Cell(JsonObject json) {
        this.json = json;
    }

    /** A code cell with no outputs; the notebook gives it an id when it is written. */
    public static Cell code(String source, List<String> tags) {
        var json = new JsonObject();
        json.addProperty("cell_type", "code");
        json.addProperty("source", source);
        var cell = new Cell(json);
        var tagArray = new JsonArray();
        tags.forEach(tagArray::add);
        cell.metadata().add("tags", tagArray);
        cell.clear();
        return cell;
    }

    public JsonObject json() {
        return json;
    }

    public boolean isCode() {
        return "code".equals(type());
    }

    /** {@code code}, {@code markdown} or {@code raw}. */
    public String type() {
        return json.get("cell_type") instanceof JsonPrimitive type ? type.getAsString() : "";
    }

    public String source() {
        return json.get("source") instanceof JsonPrimitive source ? source.getAsString() : "";
    }

    /** The cell's metadata, added where the file has none. */
    public JsonObject metadata() {
        return child(json, "metadata");
    }

    public List<String> tags() {
        var tags = new ArrayList<String>();
        if (metadata().get("tags") instanceof JsonArray array) {
            for (JsonElement tag : array) {
                if (tag instanceof JsonPrimitive word) {
                    tags.add(word.getAsString());
                }
            }
        }
        return tags;
    }

    public boolean isTagged(String tag) {
        return tags().contains(tag);
    }

    /** The outputs of a code cell, added where the file has none. */
    public JsonArray outputs() {
        if (!(json.get("outputs") instanceof JsonArray)) {
            json.add("outputs", new JsonArray());
        }
        return json.getAsJsonArray("outputs");
    }

    /** Replaces the outputs. */
    public void setOutputs(JsonArray outputs) {
        json.add("outputs", outputs);
    }

    public void setExecutionCount(int count) {
        json.addProperty("execution_count", count);
    }

    /** Makes the cell one that has not run. */
    public void clear() {
        json.add("outputs", new JsonArray());
        json.add("execution_count", JsonNull.INSTANCE);
        metadata().remove("execution");
    }

    static JsonObject child(JsonObject parent, String name) {
        if (!(parent.get(name) instanceof JsonObject)) {
            parent.add(name, new JsonObject());
        }
        return parent.getAsJsonObject(name);
    }
}

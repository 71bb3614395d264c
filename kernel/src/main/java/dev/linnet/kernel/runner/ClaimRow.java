package dev.linnet.kernel.runner;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;

/**
 * A claim that a notebook checked, as found in its outputs.
 *
 * @param claim    what is claimed
 * @param measured what the run measured, as text
 * @param expected what makes the claim hold
 * @param paper    the paper's own value, or empty
 * @param source   where the paper says so, or empty
 * @param passed   whether the claim holds
 */
public record ClaimRow(String claim, String measured, String expected, String paper, String source, boolean passed) {
    /** The MIME type by which a checked claim is known. */
    public static final String MIME_TYPE = "application/vnd.linnet.claim+json";

    /** The claims among the outputs of {@code notebook}, in order. */
    public static List<ClaimRow> in(Notebook notebook) {
        var claims = new ArrayList<ClaimRow>();
        for (Cell cell : notebook.cells()) {
            if (cell.isCode()) {
                for (JsonElement output : cell.outputs()) {
                    if (output instanceof JsonObject object && object.get("data") instanceof JsonObject data
                            && data.get(MIME_TYPE) instanceof JsonObject claim) {
                        claims.add(of(claim));
                    }
                }
            }
        }
        return claims;
    }

    private static ClaimRow of(JsonObject claim) {
        boolean passed = claim.get("passed") instanceof JsonPrimitive truth && truth.getAsBoolean();
        return new ClaimRow(text(claim, "claim"), text(claim, "measured"), text(claim, "expected"),
                text(claim, "paper"), text(claim, "source"), passed);
    }

    private static String text(JsonObject claim, String name) {
        return claim.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
    }

    JsonObject toJson() {
        var json = new JsonObject();
        json.addProperty("claim", claim);
        json.addProperty("measured", measured);
        json.addProperty("expected", expected);
        json.addProperty("passed", passed);
        if (!paper.isBlank()) {
            json.addProperty("paper", paper);
        }
        if (!source.isBlank()) {
            json.addProperty("source", source);
        }
        return json;
    }
}

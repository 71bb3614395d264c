package dev.linnet.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** Texts that a notebook file may hold as arrays of lines: joined in memory, split on disk, as nbformat does. */
final class MultilineText {
    private MultilineText() {}

    /** The text of a string or of an array of strings; any other element is no text and gives null. */
    static String join(JsonElement element) {
        if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        if (!(element instanceof JsonArray lines)) {
            return null;
        }
        var text = new StringBuilder();
        for (JsonElement line : lines) {
            if (!(line instanceof JsonPrimitive primitive) || !primitive.isString()) {
                return null;
            }
            text.append(primitive.getAsString());
        }
        return text.toString();
    }

    /** The lines of {@code text}, each with its end. */
    static JsonArray split(String text) {
        var lines = new JsonArray();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (endsLine(text, i)) {
                lines.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    /** Whether a line ends with the character, by the rules of Python's {@code splitlines}, which nbformat uses. */
    private static boolean endsLine(String text, int index) {
        return switch (text.charAt(index)) {
            case '\r' -> index + 1 == text.length() || text.charAt(index + 1) != '\n';
            case '\n', '\u000b', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028', '\u2029' -> true;
            default -> false;
        };
    }

    /** A copy of the notebook with every multi-line text of nbformat split into lines. */
    static JsonObject splitNotebook(JsonObject notebook) {
        JsonObject copy = notebook.deepCopy();
        for (JsonElement element : copy.getAsJsonArray("cells")) {
            JsonObject cell = element.getAsJsonObject();
            splitMember(cell, "source");
            if (cell.get("attachments") instanceof JsonObject attachments) {
                attachments.asMap().values().forEach(MultilineText::splitBundle);
            }
            if (cell.get("outputs") instanceof JsonArray outputs) {
                for (JsonElement output : outputs) {
                    if (output instanceof JsonObject object) {
                        splitBundle(object.get("data"));
                        splitMember(object, "text");
                    }
                }
            }
        }
        return copy;
    }

    /** Joins in place what {@link #splitNotebook} splits. */
    static void joinNotebook(JsonObject notebook) {
        for (JsonElement element : notebook.getAsJsonArray("cells")) {
            JsonObject cell = element.getAsJsonObject();
            joinMember(cell, "source");
            if (cell.get("attachments") instanceof JsonObject attachments) {
                attachments.asMap().values().forEach(MultilineText::joinBundle);
            }
            if (cell.get("outputs") instanceof JsonArray outputs) {
                for (JsonElement output : outputs) {
                    if (output instanceof JsonObject object) {
                        joinBundle(object.get("data"));
                        joinMember(object, "text");
                    }
                }
            }
        }
    }

    private static void splitBundle(JsonElement bundle) {
        if (bundle instanceof JsonObject data) {
            for (String mimeType : data.keySet().toArray(String[]::new)) {
                if (mimeType.startsWith("text/") || mimeType.equals("application/javascript")
                        || mimeType.equals("image/svg+xml")) {
                    splitMember(data, mimeType);
                }
            }
        }
    }

    private static void joinBundle(JsonElement bundle) {
        if (bundle instanceof JsonObject data) {
            for (String mimeType : data.keySet().toArray(String[]::new)) {
                boolean json = mimeType.startsWith("application/")
                        && (mimeType.endsWith("/json") || mimeType.endsWith("+json"));
                if (!json) {
                    joinMember(data, mimeType);
                }
            }
        }
    }

    private static void splitMember(JsonObject object, String name) {
        if (object.get(name) instanceof JsonPrimitive text && text.isString()) {
            object.add(name, split(text.getAsString()));
        }
    }

    private static void joinMember(JsonObject object, String name) {
        String text = join(object.get(name));
        if (text != null) {
            object.addProperty(name, text);
        }
    }
}

package dev.linnet.kernel.notebook;

import java.util.ArrayList;
import java.util.Collections;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * Writes JSON byte for byte as nbformat does: one space of indentation, sorted keys, text as it is. Numbers keep the
 * digits that they were read with.
 */
final class CanonicalJson {
    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    static String write(JsonElement element) {
        var json = new CanonicalJson();
        json.value(element, 0);
        return json.out.append('\n').toString();
    }

    private void value(JsonElement element, int depth) {
        switch (element) {
            case JsonObject object -> object(object, depth);
            case JsonArray array -> array(array, depth);
            case JsonPrimitive primitive when primitive.isString() -> string(primitive.getAsString());
            default -> out.append(element.isJsonNull() ? "null" : element.getAsString());
        }
    }

    private void object(JsonObject object, int depth) {
        var keys = new ArrayList<>(object.keySet());
        Collections.sort(keys);
        String separator = "{";
        for (String key : keys) {
            line(separator, depth + 1);
            string(key);
            out.append(": ");
            value(object.get(key), depth + 1);
            separator = ",";
        }
        end(keys.isEmpty(), "{", "}", depth);
    }

    private void array(JsonArray array, int depth) {
        String separator = "[";
        for (JsonElement element : array) {
            line(separator, depth + 1);
            value(element, depth + 1);
            separator = ",";
        }
        end(array.isEmpty(), "[", "]", depth);
    }

    private void line(String separator, int depth) {
        out.append(separator).append('\n').append(" ".repeat(depth));
    }

    private void end(boolean empty, String open, String close, int depth) {
        if (empty) {
            out.append(open).append(close);
        } else {
            line("", depth);
            out.append(close);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    // Half a surrogate pair has no UTF-8 form, so it stays escaped.
                    if (c < 0x20 || isLoneSurrogate(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}

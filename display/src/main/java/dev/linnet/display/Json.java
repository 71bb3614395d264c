package dev.linnet.display;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON tree, shown with folds where the front end can.
 *
 * @param tree maps with string keys, lists, strings, finite numbers, booleans and null
 */
public record Json(Object tree) implements Displayable {
    public Json {
        tree = copy(tree, 0);
    }

    @Override
    public MimeBundle toMimeBundle() {
        String text = toString();
        return tree == null ? MimeBundle.text(text) : MimeBundle.of(MimeBundle.JSON, tree, text);
    }

    /** The tree as JSON text, indented by two spaces. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        write(tree, "\n", text);
        return text.toString();
    }

    private static Object copy(Object node, int depth) {
        if (depth > 500) {
            throw new IllegalArgumentException(
                    "a JSON tree may nest 500 levels at most; does this one contain itself?");
        }
        return switch (node) {
            case null -> null;
            case String text -> text;
            case Boolean truth -> truth;
            case Number number -> {
                if (!Double.isFinite(number.doubleValue()) && (number instanceof Double || number instanceof Float)) {
                    throw new IllegalArgumentException("JSON has no number " + number + "; pass it as a string");
                }
                yield number;
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value, depth + 1)));
                yield copy;
            }
            case Iterable<?> list -> {
                var copy = new ArrayList<Object>();
                list.forEach(value -> copy.add(copy(value, depth + 1)));
                yield copy;
            }
            default -> throw new IllegalArgumentException("JSON has no place for a " + node.getClass().getTypeName()
                    + "; use maps, lists, strings, numbers, booleans and null");
        };
    }

    private static void write(Object node, String newLine, StringBuilder text) {
        String inner = newLine + "  ";
        switch (node) {
            case Map<?, ?> map when !map.isEmpty() -> {
                String before = "{";
                for (var entry : map.entrySet()) {
                    text.append(before).append(inner);
                    quote((String) entry.getKey(), text);
                    text.append(": ");
                    write(entry.getValue(), inner, text);
                    before = ",";
                }
                text.append(newLine).append('}');
            }
            case Map<?, ?> _ -> text.append("{}");
            case List<?> list when !list.isEmpty() -> {
                String before = "[";
                for (var value : list) {
                    text.append(before).append(inner);
                    write(value, inner, text);
                    before = ",";
                }
                text.append(newLine).append(']');
            }
            case List<?> _ -> text.append("[]");
            case String string -> quote(string, text);
            case null, default -> text.append(node);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}

package dev.linnet.verbal.grammar;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A prompt as its reader sees it: a heading, fields, and what stands after the last field. A field is a line {@code ** Title: **}, its value
 * on the lines after it, and an empty line. A line of a value that looks like a title is written with a backslash before it, so that no
 * description and no text can pass for a field.
 *
 * @param heading     what is asked for
 * @param fields      the values
 * @param instruction what stands after the last field
 */
public record PromptText(Heading heading, Map<PromptField, String> fields, String instruction) {
    /** What is asked for: the first line. */
    public enum Heading {
        INFERENCE("## Inference Step ##"), OPTIMIZATION("## Optimization Step ##"), IN_CONTEXT("## In-Context Step ##");

        private final String line;

        Heading(String line) {
            this.line = line;
        }

        public String line() {
            return line;
        }
    }

    private static final Pattern LIKE_TITLE = Pattern.compile("(?m)^(\\\\*\\*\\*)");
    private static final Pattern ESCAPED = Pattern.compile("(?m)^\\\\(\\\\*\\*\\*)");

    public PromptText {
        fields = Map.copyOf(fields);
    }

    /** The value of a field, or the empty text. */
    public String value(PromptField field) {
        return fields.getOrDefault(field, "");
    }

    /** The lines of a field that holds rows. */
    public List<String> rows(PromptField field) {
        return value(field).lines().filter(line -> !line.isBlank()).toList();
    }

    /** A field as it stands in a prompt. */
    public static String write(PromptField field, String value) {
        return title(field) + "\n" + LIKE_TITLE.matcher(value.strip()).replaceAll("\\\\$1") + "\n\n";
    }

    private static String title(PromptField field) {
        return "** " + field.title() + ": **";
    }

    /** Reads a prompt; empty where its first line is no heading. */
    public static Optional<PromptText> parse(String prompt) {
        List<String> lines = prompt.strip().lines().toList();
        for (Heading heading : Heading.values()) {
            if (!lines.isEmpty() && lines.getFirst().strip().equals(heading.line())) {
                return Optional.of(parse(heading, lines));
            }
        }
        return Optional.empty();
    }

    private static PromptText parse(Heading heading, List<String> lines) {
        var values = new EnumMap<PromptField, List<String>>(PromptField.class);
        var rest = new ArrayList<String>();
        List<String> current = rest;
        boolean rows = false;
        for (String line : lines.subList(1, lines.size())) {
            Optional<PromptField> title = titleOf(line);
            if (title.isPresent()) {
                current = new ArrayList<>();
                values.put(title.get(), current);
                rest.clear();
                rows = title.get().rows();
            } else if (rows && line.isBlank()) {
                current = rest;
                rows = false;
            } else {
                current.add(line);
            }
        }
        var fields = new EnumMap<PromptField, String>(PromptField.class);
        values.forEach((field, value) -> fields.put(field,
                ESCAPED.matcher(String.join("\n", value).strip()).replaceAll("$1")));
        return new PromptText(heading, fields, String.join("\n", rest).strip());
    }

    private static Optional<PromptField> titleOf(String line) {
        if (line.startsWith("** ")) {
            for (PromptField field : PromptField.values()) {
                if (line.strip().equals(title(field))) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }
}

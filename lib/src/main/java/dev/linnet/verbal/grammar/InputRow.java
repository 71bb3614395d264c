package dev.linnet.verbal.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** One input as a row of text: {@code [1.26]}, {@code [1.26, -0.33]}, {@code ["a text"]}, {@code [bottom 0.19, ink 0.52]}. */
public sealed interface InputRow {
    /** The row as a prompt shows it, on one line. */
    String print();

    /** Numbers: one is x, two are x1 and x2. */
    record Numbers(List<Double> values) implements InputRow {
        public Numbers {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a row needs a number at least");
            }
            values = values.stream().map(value -> Numerals.requireFinite("an input", value)).toList();
        }

        public static Numbers of(double... values) {
            return new Numbers(java.util.Arrays.stream(values).boxed().toList());
        }

        /** x, or x1. */
        public double first() {
            return values.getFirst();
        }

        @Override
        public String print() {
            return "[" + String.join(", ", values.stream().map(Numerals::print).toList()) + "]";
        }
    }

    /** A text. */
    record Words(String text) implements InputRow {
        public Words {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String print() {
            return "[\"" + text.replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\r", "\\r")
                    .replace("\n", "\\n") + "\"]";
        }
    }

    /** Measures with names of small letters and spaces, in order. */
    record Attributes(SequencedMap<String, Double> values) implements InputRow {
        private static final Pattern NAME = Pattern.compile("[a-z]+(?: [a-z]+)*");

        public Attributes {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a row needs an attribute at least");
            }
            var copy = new LinkedHashMap<String, Double>();
            for (Map.Entry<String, Double> entry : values.entrySet()) {
                if (!NAME.matcher(entry.getKey()).matches()) {
                    throw new IllegalArgumentException("an attribute is called \"" + entry.getKey()
                            + "\"; its name must be of small letters and single spaces.");
                }
                copy.put(entry.getKey(), Numerals.requireFinite("the attribute " + entry.getKey(), entry.getValue()));
            }
            values = java.util.Collections.unmodifiableSequencedMap(copy);
        }

        @Override
        public String print() {
            var cells = new ArrayList<String>();
            values.forEach((name, value) -> cells.add(name + " " + Numerals.print(value)));
            return "[" + String.join(", ", cells) + "]";
        }
    }

    /** What {@link #print} wrote, or nothing where {@code line} is no row. */
    static Optional<InputRow> parse(String line) {
        String row = line.strip();
        if (!row.startsWith("[") || !row.endsWith("]") || row.length() < 3) {
            return Optional.empty();
        }
        String inner = row.substring(1, row.length() - 1).strip();
        if (inner.startsWith("\"")) {
            return inner.length() > 1 && inner.endsWith("\"") ? Optional.of(unescaped(inner)) : Optional.empty();
        }
        var numbers = new ArrayList<Double>();
        var attributes = new LinkedHashMap<String, Double>();
        for (String cell : inner.split(",", -1)) {
            String text = cell.strip();
            int space = text.lastIndexOf(' ');
            String number = text.substring(space + 1);
            if (!number.matches(Numerals.PATTERN)) {
                return Optional.empty();
            }
            if (space < 0) {
                numbers.add(Numerals.parse(number));
            } else if (!Attributes.NAME.matcher(text.substring(0, space)).matches()) {
                return Optional.empty();
            } else {
                attributes.put(text.substring(0, space), Numerals.parse(number));
            }
        }
        if (numbers.isEmpty() == attributes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(attributes.isEmpty() ? new Numbers(numbers) : new Attributes(attributes));
    }

    private static Words unescaped(String quoted) {
        var text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && i + 1 < quoted.length() - 1) {
                char escaped = quoted.charAt(++i);
                text.append(switch (escaped) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> escaped;
                });
            } else {
                text.append(c);
            }
        }
        return new Words(text.toString());
    }
}

package dev.linnet.cuda.gpu.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the GPU benchmark measured; written anew after each row. */
final class BenchTable {
    /**
     * A measurement.
     *
     * @param what   what was measured
     * @param best   the best of its runs
     * @param median the run in the middle
     * @param unit   of both
     * @param remark what else there is to say, or why it could not be measured
     */
    record Row(String what, double best, double median, String unit, String remark) {}

    private final Path out;
    private final String name;
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    /** A table in {@code out/name.md} and {@code out/name.json}, with what is said in {@code out/name.log}. */
    BenchTable(Path out, String name) {
        this.out = out;
        this.name = name;
    }

    void condition(String name, String value) {
        conditions.put(name, value);
        say(name + ": " + value);
    }

    void add(Row row) {
        rows.add(row);
        say(row.what() + ": " + (Double.isNaN(row.best())
                ? row.remark()
                : number(row.best()) + " " + row.unit() + " (median " + number(row.median()) + ") " + row.remark()));
        try {
            Files.writeString(out.resolve(name + ".md"), markdown());
            Files.writeString(out.resolve(name + ".json"), json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String line) {
        System.out.println(java.time.LocalTime.now(java.time.ZoneOffset.UTC)
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + " " + line);
        try {
            Files.writeString(out.resolve(name + ".log"), line + "\n", java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String number(double value) {
        return Double.isNaN(value)
                ? ""
                : String.format(Locale.ROOT, value >= 1000 ? "%.0f" : value >= 10 ? "%.1f" : "%.3g", value);
    }

    private String markdown() {
        var text = new StringBuilder();
        conditions.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n| | best | median | | |\n|---|--:|--:|---|---|\n");
        for (var row : rows) {
            text.append("| ")
                    .append(row.what())
                    .append(" | ")
                    .append(number(row.best()))
                    .append(" | ")
                    .append(number(row.median()))
                    .append(" | ")
                    .append(row.unit())
                    .append(" | ")
                    .append(row.remark())
                    .append(" |\n");
        }
        return text.toString();
    }

    private String json() {
        var parts = new ArrayList<String>();
        conditions.forEach((name, value) -> parts.add(quoted(name) + ": " + quoted(value)));
        var all = new ArrayList<String>();
        for (var row : rows) {
            all.add("{\"what\": " + quoted(row.what()) + ", \"best\": " + plain(row.best()) + ", \"median\": "
                    + plain(row.median()) + ", \"unit\": " + quoted(row.unit()) + ", \"remark\": "
                    + quoted(row.remark()) + "}");
        }
        return "{" + String.join(",\n ", parts) + ",\n \"rows\": [\n  " + String.join(",\n  ", all) + "]}\n";
    }

    private static String plain(double value) {
        return Double.isNaN(value) ? "null" : Double.toString(value);
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                default -> json.append(c < ' ' ? ' ' : c);
            }
        }
        return json.append('"').toString();
    }
}

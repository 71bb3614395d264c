package dev.linnet.probe.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.linnet.probe.Samples;

/** Reads dense files of Weka's form with numeric features and a nominal class, which is the last attribute. */
final class Arff {
    private static final Pattern ATTRIBUTE = Pattern.compile("(?i)@attribute\\s+('[^']*'|\"[^\"]*\"|\\S+)\\s+(.*)");

    private final Path file;
    private final List<String> names = new ArrayList<>();
    private List<String> classes;
    private final List<double[]> rows = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    private Arff(Path file) {
        this.file = file;
    }

    static DataSet load(Path file) {
        var arff = new Arff(file);
        try {
            arff.read(Files.readAllLines(file));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("there is no file '" + file + "'", missing);
        } catch (IOException failure) {
            throw new UncheckedIOException("'" + file + "' cannot be read: " + failure.getMessage(), failure);
        }
        int n = arff.names.size();
        var x = new double[arff.rows.size() * n];
        for (int i = 0; i < arff.rows.size(); i++) {
            System.arraycopy(arff.rows.get(i), 0, x, i * n, n);
        }
        int[] labels = arff.labels.stream().mapToInt(label -> label).toArray();
        return new DataSet(file.getFileName().toString(), new Samples(x, n, labels, arff.classes.size()), arff.names,
                arff.classes, file.toString(), "that of the file's origin");
    }

    private void read(List<String> lines) {
        boolean data = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("%")) {
                continue;
            }
            if (data) {
                row(line, i + 1);
            } else if (line.toLowerCase(Locale.ROOT).startsWith("@attribute")) {
                attribute(line, i + 1);
            } else if (line.toLowerCase(Locale.ROOT).startsWith("@data")) {
                data = true;
                if (classes == null || names.isEmpty()) {
                    throw wrong(i + 1, "there must be numeric attributes and then a nominal one, the class");
                }
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("'" + file + "' has no data");
        }
    }

    private void attribute(String line, int number) {
        Matcher matcher = ATTRIBUTE.matcher(line);
        if (!matcher.matches()) {
            throw wrong(number, "'" + line + "' is no attribute");
        }
        if (classes != null) {
            throw wrong(number, "a nominal attribute comes before '" + unquoted(matcher.group(1))
                    + "'; only the last may be nominal");
        }
        String type = matcher.group(2).strip();
        if (type.startsWith("{") && type.endsWith("}")) {
            classes = Arrays.stream(type.substring(1, type.length() - 1).split(",", -1)).map(Arff::unquoted).toList();
        } else if (List.of("real", "numeric", "integer").contains(type.toLowerCase(Locale.ROOT))) {
            names.add(unquoted(matcher.group(1)));
        } else {
            throw wrong(number, "the attribute '" + unquoted(matcher.group(1)) + "' is of type " + type
                    + "; features must be numeric");
        }
    }

    private void row(String line, int number) {
        String[] fields = line.split(",", -1);
        if (fields.length != names.size() + 1) {
            throw wrong(number, "there are " + fields.length + " values for " + (names.size() + 1) + " attributes");
        }
        var x = new double[names.size()];
        for (int j = 0; j < x.length; j++) {
            try {
                x[j] = Double.parseDouble(fields[j].strip());
            } catch (NumberFormatException bad) {
                throw wrong(number, "'" + fields[j].strip() + "' is no number; it is the value of " + names.get(j));
            }
        }
        String label = unquoted(fields[x.length]);
        int k = classes.indexOf(label);
        if (k < 0) {
            throw wrong(number, "the class '" + label + "' is none of " + classes);
        }
        rows.add(x);
        labels.add(k);
    }

    private static String unquoted(String text) {
        String stripped = text.strip();
        return stripped.matches("'.*'|\".*\"") ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException("line " + line + " of '" + file + "': " + what);
    }
}

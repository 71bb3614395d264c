package dev.linnet.probe.features;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Comma-separated values in UTF-8: one row a line, values perhaps in double quotes (a doubled quote is one), empty lines and lines that
 * begin with # skipped; a name that ends in .gz is unpacked.
 */
final class CsvSource implements RowSource {
    private final Path file;
    private final String name;
    private final List<String> heading;
    private final boolean hasHeading;
    private final Columns.Found columns;
    private final List<String> featureNames;

    CsvSource(Path file, Columns columns) throws IOException {
        this.file = file;
        this.name = file.getFileName().toString();
        List<String> first;
        try (var lines = new Lines(file, name)) {
            first = lines.next();
        }
        if (first == null) {
            throw new FeaturesException(name + ": it is empty; rows of numbers and a label are needed.");
        }
        hasHeading = first.stream().noneMatch(CsvSource::isNumber);
        heading = hasHeading ? first : IntStream.range(0, first.size()).mapToObj(Integer::toString).toList();
        this.columns = columns.find(name, heading);
        featureNames = this.columns.names(heading);
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> featureNames() {
        return featureNames;
    }

    @Override
    public Rows open() throws IOException {
        var lines = new Lines(file, name);
        if (hasHeading) {
            lines.next();
        }
        return new Rows() {
            private List<String> values = List.of();

            @Override
            public boolean next(double[] features) throws IOException {
                values = lines.next();
                if (values == null) {
                    return false;
                }
                if (values.size() != heading.size()) {
                    throw new FeaturesException(name + ": " + place() + " has " + values.size() + " values, the first "
                            + (hasHeading ? "line's heading" : "line") + " has " + heading.size() + ".");
                }
                for (int j = 0; j < features.length; j++) {
                    features[j] = number(columns.features()[j]);
                }
                return true;
            }

            private double number(int column) throws FeaturesException {
                try {
                    return Double.parseDouble(values.get(column));
                } catch (NumberFormatException _) {
                    throw new FeaturesException(name + ": in " + place() + " the value of column " + heading.get(column)
                            + " is \"" + values.get(column) + "\", which is no number.");
                }
            }

            @Override
            public String label() {
                return values.get(columns.label());
            }

            @Override
            public String place() {
                return "line " + lines.number;
            }

            @Override
            public void close() throws IOException {
                lines.close();
            }
        };
    }

    /** The lines of a text file that say something, each as its values. */
    private static final class Lines implements AutoCloseable {
        private final String name;
        private final BufferedReader reader;
        /** Of the line that was read last, from 1 on. */
        private int number;

        Lines(Path file, String name) throws IOException {
            this.name = name;
            if (Files.isDirectory(file)) {
                throw new FeaturesException(name + ": it is a folder; name a file.");
            }
            InputStream bytes;
            try {
                bytes = Files.newInputStream(file);
            } catch (NoSuchFileException e) {
                throw new NoSuchFileException(file.toString(), null, "there is no such file");
            }
            try {
                InputStream text = name.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                reader = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
            } catch (IOException e) {
                bytes.close();
                throw new FeaturesException(name + ": it cannot be unpacked: " + e.getMessage() + ".");
            }
        }

        private String line() throws IOException {
            try {
                number++;
                String line = reader.readLine();
                // A byte-order mark, as spreadsheets write it.
                return line != null && number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
            } catch (MalformedInputException _) {
                throw new FeaturesException(name + ": line " + number + " or one soon after it is not UTF-8 text.");
            }
        }

        /** The next line's values, or null after the last. */
        List<String> next() throws IOException {
            for (String line = line(); line != null; line = line()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    return values(line);
                }
            }
            return null;
        }

        private List<String> values(String line) throws FeaturesException {
            var values = new ArrayList<String>();
            int at = 0;
            do {
                int end = line.indexOf(',', at);
                int quote = firstQuote(line, at);
                if (quote >= 0) {
                    var text = new StringBuilder();
                    int i = quote + 1;
                    while (i < line.length() && (line.charAt(i) != '"' || line.startsWith("\"\"", i))) {
                        text.append(line.charAt(i));
                        i += line.startsWith("\"\"", i) ? 2 : 1;
                    }
                    end = line.indexOf(',', i);
                    String behind = i >= line.length() ? null : line.substring(i + 1, end < 0 ? line.length() : end);
                    if (behind == null || !behind.isBlank()) {
                        throw new FeaturesException(name + ": in line " + number + " the quote of value "
                                + (values.size() + 1) + " is not closed where the value ends.");
                    }
                    values.add(text.toString());
                } else {
                    values.add(line.substring(at, end < 0 ? line.length() : end).strip());
                }
                at = end < 0 ? -1 : end + 1;
            } while (at >= 0);
            return values;
        }

        /** The position of the quote that a value begins with, or -1. */
        private static int firstQuote(String line, int from) {
            int at = from;
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return at < line.length() && line.charAt(at) == '"' ? at : -1;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}

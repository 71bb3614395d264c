package dev.linnet.odeen.data;

import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;

import dev.linnet.files.WholeFile;
import dev.linnet.odeen.Universe;

/**
 * The paper's file format: one JSON object with {@code structures} (texts) and {@code dataset}, a list of objects with {@code rule}
 * (text), {@code table} (structures), {@code table_labels} and {@code labels} (one for each of {@code structures}). Labels are
 * written as 1 and 0; {@code true} and {@code false} are read as well.
 */
public final class DataSetFile {
    private DataSetFile() {}

    /**
     * Writes a data set, {@linkplain WholeFile as a whole or not at all}.
     *
     * @throws java.nio.file.FileSystemException if it cannot be written, with the reason
     */
    public static void write(DataSet set, Path file) throws IOException {
        WholeFile.write(file, out -> write(set, out));
    }

    private static void write(DataSet set, OutputStream out) throws IOException {
        Universe universe = set.universe();
        var json = new JsonWriter(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
        json.beginObject().name("structures").beginArray();
        for (int structure : set.structures()) {
            json.value(universe.structure(structure));
        }
        json.endArray().name("dataset").beginArray();
        for (DataSet.Entry entry : set.entries()) {
            json.beginObject().name("rule").value(universe.grammar().text(entry.rule()));
            json.name("table").beginArray();
            for (int i = 0; i < entry.table().size(); i++) {
                json.value(entry.table().text(i));
            }
            json.endArray().name("table_labels").beginArray();
            for (int i = 0; i < entry.table().size(); i++) {
                json.value(entry.table().label(i) ? 1 : 0);
            }
            json.endArray().name("labels").beginArray();
            for (boolean label : entry.labels()) {
                json.value(label ? 1 : 0);
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
        json.flush();
    }

    /**
     * Reads a data set.
     *
     * @throws IllegalArgumentException naming the file, the place in it and what is wrong: no such JSON, a rule outside the grammar,
     *                                  a structure of another universe, labels that are too many or too few
     */
    public static DataSet read(Universe universe, Path file) throws IOException {
        try (var json = new JsonReader(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            try {
                return read(universe, json);
            } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException wrong) {
                throw new IllegalArgumentException(
                        "The data set " + file + " is not as it should be at " + json.getPath() + ": "
                                + wrong.getMessage(),
                        wrong);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        "The data set " + file + " is not as it should be before " + json.getPath() + ": "
                                + wrong.getMessage(),
                        wrong);
            }
        }
    }

    private static DataSet read(Universe universe, JsonReader json) throws IOException {
        int[] structures = null;
        List<DataSet.Entry> entries = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "structures" -> structures = structures(universe, json);
                case "dataset" -> {
                    entries = new ArrayList<>();
                    json.beginArray();
                    while (json.hasNext()) {
                        entries.add(entry(universe, json));
                    }
                    json.endArray();
                }
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new DataSet(universe, required("structures", structures), required("dataset", entries));
    }

    private static DataSet.Entry entry(Universe universe, JsonReader json) throws IOException {
        Integer rule = null;
        int[] table = null;
        List<Boolean> tableLabels = null;
        List<Boolean> labels = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "rule" -> rule = universe.grammar().id(json.nextString());
                case "table" -> table = structures(universe, json);
                case "table_labels" -> tableLabels = labels(json);
                case "labels" -> labels = labels(json);
                default -> json.skipValue();
            }
        }
        json.endObject();
        boolean[] observed = new boolean[required("table_labels", tableLabels).size()];
        for (int i = 0; i < observed.length; i++) {
            observed[i] = tableLabels.get(i);
        }
        return new DataSet.Entry(required("rule", rule),
                LabelledTable.of(universe, required("table", table), observed), required("labels", labels));
    }

    private static int[] structures(Universe universe, JsonReader json) throws IOException {
        var ids = new ArrayList<Integer>();
        json.beginArray();
        while (json.hasNext()) {
            ids.add(universe.id(json.nextString()));
        }
        json.endArray();
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Boolean> labels(JsonReader json) throws IOException {
        var labels = new ArrayList<Boolean>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() == JsonToken.BOOLEAN) {
                labels.add(json.nextBoolean());
            } else {
                int label = json.nextInt();
                if (label != 0 && label != 1) {
                    throw new IllegalArgumentException("a label is 0 or 1, but one is " + label);
                }
                labels.add(label == 1);
            }
        }
        json.endArray();
        return labels;
    }

    private static <T> T required(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException("there is no '" + name + "'");
        }
        return value;
    }
}

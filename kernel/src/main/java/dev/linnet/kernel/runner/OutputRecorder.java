package dev.linnet.kernel.runner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.OutputSink;

/**
 * Turns what cells emit into the outputs of a notebook file, as nbformat defines them. Everything happens under one
 * lock, which a reader of the notebook takes too ({@link #locked}): a cell's threads may print after the cell ended.
 */
final class OutputRecorder {
    private final Map<String, List<JsonObject>> displays = new HashMap<>();
    private final Set<Recording> unwritten = new LinkedHashSet<>();
    private boolean changed;

    /** Where the outputs of one cell go. */
    OutputSink sink(Cell cell) {
        var recording = new Recording(cell.outputs());
        return output -> {
            synchronized (this) {
                changed = true;
                recording.add(output);
            }
        };
    }

    /** Runs {@code read} while no output changes. */
    synchronized <T> T locked(Supplier<T> read) {
        unwritten.forEach(Recording::writeText);
        unwritten.clear();
        return read.get();
    }

    /** Whether outputs came since the last call. */
    synchronized boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    private final class Recording {
        private final JsonArray outputs;
        /** The stream that is the last output, and its text: built up here, put into the JSON when somebody reads. */
        private JsonObject stream;
        private final StringBuilder text = new StringBuilder();
        private boolean clearBeforeNext;

        Recording(JsonArray outputs) {
            this.outputs = outputs;
        }

        void add(Output output) {
            if (output instanceof Output.ClearOutput clear && clear.waitForNext()) {
                clearBeforeNext = true;
                return;
            }
            if (output instanceof Output.UpdateDisplayData update) {
                update(update);
                return;
            }
            if (clearBeforeNext || output instanceof Output.ClearOutput) {
                clear();
            }
            if (output instanceof Output.Stream written) {
                stream(written);
                return;
            }
            endStream();
            switch (output) {
                case Output.DisplayData display -> {
                    JsonObject json = bundle("display_data", display.bundle());
                    if (display.displayId() != null) {
                        displays.computeIfAbsent(display.displayId(), id -> new ArrayList<>()).add(json);
                    }
                    outputs.add(json);
                }
                case Output.ExecuteResult result -> {
                    JsonObject json = bundle("execute_result", result.bundle());
                    json.addProperty("execution_count", result.executionCount());
                    outputs.add(json);
                }
                case Output.Error error -> outputs.add(error(error));
                case Output.Stream handled -> {
                }
                case Output.ClearOutput handled -> {
                }
                case Output.UpdateDisplayData handled -> {
                }
            }
        }

        private void clear() {
            clearBeforeNext = false;
            endStream();
            while (!outputs.isEmpty()) {
                outputs.remove(outputs.size() - 1);
            }
        }

        /** Text joins the last output where that is the same stream. */
        private void stream(Output.Stream written) {
            if (written.text().isEmpty()) {
                return;
            }
            if (stream == null || !stream.get("name").getAsString().equals(written.name())) {
                endStream();
                stream = new JsonObject();
                stream.addProperty("output_type", "stream");
                stream.addProperty("name", written.name());
                outputs.add(stream);
            }
            text.append(written.text());
            unwritten.add(this);
        }

        private void endStream() {
            writeText();
            unwritten.remove(this);
            stream = null;
            text.setLength(0);
        }

        private void writeText() {
            if (stream != null) {
                stream.addProperty("text", text.toString());
            }
        }

        private static JsonObject error(Output.Error error) {
            var json = new JsonObject();
            json.addProperty("output_type", "error");
            json.addProperty("ename", error.ename());
            json.addProperty("evalue", error.evalue());
            var traceback = new JsonArray();
            error.traceback().forEach(traceback::add);
            json.add("traceback", traceback);
            return json;
        }
    }

    private void update(Output.UpdateDisplayData update) {
        JsonObject fresh = bundle("display_data", update.bundle());
        for (JsonObject shown : displays.getOrDefault(update.displayId(), List.of())) {
            shown.add("data", fresh.get("data").deepCopy());
            shown.add("metadata", fresh.get("metadata").deepCopy());
        }
    }

    private static JsonObject bundle(String outputType, MimeBundle bundle) {
        var json = new JsonObject();
        json.addProperty("output_type", outputType);
        json.add("data", tree(bundle.data()));
        json.add("metadata", tree(bundle.metadata()));
        return json;
    }

    /** A tree of maps, lists and scalars as JSON, which knows no NaN: those become text. */
    static JsonElement tree(Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case Map<?, ?> map -> {
                var object = new JsonObject();
                map.forEach((key, member) -> object.add(String.valueOf(key), tree(member)));
                yield object;
            }
            case Iterable<?> elements -> {
                var array = new JsonArray();
                elements.forEach(element -> array.add(tree(element)));
                yield array;
            }
            case Boolean truth -> new JsonPrimitive(truth);
            case Double number when !Double.isFinite(number) -> new JsonPrimitive(number.toString());
            case Float number when !Float.isFinite(number) -> new JsonPrimitive(number.toString());
            case Number number -> new JsonPrimitive(number);
            default -> new JsonPrimitive(value.toString());
        };
    }
}

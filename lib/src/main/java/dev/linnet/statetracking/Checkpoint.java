package dev.linnet.statetracking;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.description.Description;
import dev.linnet.description.LibraryVersion;
import dev.linnet.nn.AdamW;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import dev.linnet.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a safetensors file says of a training besides the model's tensors, which stand in it under their own names. */
final class Checkpoint {
    private static final String EXPERIMENT = "linnet.experiment";
    private static final String PROGRESS = "linnet.progress";
    private static final String FIRST = "training.first";
    private static final String SECOND = "training.second";
    private static final String LOSSES = "training.losses";
    private static final String ACCURACIES = "training.accuracies";

    private final Description description;
    private final int step;
    private final long drawn;
    private final Sizes sizes;
    private final double seconds;
    private final double[] losses;
    private final double[] accuracies;
    private final Map<String, float[]> tensors = new HashMap<>();
    private String file = "";

    Checkpoint(Description description, int step, long drawn, Sizes sizes, double seconds, double[] losses,
            double[] accuracies) {
        this.description = description;
        this.step = step;
        this.drawn = drawn;
        this.sizes = sizes;
        this.seconds = seconds;
        this.losses = losses;
        this.accuracies = accuracies;
    }

    Description description() {
        return description;
    }

    int step() {
        return step;
    }

    long drawn() {
        return drawn;
    }

    Sizes sizes() {
        return sizes;
    }

    double seconds() {
        return seconds;
    }

    double[] losses() {
        return losses;
    }

    double[] accuracies() {
        return accuracies;
    }

    void write(Path path, Parameters parameters, AdamW optimizer) throws IOException {
        var progress = new JsonObject();
        progress.addProperty("step", step);
        progress.addProperty("drawn", drawn);
        progress.addProperty("from", sizes.from());
        progress.addProperty("to", sizes.to());
        progress.addProperty("seconds", seconds);
        progress.addProperty("library", LibraryVersion.get());
        progress.addProperty("java", Runtime.version().toString());
        var writer = new SafeTensorsWriter(
                Map.of(EXPERIMENT, description.text(), PROGRESS, progress.toString()));
        for (Parameter parameter : parameters.list()) {
            writer.floats(parameter.name(), List.of((long) parameter.rows(), (long) parameter.columns()),
                    parameters.values(), parameter.offset());
        }
        long count = parameters.size();
        writer.floats(FIRST, List.of(count), optimizer.first(), 0)
                .floats(SECOND, List.of(count), optimizer.second(), 0)
                .doubles(LOSSES, List.of((long) step), losses)
                .doubles(ACCURACIES, List.of((long) step), accuracies)
                .write(path);
    }

    /** Reads a whole checkpoint into memory. */
    static Checkpoint read(Path path) throws IOException {
        String name = path.getFileName().toString();
        try (SafeTensors file = SafeTensors.open(path)) {
            String experiment = file.metadata().get(EXPERIMENT);
            String progress = file.metadata().get(PROGRESS);
            if (experiment == null || progress == null) {
                throw new SafeTensorsException(name + ": it is no checkpoint of an experiment.");
            }
            double[] losses = file.tensors().containsKey(LOSSES) ? file.doubles(LOSSES) : new double[0];
            double[] accuracies = file.tensors().containsKey(ACCURACIES) ? file.doubles(ACCURACIES) : new double[0];
            Checkpoint read = of(name, experiment, progress, losses, accuracies);
            read.file = name;
            for (String tensor : file.tensors().keySet()) {
                if (!tensor.equals(LOSSES) && !tensor.equals(ACCURACIES)) {
                    read.tensors.put(tensor, file.floats(tensor));
                }
            }
            return read;
        }
    }

    private static Checkpoint of(String name, String experiment, String progress, double[] losses, double[] accuracies)
            throws IOException {
        try {
            JsonObject json = JsonParser.parseString(progress).getAsJsonObject();
            var read = new Checkpoint(new Description(experiment), json.get("step").getAsInt(),
                    json.get("drawn").getAsLong(), new Sizes(json.get("from").getAsInt(), json.get("to").getAsInt()),
                    json.get("seconds").getAsDouble(),
                    losses, accuracies);
            if (read.step < 0 || losses.length != read.step || accuracies.length != read.step) {
                throw new SafeTensorsException("%s: it has %d losses and %d accuracies of %d steps.".formatted(name,
                        losses.length, accuracies.length, read.step));
            }
            return read;
        } catch (SafeTensorsException e) {
            throw e;
        } catch (RuntimeException e) { // Gson's many kinds, and fields that are missing
            throw new SafeTensorsException(name + ": what it says of the training's progress cannot be read ("
                    + e.getMessage() + ").");
        }
    }

    /** Puts weights and moments into a new model of the same configuration and its optimiser. */
    void restore(Parameters parameters, AdamW optimizer) throws IOException {
        for (Parameter parameter : parameters.list()) {
            float[] saved = tensor(parameter.name(), parameter.size());
            System.arraycopy(saved, 0, parameters.values(), parameter.offset(), parameter.size());
        }
        optimizer.restore(tensor(FIRST, parameters.size()), tensor(SECOND, parameters.size()), step);
    }

    private float[] tensor(String name, int count) throws IOException {
        float[] saved = tensors.get(name);
        if (saved == null || saved.length != count) {
            throw new SafeTensorsException("%s: tensor %s has %s numbers; the training needs %d.".formatted(file, name,
                    saved == null ? "no" : String.valueOf(saved.length), count));
        }
        for (int i = 0; i < saved.length; i++) {
            if (!Float.isFinite(saved[i])) {
                throw new SafeTensorsException(
                        "%s: number %d of tensor %s is %s, which no training saves: the file is damaged."
                                .formatted(file, i, name, saved[i]));
            }
        }
        return saved;
    }
}

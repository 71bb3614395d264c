package dev.linnet.odeen.learned;

import dev.linnet.nn.AdamW;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import dev.linnet.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says of a training besides the learner's tensors, which stand in it under their own names.
 *
 * @param description of all that decides the result
 * @param steps       done
 * @param labelLosses of each step
 * @param ruleLosses  of each step
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
record LearnerCheckpoint(String description, int steps, double[] labelLosses, double[] ruleLosses) {
    private static final String TRAINING = "linnet.training";
    private static final String FIRST = "training.first";
    private static final String SECOND = "training.second";
    private static final String LABELS = "training.labelLosses";
    private static final String RULES = "training.ruleLosses";
    private static final String VALIDATIONS = "training.validations";
    private static final String BEST = "training.best";

    void write(Path file, Parameters parameters, AdamW optimizer, ValidationHistory history) throws IOException {
        var writer = new SafeTensorsWriter(Map.of(TRAINING, description));
        for (Parameter parameter : parameters.list()) {
            writer.floats(parameter.name(), List.of((long) parameter.rows(), (long) parameter.columns()),
                    parameters.values(), parameter.offset());
        }
        long size = parameters.size();
        double[] validations = history.losses();
        writer.floats(FIRST, List.of(size), optimizer.first(), 0)
                .floats(SECOND, List.of(size), optimizer.second(), 0)
                .doubles(LABELS, List.of((long) steps), labelLosses)
                .doubles(RULES, List.of((long) steps), ruleLosses)
                .doubles(VALIDATIONS, List.of((long) validations.length), validations);
        if (history.best() != null) {
            writer.floats(BEST, List.of(size), history.best(), 0);
        }
        writer.write(file);
    }

    /**
     * Reads a file into a learner, its optimiser and its history.
     *
     * @throws IOException if the file cannot be read, or is of another training than {@code expected} describes
     */
    static LearnerCheckpoint read(Path file, String expected, Parameters parameters, AdamW optimizer,
            ValidationHistory history) throws IOException {
        String name = file.getFileName().toString();
        try (SafeTensors saved = SafeTensors.open(file)) {
            String found = saved.metadata().get(TRAINING);
            if (found == null) {
                throw new SafeTensorsException(name + ": it is no checkpoint of a learner's training.");
            }
            if (!found.equals(expected)) {
                throw new SafeTensorsException(
                        "%s: it is the checkpoint of another training (%s), not of this one (%s)."
                                .formatted(name, found, expected));
            }
            for (String tensor : List.of(FIRST, SECOND, LABELS, RULES, VALIDATIONS)) {
                if (!saved.tensors().containsKey(tensor)) {
                    throw new SafeTensorsException(name + ": tensor " + tensor
                            + " is missing; without it the training cannot go on.");
                }
            }
            double[] labels = saved.doubles(LABELS);
            double[] rules = saved.doubles(RULES);
            if (labels.length != rules.length) {
                throw new SafeTensorsException("%s: it has %d losses of labels and %d of rules.".formatted(name,
                        labels.length, rules.length));
            }
            for (Parameter parameter : parameters.list()) {
                float[] tensor = tensor(name, saved, parameter.name(), parameter.size());
                System.arraycopy(tensor, 0, parameters.values(), parameter.offset(), parameter.size());
            }
            int size = parameters.size();
            optimizer.restore(tensor(name, saved, FIRST, size), tensor(name, saved, SECOND, size), labels.length);
            history.restore(saved.doubles(VALIDATIONS),
                    saved.tensors().containsKey(BEST) ? tensor(name, saved, BEST, size) : null);
            return new LearnerCheckpoint(found, labels.length, labels, rules);
        }
    }

    private static float[] tensor(String file, SafeTensors saved, String name, int size) throws IOException {
        float[] tensor = saved.tensors().containsKey(name) ? saved.floats(name) : null;
        if (tensor == null || tensor.length != size) {
            throw new SafeTensorsException("%s: tensor %s has %s numbers; the training needs %d.".formatted(file, name,
                    tensor == null ? "no" : String.valueOf(tensor.length), size));
        }
        return tensor;
    }
}

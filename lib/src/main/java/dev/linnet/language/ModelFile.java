package dev.linnet.language;

import dev.linnet.nn.Parameter;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import dev.linnet.safetensors.SafeTensorsWriter;
import dev.linnet.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model in a safetensors file: one tensor a parameter, the configuration and the provenance as metadata. Tensors whose names begin with
 * {@value #TRAINING} belong to a trainer.
 *
 * @param model      the model
 * @param provenance how it came to be
 */
public record ModelFile(LanguageModel model, ModelProvenance provenance) {
    static final String TRAINING = "training.";
    private static final String CONFIG = "linnet.language-model";
    private static final String PROVENANCE = "linnet.provenance";

    static SafeTensorsWriter writer(LanguageModel model, ModelProvenance provenance, Map<String, String> more) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(CONFIG, ConfigJson.of(model.config()).toString());
        metadata.put(PROVENANCE, provenance.toJson());
        metadata.putAll(more);
        var writer = new SafeTensorsWriter(metadata);
        for (Parameter parameter : model.parameters().list()) {
            writer.floats(parameter.name(), shape(parameter), model.parameters().values(), parameter.offset());
        }
        return writer;
    }

    private static List<Long> shape(Parameter parameter) {
        return parameter.rows() == 1
                ? List.of((long) parameter.columns())
                : List.of((long) parameter.rows(), (long) parameter.columns());
    }

    /**
     * Reads a model file.
     *
     * @throws IOException if it is damaged, or tensors are missing, too many or of another shape; the message is one sentence
     */
    public static ModelFile load(Path path) throws IOException {
        try (SafeTensors file = SafeTensors.open(path)) {
            return read(path, file);
        }
    }

    static ModelFile read(Path path, SafeTensors file) throws IOException {
        String name = path.getFileName().toString();
        LanguageModelConfig config = config(name, file);
        ModelProvenance provenance;
        try {
            provenance = ModelProvenance.read(metadata(name, file, PROVENANCE));
        } catch (IllegalArgumentException e) {
            throw new SafeTensorsException(name + ": its provenance cannot be read: " + e.getMessage() + ".");
        }
        LanguageModel model = build(name, config, provenance.seed());
        Set<String> extra = new HashSet<>(file.tensors().keySet());
        for (Parameter parameter : model.parameters().list()) {
            extra.remove(parameter.name());
            TensorInfo tensor = file.tensors().get(parameter.name());
            if (tensor == null) {
                throw new SafeTensorsException(name + ": tensor " + parameter.name()
                        + " is missing; the file's configuration asks for it.");
            }
            if (!tensor.shape().equals(shape(parameter))) {
                throw new SafeTensorsException(name + ": tensor " + parameter.name() + " has the shape "
                        + tensor.shape() + "; the file's configuration asks for " + shape(parameter) + ".");
            }
            float[] values = file.floats(parameter.name());
            System.arraycopy(values, 0, model.parameters().values(), parameter.offset(), values.length);
        }
        extra.removeIf(tensor -> tensor.startsWith(TRAINING));
        if (!extra.isEmpty()) {
            throw new SafeTensorsException(name + ": tensor " + extra.stream().min(String::compareTo).orElseThrow()
                    + " is too many; the file's configuration has no such parameter.");
        }
        return new ModelFile(model, provenance);
    }

    private static LanguageModel build(String name, LanguageModelConfig config, long seed) throws IOException {
        try {
            return config.build(seed);
        } catch (ArithmeticException | OutOfMemoryError e) {
            throw new SafeTensorsException(name + ": its configuration asks for more numbers than fit into the memory ("
                    + e.getMessage() + ").");
        }
    }

    private static LanguageModelConfig config(String name, SafeTensors file) throws IOException {
        try {
            return ConfigJson.read(metadata(name, file, CONFIG));
        } catch (IllegalArgumentException e) {
            throw new SafeTensorsException(name + ": its configuration cannot be read: " + e.getMessage() + ".");
        }
    }

    private static String metadata(String name, SafeTensors file, String key) throws SafeTensorsException {
        String text = file.metadata().get(key);
        if (text == null) {
            throw new SafeTensorsException(name + ": its metadata has no " + key
                    + ", so it is not a language model that this library wrote.");
        }
        return text;
    }
}

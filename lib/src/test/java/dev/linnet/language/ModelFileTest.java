package dev.linnet.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.AttentionRule;
import dev.linnet.nn.Parameter;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
    private static final LanguageModelConfig CONFIG = LanguageModelConfig.bytes(new AttentionRule.Gla(), 16, 1, 2);

    @TempDir
    Path folder;

    static Stream<LanguageModelConfig> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_loaded_model_is_the_saved_one(LanguageModelConfig config) throws IOException {
        LanguageModel model = Models.perturbed(config, 1);
        Path file = folder.resolve("m.safetensors");
        model.save(file, ModelProvenance.untrained(5));
        LanguageModel loaded = LanguageModel.load(file, config);
        int[] tokens = Models.tokens(config, 30, 1);
        assertArrayEquals(model.logits(tokens), loaded.logits(tokens));
        assertEquals(ModelProvenance.untrained(5), ModelFile.load(file).provenance());
    }

    @Test
    void a_file_holds_one_tensor_a_parameter_in_its_natural_shape() throws IOException {
        Path file = folder.resolve("m.safetensors");
        CONFIG.build(1).save(file, ModelProvenance.untrained(1));
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals(List.of(256L, 16L), tensors.tensors().get("embedding").shape());
            assertEquals(List.of(16L), tensors.tensors().get("norm").shape());
            assertEquals(CONFIG.build(1).parameters().list().stream().map(Parameter::name).toList(),
                    List.copyOf(tensors.tensors().keySet()));
        }
    }

    /** A file of CONFIG with some tensors left out, another shape for one, one more, and other metadata. */
    private Path file(Predicate<String> kept, String misshapen, String extra, Map<String, String> changed)
            throws IOException {
        Path whole = folder.resolve("whole");
        LanguageModel model = CONFIG.build(1);
        model.save(whole, ModelProvenance.untrained(1));
        Map<String, String> metadata;
        try (SafeTensors tensors = SafeTensors.open(whole)) {
            metadata = new HashMap<>(tensors.metadata());
        }
        metadata.putAll(changed);
        metadata.values().removeIf(String::isEmpty);
        var writer = new SafeTensorsWriter(metadata);
        for (Parameter parameter : model.parameters().list()) {
            if (kept.test(parameter.name())) {
                List<Long> shape = parameter.name().equals(misshapen) || parameter.rows() == 1
                        ? List.of((long) parameter.size())
                        : List.of((long) parameter.rows(), (long) parameter.columns());
                writer.floats(parameter.name(), shape, model.parameters().values(), parameter.offset());
            }
        }
        if (extra != null) {
            writer.floats(extra, List.of(1L), new float[1], 0);
        }
        Path file = folder.resolve("m.safetensors");
        writer.write(file);
        return file;
    }

    private static String refusal(Path file) {
        return assertThrows(IOException.class, () -> LanguageModel.load(file)).getMessage();
    }

    @Test
    void missing_extra_and_misshapen_tensors_cost_one_sentence() throws IOException {
        assertEquals("m.safetensors: tensor norm is missing; the file's configuration asks for it.",
                refusal(file(name -> !name.equals("norm"), null, null, Map.of())));
        assertEquals("m.safetensors: tensor surplus is too many; the file's configuration has no such parameter.",
                refusal(file(_ -> true, null, "surplus", Map.of())));
        assertEquals("m.safetensors: tensor head has the shape [4096]; the file's configuration asks for [256, 16].",
                refusal(file(_ -> true, "head", null, Map.of())));
    }

    @Test
    void a_configuration_that_cannot_be_read_costs_one_sentence() throws IOException {
        assertEquals("m.safetensors: its metadata has no linnet.language-model, so it is not a language model that this"
                + " library wrote.", refusal(file(_ -> true, null, null, Map.of("linnet.language-model", ""))));
        for (String bad : new String[] {"{", "3", "{\"mixers\":[]}", "{\"mixers\":[{\"rule\":{\"name\":\"Magic\"}}]}",
                "{\"mixers\":[],\"vocabulary\":0,\"width\":1,\"inner\":1,\"tied\":true}"}) {
            String message = refusal(file(_ -> true, null, null, Map.of("linnet.language-model", bad)));
            assertTrue(message.startsWith("m.safetensors: its configuration cannot be read: "), message);
            assertEquals(1, message.lines().count());
        }
        String huge = ConfigJson.of(new LanguageModelConfig(1 << 20, 1 << 20, CONFIG.mixers(), 1, false)).toString();
        assertEquals(
                "m.safetensors: its configuration asks for more numbers than fit into the memory (integer overflow).",
                refusal(file(_ -> true, null, null, Map.of("linnet.language-model", huge))));
        String wider = ConfigJson.of(new LanguageModelConfig(256, 32, CONFIG.mixers(), 48, false)).toString();
        assertEquals(
                "m.safetensors: tensor embedding has the shape [256, 16]; the file's configuration asks for [256, 32].",
                refusal(file(_ -> true, null, null, Map.of("linnet.language-model", wider))));
        String message = refusal(file(_ -> true, null, null, Map.of("linnet.provenance", "{}")));
        assertTrue(message.startsWith("m.safetensors: its provenance cannot be read: "), message);
    }

    @Test
    void a_model_of_another_configuration_is_refused_where_one_is_expected() throws IOException {
        Path file = folder.resolve("m.safetensors");
        CONFIG.build(1).save(file, ModelProvenance.untrained(1));
        String message = assertThrows(IOException.class, () -> LanguageModel.load(file, CONFIG.withInner(64)))
                .getMessage();
        assertTrue(message.startsWith("m.safetensors: its model has the configuration {"), message);
    }
}

package dev.linnet.language;

import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.AttentionMixer;
import dev.linnet.nn.rows.AttentionMixerConfig;
import dev.linnet.nn.rows.Embedding;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.RmsNorm;
import dev.linnet.nn.rows.SwiGlu;
import dev.linnet.nn.rows.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A causal language model, see {@link LanguageModelConfig}.
 *
 * <p>Initialisation: weights N(0, 0.02^2); the output projections of mixer and SwiGLU U(-1/sqrt(inputs), 1/sqrt(inputs)) divided by
 * sqrt(2 blocks); norms 1; more in {@link AttentionMixer}. Norm epsilon 1e-6. {@link LanguageModelTwin} reads the same parameters.
 */
public final class LanguageModel {
    private static final double DEVIATION = 0.02;
    private static final float EPSILON = 1e-6f;

    private final LanguageModelConfig config;
    private final Parameters parameters;
    private final Workers workers;
    private final Embedding embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm finalNorm;
    private final Linear head;

    LanguageModel(LanguageModelConfig config, long seed, int threads) {
        this.config = config;
        parameters = new Parameters(seed);
        workers = new Workers(threads);
        int width = config.width();
        Parameter embedded = parameters.normal("embedding", config.vocabulary(), width, DEVIATION);
        embedding = new Embedding(embedded);
        double shrink = Math.sqrt(2.0 * config.mixers().size());
        for (int layer = 0; layer < config.mixers().size(); layer++) {
            String name = "blocks." + layer + ".";
            AttentionMixerConfig mixer = config.mixers().get(layer);
            blocks.add(new Block(norm(name + "mixerNorm"),
                    new AttentionMixer(mixer, parameters, name + "mixer.", width,
                            1 / Math.sqrt(mixer.heads() * mixer.valueWidth()) / shrink, workers),
                    norm(name + "mlpNorm"),
                    new SwiGlu(linear(name + "mlp.gate", config.inner(), width),
                            linear(name + "mlp.up", config.inner(), width),
                            new Linear(parameters.uniform(name + "mlp.down", width, config.inner(),
                                    1 / Math.sqrt(config.inner()) / shrink)))));
        }
        finalNorm = norm("norm");
        head = config.tied() ? new Linear(embedded) : linear("head", config.vocabulary(), width);
    }

    record Block(RmsNorm mixerNorm, AttentionMixer mixer, RmsNorm mlpNorm, SwiGlu mlp) {}

    private Linear linear(String name, int outputs, int inputs) {
        return new Linear(parameters.normal(name, outputs, inputs, DEVIATION));
    }

    private RmsNorm norm(String name) {
        return new RmsNorm(parameters.constant(name, 1, config.width(), 1), EPSILON);
    }

    /** The configuration that built this model. */
    public LanguageModelConfig config() {
        return config;
    }

    /** The trained numbers. */
    public Parameters parameters() {
        return parameters;
    }

    /** Activations for {@code batch} sequences of {@code time} tokens. */
    public LanguagePass pass(int batch, int time) {
        return new LanguagePass(this, batch, time);
    }

    /** Decoding from the beginning of a text. */
    public LanguageDecoder decoder() {
        return new LanguageDecoder(this);
    }

    /**
     * The logits after each token, {@code [time][vocabulary]}.
     *
     * @param tokens at least one
     */
    public float[][] logits(int[] tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("There are no tokens; logits follow a token.");
        }
        float[] flat = pass(1, tokens.length).forward(parameters.values(), tokens);
        int width = config.vocabulary();
        var rows = new float[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            rows[t] = Arrays.copyOfRange(flat, t * width, (t + 1) * width);
        }
        return rows;
    }

    /**
     * Saves this model in the safetensors format; {@link #load} reads it. The file is replaced as a whole or not at all.
     *
     * @param provenance how the model came to be
     */
    public void save(Path path, ModelProvenance provenance) throws IOException {
        ModelFile.writer(this, provenance, java.util.Map.of()).write(path);
    }

    /**
     * Loads a model that {@link #save} wrote, or a {@link LanguageTrainer}'s checkpoint.
     *
     * @throws IOException if the file cannot be read or holds something else; the message is one sentence
     */
    public static LanguageModel load(Path path) throws IOException {
        return ModelFile.load(path).model();
    }

    /**
     * Loads a model of a known configuration.
     *
     * @throws IOException also if the file's model has another configuration
     */
    public static LanguageModel load(Path path, LanguageModelConfig expected) throws IOException {
        LanguageModel model = load(path);
        if (!model.config.equals(expected)) {
            throw new IOException(
                    path.getFileName() + ": its model has the configuration " + ConfigJson.of(model.config)
                            + ", not " + ConfigJson.of(expected) + ".");
        }
        return model;
    }

    Workers workers() {
        return workers;
    }

    Embedding embedding() {
        return embedding;
    }

    List<Block> blocks() {
        return blocks;
    }

    RmsNorm finalNorm() {
        return finalNorm;
    }

    Linear head() {
        return head;
    }
}

package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameters;
import dev.linnet.odeen.transformer.Encoder;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * I(rule, structure) = label: an encoder reads the rule's tokens, pads included, and a decoder labels the structure. Nobody tells it what the
 * words mean; it can read strings that are no rules.
 */
public final class Interpreter implements Learner {
    final Encoding encoding;
    final RuleEmbedding embedding;
    final Encoder encoder;
    final LabelHead head;
    private final Parameters parameters;
    private final TransformerConfig config;

    /** An interpreter that knows nothing yet; {@code seed} decides its first weights. */
    public Interpreter(Encoding encoding, TransformerConfig config, long seed) {
        this.encoding = encoding;
        this.config = config;
        parameters = new Parameters(seed);
        embedding = new RuleEmbedding(parameters, "token", encoding, config.width());
        encoder = new Encoder(parameters, "encoder", config);
        head = new LabelHead(parameters, "label", encoding, config);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public String description() {
        return "interpreter of " + config;
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    /** Its size. */
    public TransformerConfig config() {
        return config;
    }

    @Override
    public boolean readsTables() {
        return false;
    }

    @Override
    public double labelWeight() {
        return 1;
    }

    @Override
    public double ruleWeight() {
        return 0;
    }

    @Override
    public Pass pass(int samples, int tableSize, int queries) {
        return new InterpreterPass(samples, queries);
    }

    private final class InterpreterPass implements Pass {
        private final int width = config.width();
        private final int time = encoding.vocabulary().length();
        private final Encoder.Pass encode;
        private final LabelHead.Pass label;
        private final float[] memory;
        private final float[] dMemory;

        private InterpreterPass(int samples, int queries) {
            encode = encoder.pass(samples, time);
            label = head.pass(samples, queries, time);
            memory = new float[samples * time * width];
            dMemory = new float[memory.length];
        }

        @Override
        public Losses losses(float[] values, Batch batch, double share, float[] gradient, SplittableRandom random) {
            int samples = batch.size();
            embedding.forward(values, batch.rules(), memory, samples, time, 0);
            encode.forward(values, memory, samples, random);
            label.forward(values, batch.structures(), memory, samples, random);
            Losses losses = label.loss(batch.labels(), samples, share);
            if (gradient != null) {
                Arrays.fill(dMemory, 0, samples * time * width, 0f);
                label.backward(values, batch.structures(), memory, dMemory, gradient, samples);
                encode.backward(values, dMemory, gradient, samples);
                embedding.backward(batch.rules(), dMemory, gradient, samples, time);
            }
            return losses;
        }
    }
}

package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.CrossEntropy;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import dev.linnet.odeen.transformer.Decoder;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A rule's decoder: from a memory and the tokens so far to scores of the next one. */
final class RuleHead {
    final RuleEmbedding embedding;
    final Decoder decoder;
    final Linear scores;
    final Encoding encoding;
    final int width;

    RuleHead(Parameters parameters, String name, Encoding encoding, TransformerConfig config) {
        this.encoding = encoding;
        width = config.width();
        embedding = new RuleEmbedding(parameters, name + ".token", encoding, width);
        decoder = new Decoder(parameters, name + ".decoder", config, true);
        int words = encoding.vocabulary().size();
        double bound = Math.sqrt(6.0 / (width + words));
        scores = new Linear(parameters.uniform(name + ".score.weight", words, width, bound),
                parameters.constant(name + ".score.bias", 1, words, 0));
    }

    Pass pass(int samples, int memoryTime) {
        return new Pass(samples, memoryTime);
    }

    /** Buffers for at most so many rules. */
    final class Pass {
        private final int time = encoding.vocabulary().length();
        private final int words = encoding.vocabulary().size();
        private final Decoder.Pass decode;
        private final Linear.Pass score = scores.pass(new Workers(1));
        private final float[] x;
        private final float[] dx;
        private final float[] logits;
        private final float[] dLogits;

        private Pass(int samples, int memoryTime) {
            decode = decoder.pass(samples, 1, time, memoryTime);
            x = new float[samples * time * width];
            dx = new float[x.length];
            logits = new float[samples * time * words];
            dLogits = new float[logits.length];
        }

        /** Scores of the next token behind each token, {@code [samples][time][words]}; valid until the next call. */
        float[] forward(float[] values, int[] rules, float[] memory, int samples, SplittableRandom random) {
            embedding.forward(values, rules, x, samples, time, 0);
            decode.forward(values, x, memory, samples, random);
            score.forward(values, x, logits, samples * time);
            return logits;
        }

        /** The loss of the last forward pass, the mean over each rule's tokens; keeps its gradient for {@link #backward}. */
        Losses loss(int[] rules, int samples, double share) {
            double loss = CrossEntropy.loss(logits, Batch.targets(rules, time), dLogits, words, samples * time,
                    share / time, new Workers(1));
            return new Losses(samples, 0, loss / time);
        }

        /** Adds to the memory's gradient and to the parameters'. */
        void backward(float[] values, int[] rules, float[] memory, float[] dMemory, float[] gradient, int samples) {
            Arrays.fill(dx, 0, samples * time * width, 0f);
            score.backward(values, x, dLogits, dx, gradient, samples * time);
            decode.backward(values, memory, dx, dMemory, gradient, samples);
            embedding.backward(rules, dx, gradient, samples, time);
        }
    }
}

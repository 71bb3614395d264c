package dev.linnet.odeen.learned;

import dev.linnet.attention.chunk.Team;
import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.CrossEntropy;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import dev.linnet.odeen.transformer.Decoder;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A structure's decoder: from a memory and the structure's rows to the two scores of its label, read from the first row. */
final class LabelHead {
    private final StructureEmbedding embedding;
    private final Decoder decoder;
    private final Linear scores;
    private final Encoding encoding;
    private final int width;

    LabelHead(Parameters parameters, String name, Encoding encoding, TransformerConfig config) {
        this.encoding = encoding;
        width = config.width();
        embedding = new StructureEmbedding(parameters, name + ".structure", encoding, width);
        decoder = new Decoder(parameters, name + ".decoder", config, false);
        double bound = Math.sqrt(6.0 / (width + 2));
        scores = new Linear(parameters.uniform(name + ".score.weight", 2, width, bound),
                parameters.constant(name + ".score.bias", 1, 2, 0));
    }

    Pass pass(int memories, int perMemory, int memoryTime) {
        return new Pass(memories, perMemory, memoryTime);
    }

    /** Buffers for at most so many memories, and so many structures to each. */
    final class Pass {
        private final int perMemory;
        private final int time = embedding.time();
        private final Decoder.Pass decode;
        private final Linear.Pass score = scores.pass(new Workers(1));
        private final float[] x;
        private final float[] first;
        private final float[] logits;
        private final float[] dLogits;
        private final float[] dFirst;

        private Pass(int memories, int perMemory, int memoryTime) {
            this.perMemory = perMemory;
            int samples = memories * perMemory;
            decode = decoder.pass(memories, perMemory, time, memoryTime);
            x = new float[samples * time * width];
            first = new float[samples * width];
            dFirst = new float[samples * width];
            logits = new float[samples * 2];
            dLogits = new float[samples * 2];
        }

        /** The scores of the labels 0 and 1, {@code [memories][perMemory][2]}; valid until the next call. */
        float[] forward(float[] values, int[] structures, float[] memory, int memories, SplittableRandom random) {
            int samples = memories * perMemory;
            embedding.forward(values, structures, x, samples);
            decode.forward(values, x, memory, memories, random);
            for (int i = 0; i < samples; i++) {
                System.arraycopy(x, i * time * width, first, i * width, width);
            }
            score.forward(values, first, logits, samples);
            return logits;
        }

        /** The loss of the last forward pass, the mean over each memory's structures; keeps its gradient for {@link #backward}. */
        Losses loss(int[] labels, int memories, double share) {
            int samples = memories * perMemory;
            double loss = CrossEntropy.loss(logits, labels, dLogits, 2, samples, share / perMemory, new Workers(1));
            return new Losses(memories, loss / perMemory, 0);
        }

        /** Adds to the memory's gradient and to the parameters'. */
        void backward(float[] values, int[] structures, float[] memory, float[] dMemory, float[] gradient,
                int memories) {
            int samples = memories * perMemory;
            Arrays.fill(dFirst, 0, samples * width, 0f);
            score.backward(values, first, dLogits, dFirst, gradient, samples);
            Arrays.fill(x, 0, samples * time * width, 0f);
            for (int i = 0; i < samples; i++) {
                System.arraycopy(dFirst, i * width, x, i * time * width, width);
            }
            decode.backward(values, memory, x, dMemory, gradient, memories);
            embedding.backward(structures, x, gradient, samples);
        }
    }

    /**
     * Labels structures from each of {@code count} memories of {@code memoryTime} rows, {@code stretch} structures at once.
     *
     * @param labels receives them, {@code [first + memory][structure]}
     */
    void label(float[] values, float[] memory, int count, int memoryTime, int[] structures, int stretch,
            boolean[][] labels, int first) {
        int cells = encoding.cells();
        for (int from = 0; from < structures.length; from += stretch) {
            Team.stopIfInterrupted();
            int each = Math.min(stretch, structures.length - from);
            var digits = new int[count * each * cells];
            for (int i = 0; i < count * each; i++) {
                encoding.digits(structures[from + i % each], digits, i * cells);
            }
            float[] logits = pass(count, each, memoryTime).forward(values, digits, memory, count, null);
            for (int i = 0; i < count * each; i++) {
                labels[first + i / each][from + i % each] = answer(logits, i) == 1;
            }
        }
    }

    /** The label with the higher score, 0 if they are equal. */
    static int answer(float[] logits, int i) {
        return logits[2 * i + 1] > logits[2 * i] ? 1 : 0;
    }
}

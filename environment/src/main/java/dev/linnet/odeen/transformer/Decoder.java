package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Layers of attention of a sequence to itself and to a memory, and a norm after the last. */
public final class Decoder {
    final TransformerConfig config;
    final List<DecoderLayer> layers = new ArrayList<>();
    final ResidualNorm norm;

    /** Adds its parameters to a model's, their names beginning with {@code name}; {@code causal} hides later rows from earlier ones. */
    public Decoder(Parameters parameters, String name, TransformerConfig config, boolean causal) {
        this.config = config;
        for (int i = 0; i < config.decoderLayers(); i++) {
            layers.add(new DecoderLayer(parameters, name + "." + i, config, causal));
        }
        norm = new ResidualNorm(parameters, name + ".norm", config.width());
    }

    /**
     * Buffers for at most {@code memories} memories of {@code memoryTime} rows and {@code perMemory} sequences of {@code time} rows to each; not
     * for concurrent use.
     */
    public Pass pass(int memories, int perMemory, int time, int memoryTime) {
        return new Pass(memories, perMemory, time, memoryTime);
    }

    /** Forward and backward over a batch. */
    public final class Pass {
        private final int rows;
        private final List<DecoderLayer.Pass> passes;
        private final ResidualNorm.Pass last;

        private Pass(int memories, int perMemory, int time, int memoryTime) {
            rows = perMemory * time;
            passes = layers.stream().map(layer -> layer.pass(memories, perMemory, time, memoryTime)).toList();
            last = norm.pass(memories * rows);
        }

        /**
         * x {@code [memories][perMemory][time][width]} becomes the decoding.
         *
         * @param memory {@code [memories][memoryTime][width]}
         * @param random draws what is left out; null for nothing, as after the training
         */
        public void forward(float[] values, float[] x, float[] memory, int memories, SplittableRandom random) {
            passes.forEach(pass -> pass.forward(values, x, memory, memories, random));
            last.forward(values, x, null, x, memories * rows);
        }

        /** The decoding's gradient becomes that of x; adds to dMemory and to the parameters' gradient. */
        public void backward(float[] values, float[] memory, float[] d, float[] dMemory, float[] gradient,
                int memories) {
            last.backward(values, d, d, gradient, memories * rows);
            passes.reversed().forEach(pass -> pass.backward(values, memory, d, dMemory, gradient, memories));
        }
    }
}

package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Layers of attention of a sequence to itself, and a norm after the last. */
public final class Encoder {
    private final List<EncoderLayer> layers = new ArrayList<>();
    private final ResidualNorm norm;

    /** Adds its parameters to a model's, their names beginning with {@code name}. */
    public Encoder(Parameters parameters, String name, TransformerConfig config) {
        for (int i = 0; i < config.encoderLayers(); i++) {
            layers.add(new EncoderLayer(parameters, name + "." + i, config));
        }
        norm = new ResidualNorm(parameters, name + ".norm", config.width());
    }

    /** Buffers for at most {@code batch} sequences of {@code time} rows; not for concurrent use. */
    public Pass pass(int batch, int time) {
        return new Pass(batch, time);
    }

    /** Forward and backward over a batch. */
    public final class Pass {
        private final int time;
        private final List<EncoderLayer.Pass> passes;
        private final ResidualNorm.Pass last;

        private Pass(int batch, int time) {
            this.time = time;
            passes = layers.stream().map(layer -> layer.pass(batch, time)).toList();
            last = norm.pass(batch * time);
        }

        /**
         * x {@code [batch][time][width]} becomes the encoding.
         *
         * @param random draws what is left out; null for nothing, as after the training
         */
        public void forward(float[] values, float[] x, int batch, SplittableRandom random) {
            passes.forEach(pass -> pass.forward(values, x, batch, random));
            last.forward(values, x, null, x, batch * time);
        }

        /** The encoding's gradient becomes that of x; adds to the parameters' gradient. */
        public void backward(float[] values, float[] d, float[] gradient, int batch) {
            last.backward(values, d, d, gradient, batch * time);
            passes.reversed().forEach(pass -> pass.backward(values, d, gradient, batch));
        }
    }
}

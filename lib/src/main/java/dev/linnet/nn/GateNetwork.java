package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.diagonal.DiagonalLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;

/**
 * The diagonal network of the paper's figure 1 (arXiv 2411.12537):
 *
 * <pre>
 *   x = LayerNorm(embedding)     h_t = act(10 (W x_t + b)) ⊙ h_{t-1} + (W_B x_t + b_B) ⊙ x_t     scores = W_o LayerNorm(h_t) + b_o
 * </pre>
 *
 * with act = tanh or sigmoid. Initialisation: embedding N(0, 1), linear maps and biases U(-1/sqrt(width), 1/sqrt(width)).
 */
public final class GateNetwork implements SequenceModel {
    private static final float GAIN = 10f;

    private final GateNetworkConfig config;
    private final Parameters parameters;
    private final Embedding embedding;
    private final LayerNorm inputNorm;
    private final Linear gate;
    private final Linear input;
    private final LayerNorm outputNorm;
    private final Linear head;
    private final float scale;
    private final float slope;
    private final float shift;

    GateNetwork(GateNetworkConfig config, long seed) {
        this.config = config;
        parameters = new Parameters(seed);
        int width = config.width();
        embedding = new Embedding(parameters.normal("embedding", config.vocabulary(), width, 1));
        inputNorm = layerNorm("inputNorm", width);
        gate = linear("gate", width, width);
        input = linear("input", width, width);
        outputNorm = layerNorm("outputNorm", width);
        head = linear("head", config.classes(), width);
        // tanh(10 z) = 2 sigmoid(20 z) - 1
        boolean signed = config.range() == EigenvalueRange.SIGNED;
        scale = config.range().gateScale();
        slope = signed ? 2 * GAIN : GAIN;
        shift = config.range().gateShift();
    }

    private LayerNorm layerNorm(String name, int width) {
        return new LayerNorm(parameters.constant(name + ".weight", 1, width, 1),
                parameters.constant(name + ".bias", 1, width, 0));
    }

    private Linear linear(String name, int outputs, int inputs) {
        double bound = 1 / Math.sqrt(inputs);
        return new Linear(parameters.uniform(name + ".weight", outputs, inputs, bound),
                parameters.uniform(name + ".bias", 1, outputs, bound));
    }

    @Override
    public GateNetworkConfig config() {
        return config;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Pass pass(int maxTime) {
        return new NetworkPass(maxTime);
    }

    private final class NetworkPass implements Pass {
        private final DiagonalLanes rule = new DiagonalLanes(config.width(), 1, 1);
        private final float[] embedded;
        private final float[] x;
        private final float[] a;
        private final float[] b;
        private final float[] ones;
        private final float[] h;
        private final float[] normed;
        private final float[] scores;
        private final float[] da;
        private final float[] db;
        private final float[] dOnes;
        private final float[] dh;
        private final float[] dx;
        private final float[] scratch;
        private int[] tokens;

        private NetworkPass(int maxTime) {
            int size = Lanes.size(maxTime, config.width());
            embedded = new float[size];
            x = new float[size];
            a = new float[size];
            b = new float[size];
            ones = new float[size];
            Arrays.fill(ones, 1f);
            h = new float[size];
            normed = new float[size];
            scores = new float[Lanes.size(maxTime, config.classes())];
            da = new float[size];
            db = new float[size];
            dOnes = new float[size];
            dh = new float[size];
            dx = new float[size];
            scratch = new float[size];
        }

        @Override
        public float[] forward(float[] values, int[] newTokens, int time) {
            tokens = newTokens;
            embedding.forward(values, tokens, embedded, time);
            inputNorm.forward(values, embedded, x, time);
            gate.forward(values, x, a, time);
            Activation.sigmoid(a, a, scale, slope, shift, Lanes.size(time, config.width()));
            input.forward(values, x, b, time);
            rule.forward(ones, b, x, a, h, time, null, null);
            outputNorm.forward(values, h, normed, time);
            head.forward(values, normed, scores, time);
            return scores;
        }

        @Override
        public float[] activation(Site site) {
            site.require(config);
            return switch (site.kind()) {
                case EMBEDDING -> embedded;
                case NORM -> normed;
                default -> h;
            };
        }

        @Override
        public void backward(float[] values, float[] dScores, float[] gradient, int time) {
            int size = Lanes.size(time, config.width());
            Arrays.fill(scratch, 0, size, 0f);
            head.backward(values, normed, dScores, scratch, gradient, time);
            Arrays.fill(dh, 0, size, 0f);
            outputNorm.backward(values, h, scratch, dh, gradient, time);
            rule.backward(ones, b, x, a, dh, null, dOnes, db, dx, da, null, time);
            Activation.sigmoidBackward(a, da, da, scale, slope, shift, size);
            gate.backward(values, x, da, dx, gradient, time);
            input.backward(values, x, db, dx, gradient, time);
            Arrays.fill(scratch, 0, size, 0f);
            inputNorm.backward(values, embedded, dx, scratch, gradient, time);
            embedding.backward(tokens, scratch, gradient, time);
        }
    }
}

package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The forward pass of a {@link SequenceModel} in double precision, one sequence at a time, layer by layer as the equations
 * stand: what the fast models and, by finite differences of {@link #loss}, their backward passes are tested against.
 */
public final class ModelTwin {
    private final ModelConfig config;
    private final TwinLayers layers;

    /** The twin of {@code model}: the same configuration and parameter layout. */
    public ModelTwin(SequenceModel model) {
        config = model.config();
        layers = new TwinLayers(model.parameters());
    }

    /** The values of a model's parameters, in double precision. */
    public static double[] values(SequenceModel model) {
        double[] values = new double[model.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = model.parameters().values()[i];
        }
        return values;
    }

    /** The mean cross-entropy over all labelled positions, in nats. */
    public double loss(double[] values, List<LabelledSequence> sequences) {
        double loss = 0;
        int labelled = 0;
        for (LabelledSequence sequence : sequences) {
            double[][] scores = scores(values, sequence.tokens());
            for (int t = 0; t < sequence.length(); t++) {
                int label = sequence.labels()[t];
                if (label != LabelledSequence.IGNORED) {
                    double max = Arrays.stream(scores[t]).max().orElseThrow();
                    double sum = Arrays.stream(scores[t]).map(s -> Math.exp(s - max)).sum();
                    loss += Math.log(sum) + max - scores[t][label];
                    labelled++;
                }
            }
        }
        return loss / labelled;
    }

    /** The scores {@code [T][classes]} under the parameters {@code values}. */
    public double[][] scores(double[] values, int[] tokens) {
        return switch (config) {
            case BlockConfig block -> walkBlocks(block, values, tokens, null, null);
            case GateNetworkConfig gate -> walkGates(gate, values, tokens, null, null);
        };
    }

    /**
     * What the model computes at {@code site}, {@code [T][numbers of the place]}.
     *
     * @throws IllegalArgumentException if the model has no such place
     */
    public double[][] activations(double[] values, int[] tokens, Site site) {
        site.require(config);
        return switch (config) {
            case BlockConfig block -> walkBlocks(block, values, tokens, null, site);
            case GateNetworkConfig gate -> walkGates(gate, values, tokens, null, site);
        };
    }

    /**
     * What the tokens of a sequence do to the states: the matrix of every layer, head and time.
     *
     * <p>Linear layers: A_t of S_t = A_t S_{t-1} + (writes). Mamba's heads are its channels. An Elman layer has one head and the
     * derivative of h_t with respect to h_{t-1}.
     *
     * @throws IllegalArgumentException for an LSTM, an sLSTM and softmax attention, which have none
     */
    public List<StateTransition> transitions(double[] values, int[] tokens) {
        var transitions = new ArrayList<StateTransition>();
        switch (config) {
            case BlockConfig block -> {
                if (block.mixer() instanceof MixerConfig.Lstm || block.mixer() instanceof MixerConfig.ScalarMemory
                        || block.mixer() instanceof MixerConfig.Softmax) {
                    throw new IllegalArgumentException("A model with layers of type " + block.mixer().title()
                            + " has no linear transitions.");
                }
                walkBlocks(block, values, tokens, transitions, null);
            }
            case GateNetworkConfig gate -> walkGates(gate, values, tokens, transitions, null);
        }
        return transitions;
    }

    /** The scores, or what there is at {@code wanted} if it is not null. */
    private double[][] walkBlocks(BlockConfig block, double[] values, int[] tokens, List<StateTransition> transitions,
            Site wanted) {
        double[][] x = layers.embed(values, tokens);
        if (Site.embedding().equals(wanted)) {
            return x;
        }
        for (int layer = 0; layer < block.layers(); layer++) {
            String name = "blocks." + layer + ".";
            int number = layer;
            MixerTwin.Sink sink = transitions == null
                    ? null
                    : (head, time, matrix) -> transitions.add(new StateTransition(number, head, time, matrix));
            double[][] states = Site.state(layer).equals(wanted) ? new double[tokens.length][] : null;
            TwinLayers.add(x, new MixerTwin(block, layers, values, name + "mixer.", sink, states)
                    .mix(layers.rmsNorm(values, name + "mixerNorm", x, 1e-6)));
            if (states != null) {
                return states;
            }
            if (Site.mixer(layer).equals(wanted)) {
                return x;
            }
            double[][] normed = layers.rmsNorm(values, name + "mlpNorm", x, 1e-6);
            double[][] inner = TwinLayers.map(layers.linear(values, name + "mlp.gate", normed), TwinLayers::silu);
            TwinLayers.multiply(inner, layers.linear(values, name + "mlp.up", normed));
            TwinLayers.add(x, layers.linear(values, name + "mlp.down", inner));
            if (Site.block(layer).equals(wanted)) {
                return x;
            }
        }
        double[][] normed = layers.rmsNorm(values, "norm", x, 1e-6);
        return wanted != null ? normed : layers.linear(values, "head", normed);
    }

    private double[][] walkGates(GateNetworkConfig gate, double[] values, int[] tokens,
            List<StateTransition> transitions, Site wanted) {
        double[][] embedded = layers.embed(values, tokens);
        if (Site.embedding().equals(wanted)) {
            return embedded;
        }
        double[][] x = layers.layerNorm(values, "inputNorm", embedded);
        boolean signed = gate.range() == EigenvalueRange.SIGNED;
        double[][] a = TwinLayers.map(layers.affine(values, "gate", x),
                z -> signed ? Math.tanh(10 * z) : TwinLayers.sigmoid(10 * z));
        double[][] b = layers.affine(values, "input", x);
        double[][] h = new double[tokens.length][gate.width()];
        for (int t = 0; t < tokens.length; t++) {
            if (transitions != null) {
                transitions.add(new StateTransition(0, 0, t, MixerTwin.diagonal(a[t])));
            }
            for (int c = 0; c < gate.width(); c++) {
                double previous = t == 0 ? 0 : h[t - 1][c];
                h[t][c] = a[t][c] * previous + b[t][c] * x[t][c];
            }
        }
        if (Site.state(0).equals(wanted)) {
            return h;
        }
        double[][] normed = layers.layerNorm(values, "outputNorm", h);
        return wanted != null ? normed : layers.affine(values, "head", normed);
    }
}

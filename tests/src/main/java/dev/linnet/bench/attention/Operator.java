package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import java.util.Random;

/** A rule with inputs from a seed and room for its results, so that calls allocate nothing of their own. */
public final class Operator {
    private static final float[] NO_GRADIENT = {};

    private final AttentionRule rule;
    private final FloatInputs in;
    private final Chunkwise chunkwise;
    private final FloatOutputs out;
    private final float[] outputGradient;
    private final FloatGradients gradients;

    public Operator(AttentionRule rule, Layout layout, AttentionOptions options, long seed) {
        this.rule = rule;
        var random = new Random(seed);
        in = SampleInputs.of(rule, layout, random);
        chunkwise = Chunkwise.of(rule, options);
        int values = Math.toIntExact(layout.rows() * layout.valueDim());
        int states = layout.states() * layout.keyDim() * rule.stateColumns(layout.valueDim());
        out = new FloatOutputs(new float[values], new float[states]);
        outputGradient = new float[values];
        for (int i = 0; i < values; i++) {
            outputGradient[i] = (float) random.nextGaussian();
        }
        gradients = new FloatGradients(new float[in.q().length], new float[in.k().length], new float[in.v().length],
                new float[in.logDecay().length], new float[in.beta().length], new float[states]);
    }

    public AttentionRule rule() {
        return rule;
    }

    public Layout layout() {
        return in.layout();
    }

    /** Steps that one call takes. */
    public int chunkSize() {
        return chunkwise.chunkSize(in.layout());
    }

    public FloatOutputs forward() {
        chunkwise.forward(in, out);
        return out;
    }

    public FloatGradients forwardAndBackward() {
        chunkwise.forward(in, out);
        chunkwise.backward(in, outputGradient, NO_GRADIENT, gradients);
        return gradients;
    }
}

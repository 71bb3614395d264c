package dev.linnet.attention.gpu;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.Shapes;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.attention.ChannelHeads;
import dev.linnet.cuda.kernels.attention.DecayHeads;
import dev.linnet.cuda.kernels.attention.DeltaHeads;
import dev.linnet.cuda.kernels.attention.Heads;

/**
 * A rule in bf16 on the tensor cores of a GPU, by chunks of 64 steps: the fourth form beside {@link dev.linnet.attention.Recurrent},
 * which it is tested against, {@link dev.linnet.attention.Chunkwise} and {@link dev.linnet.attention.Step}. Queries, keys and values
 * are rounded to bf16, states and sums are in single precision: results differ from the recurrence on the rounded inputs by about 0.5 %
 * of their norm, gradients of gates by 1 %. Chunkwise, in single precision, stays the form for a CPU; without a GPU this one runs on the
 * CPU's engine, which is for checking it.
 *
 * <p>For plain linear attention, retention, scalar gates, GLA, DeltaNet, gated DeltaNet and DeltaProduct; heads at most 128 wide (narrower
 * ones than 64 or 128 are filled up with zeros), sequences of equal length.
 */
public final class TensorCores {
    private final AttentionRule rule;
    private final AttentionOptions options;
    private final Target target;

    private TensorCores(AttentionRule rule, AttentionOptions options, Target target) {
        this.rule = rule;
        this.options = options;
        this.target = target;
    }

    /** On the GPU where there is one, with the rule's own scale. */
    public static TensorCores of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults(), Target.AUTO);
    }

    /**
     * Of the options only the scale matters here.
     *
     * @param target where it runs
     * @throws IllegalArgumentException if there are no kernels for this rule
     */
    public static TensorCores of(AttentionRule rule, AttentionOptions options, Target target) {
        boolean plain = rule.linearForm().featureMap() == FeatureMap.IDENTITY
                && rule.linearForm().norm() == OutputNorm.NONE;
        if (rule instanceof AttentionRule.Comparing || !plain) {
            throw new IllegalArgumentException("There are no tensor-core kernels for " + rule.title()
                    + "; use Chunkwise, or a rule that reads its state without feature map and norm.");
        }
        return new TensorCores(rule, options, target);
    }

    /**
     * Outputs and final states.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths which the rule and the layout ask for, the layout is packed
     *         or empty, or heads are wider than 128
     */
    public FloatOutputs forward(FloatInputs in) {
        try (var run = start(in)) {
            run.forward();
            return new FloatOutputs(run.wide.cut(run.o, in.layout().valueDim()), run.cutStates(run.last));
        }
    }

    /**
     * Gradients of a loss with respect to every input; computes the outputs anew.
     *
     * @param outputGradient     gradient of o
     * @param finalStateGradient gradient of the final state; empty for zero
     */
    public FloatGradients backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient) {
        try (var run = start(in)) {
            Shapes.checkGradients(in.layout(), in.layout().valueDim(), outputGradient.length,
                    finalStateGradient.length);
            return run.backward(outputGradient, finalStateGradient);
        }
    }

    private Run start(FloatInputs in) {
        Layout layout = in.layout();
        Shapes.check(rule.stateRule(), layout.valueDim(), in);
        if (layout.sequences() != layout.batch() || layout.time() < 1) {
            throw new IllegalArgumentException("The layout is " + layout
                    + "; kernels take sequences of equal length with at least 1 step: call them for each sequence.");
        }
        int widest = Math.max(layout.keyDim(), layout.valueDim());
        if (widest > 128) {
            throw new IllegalArgumentException("Heads are " + layout.keyDim() + " and " + layout.valueDim()
                    + " wide; kernels have at most 128: use more, narrower heads, or Chunkwise.");
        }
        return new Run(in, new Widened(widest <= 64 ? 64 : 128));
    }

    /** One call: the arrays on the device, widened. */
    private final class Run implements AutoCloseable {
        private final FloatInputs in;
        private final Widened wide;
        private final Heads heads;
        private final int keys;
        private final int values;
        private final Buffer q;
        private final Buffer k;
        private final Buffer v;
        private final Buffer logDecay;
        private final Buffer beta;
        private final Buffer initial;
        private final Buffer o;
        private final Buffer last;
        private DecayHeads.Kept decayKept;
        private DeltaHeads.Kept deltaKept;
        private ChannelHeads.Kept channelKept;

        Run(FloatInputs in, Widened wide) {
            Layout layout = in.layout();
            this.in = in;
            this.wide = wide;
            keys = layout.keyDim();
            values = layout.valueDim();
            heads = new Heads(layout.batch(), layout.heads(), layout.time(), wide.width());
            q = wide.bf16(in.q(), keys);
            k = wide.bf16(in.k(), keys);
            v = wide.bf16(in.v(), values);
            logDecay = Buffer.of(decays());
            beta = Buffer.of(in.beta().length == 0 ? new float[1] : in.beta());
            initial = wide.states(in.initialState(), layout.states(), keys, values);
            o = wide.bf16(layout.rows());
            last = wide.states(layout.states());
        }

        private float[] decays() {
            return switch (rule.stateRule().gate()) {
                case SCALAR -> in.logDecay();
                case NONE -> new float[rule.stateRule().delta() ? 1 : in.layout().heads()];
                case FIXED -> fixed();
                case CHANNEL -> wide.filledUp(in.logDecay(), keys);
            };
        }

        private float[] fixed() {
            var logs = rule.stateRule().logDecay();
            var decays = new float[in.layout().heads()];
            for (int head = 0; head < decays.length; head++) {
                decays[head] = logs.get(head).floatValue();
            }
            return decays;
        }

        private float scale() {
            return (float) options.scaleFor(rule, keys);
        }

        private boolean gated() {
            return rule.stateRule().gate() == Gate.SCALAR;
        }

        private DecayHeads decay() {
            return new DecayHeads(heads, gated(), scale());
        }

        private DeltaHeads delta() {
            return new DeltaHeads(heads, rule.stateRule().writes(), gated(), scale());
        }

        private ChannelHeads channels() {
            return new ChannelHeads(heads, scale());
        }

        private boolean channelled() {
            return rule.stateRule().gate() == Gate.CHANNEL;
        }

        void forward() {
            if (channelled()) {
                channelKept = channels().forward(target, q, k, v, logDecay, initial, o, last);
            } else if (rule.stateRule().delta()) {
                deltaKept = delta().forward(target, q, k, v, beta, logDecay, initial, o, last);
            } else {
                decayKept = decay().forward(target, q, k, v, logDecay, initial, o, last);
            }
        }

        FloatGradients backward(float[] outputGradient, float[] finalStateGradient) {
            forward();
            Layout layout = in.layout();
            try (var dOut = wide.bf16(outputGradient, values);
                    var dLast = wide.states(finalStateGradient, layout.states(), keys, values);
                    var dq = Buffer.bf16(q.length());
                    var dk = Buffer.bf16(k.length());
                    var dv = Buffer.bf16(v.length());
                    var dLogDecay = Buffer.f32(logDecay.length());
                    var dBeta = Buffer.f32(beta.length());
                    var dInitial = wide.states(layout.states())) {
                if (channelled()) {
                    channels().backward(target, channelKept, dOut, dLast, dq, dk, dv, dLogDecay, dInitial);
                } else if (rule.stateRule().delta()) {
                    delta().backward(target, deltaKept, dOut, dLast, dq, dk, dv, dBeta, dLogDecay, dInitial);
                } else {
                    decay().backward(target, decayKept, dOut, dLast, dq, dk, dv, dLogDecay, dInitial);
                }
                return new FloatGradients(wide.cut(dq, keys), wide.cut(dk, keys), wide.cut(dv, values),
                        decayGradient(dLogDecay),
                        rule.stateRule().delta() ? dBeta.toFloats() : new float[0], cutStates(dInitial));
            }
        }

        private float[] decayGradient(Buffer dLogDecay) {
            return switch (rule.stateRule().gate()) {
                case NONE, FIXED -> new float[0];
                case SCALAR -> dLogDecay.toFloats();
                case CHANNEL -> wide.cut(dLogDecay, keys);
            };
        }

        float[] cutStates(Buffer states) {
            return wide.cutStates(states, in.layout().states(), keys, values);
        }

        @Override
        public void close() {
            if (decayKept != null) {
                decayKept.close();
            }
            if (deltaKept != null) {
                deltaKept.close();
            }
            if (channelKept != null) {
                channelKept.close();
            }
            for (var buffer : new Buffer[] {q, k, v, logDecay, beta, initial, o, last}) {
                buffer.close();
            }
        }
    }
}

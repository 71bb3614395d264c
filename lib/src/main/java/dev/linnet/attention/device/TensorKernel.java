package dev.linnet.attention.device;

import dev.linnet.attention.chunk.ChunkKernel;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.attention.ChannelHeads;
import dev.linnet.cuda.kernels.attention.DecayHeads;
import dev.linnet.cuda.kernels.attention.DeltaHeads;
import dev.linnet.cuda.kernels.attention.Heads;

/**
 * A rule in bf16 on the tensor cores of a GPU, by chunks of 64 steps. Queries, keys and values are rounded to bf16, states and sums are
 * in single precision. Heads are at most 128 wide (narrower ones than 64 or 128 are filled up with zeros), sequences equally long. The
 * backward pass computes the outputs anew.
 */
public final class TensorKernel implements ChunkKernel {
    /** Widest heads. */
    public static final int WIDEST = 128;
    private static final int NARROW = 64;

    private final StateRule rule;
    private final double scale;
    private final Target target;

    /**
     * For every layout that {@link #runs} admits.
     *
     * @param scale  factor on the queries
     * @param target where it runs
     */
    public TensorKernel(StateRule rule, double scale, Target target) {
        this.rule = rule;
        this.scale = scale;
        this.target = target;
    }

    /** Whether there are kernels for this rule and layout. */
    public static boolean runs(StateRule rule, Layout layout) {
        boolean channelled = rule.gate() == Gate.CHANNEL && rule.delta();
        return !channelled && FloatKernel.equallyLong(layout) && Math.max(layout.keyDim(), layout.valueDim()) <= WIDEST;
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        try (var run = start(in)) {
            run.forward();
            copy(run.wide.cut(run.o, in.layout().valueDim()), out.o());
            copy(run.cutStates(run.last), out.finalState());
        }
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        try (var run = start(in)) {
            run.backward(outputGradient, finalStateGradient, gradients);
        }
    }

    private Run start(FloatInputs in) {
        return new Run(in,
                new Widened(Math.max(in.layout().keyDim(), in.layout().valueDim()) <= NARROW ? NARROW : WIDEST));
    }

    private static void copy(float[] from, float[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
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
            return switch (rule.gate()) {
                case SCALAR -> in.logDecay();
                case NONE -> new float[rule.delta() ? 1 : in.layout().heads()];
                case FIXED -> fixed();
                case CHANNEL -> wide.filledUp(in.logDecay(), keys);
            };
        }

        private float[] fixed() {
            var logs = rule.logDecay();
            var decays = new float[in.layout().heads()];
            for (int head = 0; head < decays.length; head++) {
                decays[head] = logs.get(head).floatValue();
            }
            return decays;
        }

        private float scale() {
            return (float) scale;
        }

        private boolean gated() {
            return rule.gate() == Gate.SCALAR;
        }

        private DecayHeads decay() {
            return new DecayHeads(heads, gated(), scale());
        }

        private DeltaHeads delta() {
            return new DeltaHeads(heads, rule.writes(), gated(), scale());
        }

        private ChannelHeads channels() {
            return new ChannelHeads(heads, scale());
        }

        private boolean channelled() {
            return rule.gate() == Gate.CHANNEL;
        }

        void forward() {
            if (channelled()) {
                channelKept = channels().forward(target, q, k, v, logDecay, initial, o, last);
            } else if (rule.delta()) {
                deltaKept = delta().forward(target, q, k, v, beta, logDecay, initial, o, last);
            } else {
                decayKept = decay().forward(target, q, k, v, logDecay, initial, o, last);
            }
        }

        void backward(float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
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
                } else if (rule.delta()) {
                    delta().backward(target, deltaKept, dOut, dLast, dq, dk, dv, dBeta, dLogDecay, dInitial);
                } else {
                    decay().backward(target, decayKept, dOut, dLast, dq, dk, dv, dLogDecay, dInitial);
                }
                copy(wide.cut(dq, keys), gradients.q());
                copy(wide.cut(dk, keys), gradients.k());
                copy(wide.cut(dv, values), gradients.v());
                copyDecays(dLogDecay, gradients.logDecay());
                if (rule.delta()) {
                    copy(dBeta.toFloats(), gradients.beta());
                }
                if (gradients.initialState().length > 0) {
                    copy(cutStates(dInitial), gradients.initialState());
                }
            }
        }

        private void copyDecays(Buffer from, float[] to) {
            switch (rule.gate()) {
                case NONE, FIXED -> {
                }
                case SCALAR -> copy(from.toFloats(), to);
                case CHANNEL -> copy(wide.cut(from, keys), to);
            }
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

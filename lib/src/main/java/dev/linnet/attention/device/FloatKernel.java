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
import dev.linnet.cuda.kernels.attention.StateSweeps;

/**
 * A rule in single precision on a GPU, step by step with the state in registers. Heads are at most 256 wide, sequences equally long. The
 * backward pass computes the outputs anew.
 */
public final class FloatKernel implements ChunkKernel {
    private final StateRule rule;
    private final double scale;
    private final Target target;

    /**
     * For every layout that {@link #runs} admits.
     *
     * @param scale  factor on the queries
     * @param target where it runs
     */
    public FloatKernel(StateRule rule, double scale, Target target) {
        this.rule = rule;
        this.scale = scale;
        this.target = target;
    }

    /** Whether kernels have this layout. */
    public static boolean runs(Layout layout) {
        return equallyLong(layout) && Math.max(layout.keyDim(), layout.valueDim()) <= StateSweeps.WIDEST;
    }

    static boolean equallyLong(Layout layout) {
        return layout.sequences() == layout.batch() && layout.time() > 0;
    }

    @Override
    public void forward(FloatInputs in, FloatOutputs out) {
        try (var run = new Run(in)) {
            run.forward();
            copy(run.o, out.o());
            copy(run.last, out.finalState());
        }
    }

    @Override
    public void backward(FloatInputs in, float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
        try (var run = new Run(in)) {
            run.forward();
            run.backward(outputGradient, finalStateGradient, gradients);
        }
    }

    private static void copy(Buffer from, float[] to) {
        if (to.length > 0) {
            System.arraycopy(from.toFloats(), 0, to, 0, to.length);
        }
    }

    /** One call: the arrays where the kernels run. */
    private final class Run implements AutoCloseable {
        private final Layout layout;
        private final StateSweeps sweeps;
        private final Buffer q;
        private final Buffer k;
        private final Buffer v;
        private final Buffer decays;
        private final Buffer beta;
        private final Buffer initial;
        private final Buffer o;
        private final Buffer last;
        private StateSweeps.Kept kept;

        Run(FloatInputs in) {
            layout = in.layout();
            var gates = switch (rule.gate()) {
                case NONE, FIXED -> StateSweeps.Gates.OF_HEADS;
                case SCALAR -> StateSweeps.Gates.OF_STEPS;
                case CHANNEL -> StateSweeps.Gates.OF_KEYS;
            };
            sweeps = new StateSweeps(layout.batch(), layout.heads(), layout.time(), layout.keyDim(), layout.valueDim(),
                    rule.writes(), gates, rule.delta(), (float) scale);
            q = Buffer.of(in.q());
            k = Buffer.of(in.k());
            v = Buffer.of(in.v());
            decays = Buffer.of(gates == StateSweeps.Gates.OF_HEADS ? ofHeads() : in.logDecay());
            beta = rule.delta() ? Buffer.of(in.beta()) : Buffer.f32(1);
            initial = states(in.initialState());
            o = Buffer.f32(layout.rows() * layout.valueDim());
            last = states(new float[0]);
        }

        private float[] ofHeads() {
            var all = new float[layout.heads()];
            if (rule.gate() == Gate.FIXED) {
                for (int head = 0; head < all.length; head++) {
                    all[head] = rule.logDecay().get(head).floatValue();
                }
            }
            return all;
        }

        private Buffer states(float[] given) {
            var states = Buffer.f32((long) layout.states() * layout.keyDim() * layout.valueDim());
            return given.length > 0 ? states.set(given) : states;
        }

        void forward() {
            kept = sweeps.forward(target, q, k, v, decays, beta, initial, o, last);
        }

        void backward(float[] outputGradient, float[] finalStateGradient, FloatGradients gradients) {
            try (var dOut = Buffer.of(outputGradient);
                    var dLast = states(finalStateGradient);
                    var dq = Buffer.f32(q.length());
                    var dk = Buffer.f32(k.length());
                    var dv = Buffer.f32(v.length());
                    var dDecays = Buffer.f32(decays.length());
                    var dBeta = Buffer.f32(beta.length());
                    var dInitial = states(new float[0])) {
                sweeps.backward(target, kept, dOut, dLast, dq, dk, dv, dDecays, dBeta, dInitial);
                copy(dq, gradients.q());
                copy(dk, gradients.k());
                copy(dv, gradients.v());
                copy(dDecays, gradients.logDecay());
                copy(dBeta, gradients.beta());
                copy(dInitial, gradients.initialState());
            }
        }

        @Override
        public void close() {
            if (kept != null) {
                kept.close();
            }
            for (var buffer : new Buffer[] {q, k, v, decays, beta, initial, o, last}) {
                buffer.close();
            }
        }
    }
}

package dev.linnet.cuda.kernels.attention;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.KernelFile;

/**
 * Causal attention whose state decays by one number a step, in bf16, forward and backward:
 *
 * <pre>
 * S_t = exp(g_t) S_(t-1) + k_t v_t^T        o_t = scale S_t^T q_t
 * </pre>
 *
 * A fixed {@code g} of each head is RetNet and Lightning Attention-2 (Qin et al. 2024, arXiv 2401.04658); one for each step is simple
 * gated linear attention (Mamba-2's). States, sums and decays are in single precision; products take operands rounded to bf16, so
 * results differ from exact ones by about 0.3 % of their norm, gradients of gates by 3 %.
 *
 * <p>
 * Gradients are the same computation: dq is the output for queries dO, keys v and values k, and backwards in time dk that of (v, dO,
 * q) and dv that of (k, q, dO). Memory beyond inputs and outputs is one state for each segment of a head.
 *
 * @param heads shape of the arrays
 * @param gated whether each step has a decay of its own, rather than each head
 * @param scale factor of the outputs, usually {@code 1 / sqrt(width)}
 */
public record DecayHeads(Heads heads, boolean gated, float scale) {
    private static final int GATE_BLOCK = 256;
    private static final int NARROW_STAGES = 4;
    private static final int WIDE_STAGES = 3;
    /** Up to so many rows of states of a head, each segment sums up by itself what those before it add: a launch less. */
    private static final int SUMMED_ROWS = 512;

    /**
     * What a forward pass leaves for its backward pass: close it when neither is to come.
     *
     * @param q        as given
     * @param k        as given
     * @param v        as given
     * @param logDecay as given
     * @param o        outputs
     * @param last     final states
     * @param initial  as given
     * @param states   states before segments, or of few segments what each adds
     * @param logs     log2 of the decays over segments
     */
    public record Kept(Buffer q, Buffer k, Buffer v, Buffer logDecay, Buffer o, Buffer last, Buffer initial,
            Buffer states, Buffer logs) implements AutoCloseable {
        /** Gives back what only the backward pass needs. */
        @Override
        public void close() {
            states.close();
            logs.close();
        }
    }

    /** Kernels {@code decay_accumulate}, {@code decay_scan}, {@code decay_forward} and {@code decay_backward}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(DecayHeads.class, "decay", target);
    }

    /**
     * Outputs and final states.
     *
     * @param target   where it runs
     * @param q        {@code [batch][head][step][width]} in bf16
     * @param k        the same shape
     * @param v        the same shape
     * @param logDecay g in single precision, at most 0: {@code [head]}, or where gated {@code [batch][head][step]}
     * @param initial  {@code [batch][head][width][width]} in single precision; zeros for none
     * @param o        {@code [batch][head][step][width]} in bf16, written
     * @param last     states after the last step, written
     * @return what {@link #backward} needs
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public Kept forward(Target target, Buffer q, Buffer k, Buffer v, Buffer logDecay, Buffer initial, Buffer o,
            Buffer last) {
        int steps = heads.steps();
        heads.requireNumbers("q", q, steps);
        heads.requireNumbers("k", k, steps);
        heads.requireNumbers("v", v, steps);
        heads.requireNumbers("o", o, steps);
        heads.requireState("initial", initial);
        heads.requireState("last", last);
        Elements.requireFloats("logDecay", logDecay, decays(), gated ? "batch * heads * steps" : "heads");
        int per = heads.chunksOfSegment(steps, gated);
        int segments = segments();
        var states = Buffer.f32(heads.stateNumbers() * segments);
        var logs = Buffer.f32((long) heads.all() * segments);
        accumulate(target, k, v, logDecay, false, states, logs);
        if (!few()) {
            scan(target, states, states, initial, logs, false);
        }
        module(target).kernel(heads.kernel("decay_forward"))
                .launch(heads.shape(segments, heads.threads(), heads.shared(6, 1)), q, k, v, o, logDecay, gate(), scale,
                        states, initial, logs, few() ? 1 : 0, last, steps, heads.heads(), segments, per, batchStride(),
                        headStride(), rowStride());
        return new Kept(q, k, v, logDecay, o, last, initial, states, logs);
    }

    /**
     * Gradients of a loss.
     *
     * @param target    where it runs
     * @param kept      of the forward pass
     * @param dOut      gradient of the outputs, {@code [batch][head][step][width]} in bf16
     * @param dLast     gradient of the final states in single precision
     * @param dq        written, as dk and dv
     * @param dLogDecay {@code [batch][head][step]} in single precision, written where gated; else left alone, of any length
     * @param dInitial  gradient of the initial states, written
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public void backward(Target target, Kept kept, Buffer dOut, Buffer dLast, Buffer dq, Buffer dk, Buffer dv,
            Buffer dLogDecay,
            Buffer dInitial) {
        int steps = heads.steps();
        heads.requireNumbers("dOut", dOut, steps);
        heads.requireNumbers("dq", dq, steps);
        heads.requireNumbers("dk", dk, steps);
        heads.requireNumbers("dv", dv, steps);
        heads.requireState("dLast", dLast);
        heads.requireState("dInitial", dInitial);
        if (gated) {
            Elements.requireFloats("dLogDecay", dLogDecay, decays(), "batch * heads * steps");
        }
        int per = heads.chunksOfSegment(steps, gated);
        int segments = segments();
        try (var before = few() ? Buffer.f32(kept.states.length()) : null;
                var dStates = Buffer.f32(kept.states.length());
                var dLogs = Buffer.f32(kept.logs.length())) {
            var states = before == null ? kept.states : before;
            if (before != null) {
                scan(target, kept.states, states, kept.initial, kept.logs, false);
            }
            accumulate(target, kept.q, dOut, kept.logDecay, true, dStates, dLogs);
            scan(target, dStates, dStates, dLast, dLogs, true);
            module(target).kernel(heads.kernel("decay_backward"))
                    .launch(heads.shape(3 * segments, heads.threads(), heads.shared(6, 1)), kept.q, kept.k, kept.v,
                            dOut, dq, dk, dv, kept.logDecay, gate(), scale, states, dStates, dInitial, steps,
                            heads.heads(), segments, per, batchStride(), headStride(), rowStride());
            if (gated) {
                DeltaHeads.gradientModule(target)
                        .kernel(heads.kernel("gate_gradient"))
                        .launch(heads.shape(segments, GATE_BLOCK, 0), kept.o, dOut, kept.v, dv, states, kept.last,
                                dStates, dLast, dLogDecay, steps, 1, heads.heads(), segments, per, batchStride(),
                                headStride(), rowStride(), batchStride(), headStride());
            }
        }
    }

    /** What segments add to the state, in time or against it, and the log2 of their decays. */
    private void accumulate(Target target, Buffer y, Buffer z, Buffer logDecay, boolean backwards, Buffer added,
            Buffer logs) {
        int segments = segments();
        if (segments == 1) {
            return;
        }
        int stages = heads.width() == Heads.NARROW ? NARROW_STAGES : WIDE_STAGES;
        module(target).kernel(heads.kernel("decay_accumulate"))
                .launch(heads.shape(segments - 1, heads.threads(), heads.shared(2 * stages, 0)), y, z, logDecay, gate(),
                        backwards ? 1 : 0, scale, added, logs, heads.steps(), heads.heads(), segments,
                        heads.chunksOfSegment(heads.steps(), gated), batchStride(), headStride(), rowStride());
    }

    /** The states before segments, in time or against it. */
    private void scan(Target target, Buffer added, Buffer states, Buffer initial, Buffer logs, boolean backwards) {
        int size = heads.width() * heads.width();
        module(target).kernel("decay_scan")
                .launch(heads.shape(size / Heads.SCANNED, Heads.SCAN, 0), added, states, initial, logs,
                        backwards ? 1 : 0, size, segments());
    }

    private boolean few() {
        return segments() * heads.width() <= SUMMED_ROWS;
    }

    private int segments() {
        int per = heads.chunksOfSegment(heads.steps(), gated);
        return (Heads.chunks(heads.steps()) + per - 1) / per;
    }

    private long decays() {
        return gated ? (long) heads.all() * heads.steps() : heads.heads();
    }

    private int gate() {
        return gated ? 1 : 0;
    }

    private long batchStride() {
        return headStride() * heads.heads();
    }

    private long headStride() {
        return (long) heads.steps() * heads.width();
    }

    private long rowStride() {
        return heads.width();
    }
}

package dev.linnet.cuda.kernels.attention;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.KernelFile;

/**
 * Causal attention whose state decays by a number for each key channel and step, in bf16, forward and backward (GLA, Yang et al.
 * 2023, arXiv 2312.06635):
 *
 * <pre>
 * S_t = diag(exp(g_t)) S_(t-1) + k_t v_t^T        o_t = scale S_t^T q_t
 * </pre>
 *
 * The state moves by strips of 16 steps, in which queries and keys are scaled by factors of at most 1; where a channel decays by more
 * than 2^60 within a strip, the strip is computed element by element. States, sums and decays are in single precision; products take
 * operands rounded to bf16, so results differ from exact ones by about 0.3 % of their norm, gradients of gates by 3 %.
 *
 * @param heads shape of the arrays
 * @param scale factor of the outputs, usually {@code 1 / sqrt(width)}
 */
public record ChannelHeads(Heads heads, float scale) {
    private static final int STRIPS_OF_CHUNK = 4;
    private static final int FLAGS = 64;

    /**
     * What a forward pass leaves for its backward pass: close it when neither is to come.
     *
     * @param q        as given
     * @param k        as given
     * @param v        as given
     * @param logDecay as given
     * @param last     final states
     * @param states   states before segments
     */
    public record Kept(Buffer q, Buffer k, Buffer v, Buffer logDecay, Buffer last,
            Buffer states) implements AutoCloseable {
        /** Gives back what only the backward pass needs. */
        @Override
        public void close() {
            states.close();
        }
    }

    /** Kernels {@code channel_accumulate}, {@code channel_scan}, {@code channel_forward}, {@code channel_backward}, {@code channel_gradient}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(ChannelHeads.class, "channels", target);
    }

    /**
     * Outputs and final states.
     *
     * @param target   where it runs
     * @param q        {@code [batch][head][step][width]} in bf16
     * @param k        the same shape
     * @param v        the same shape
     * @param logDecay g {@code [batch][head][step][width]} in single precision, at most 0
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
        Elements.requireFloats("logDecay", logDecay, heads.numbers(steps), "batch * heads * steps * width");
        heads.requireState("initial", initial);
        heads.requireState("last", last);
        var states = states(target, k, v, logDecay, initial, false);
        int per = heads.chunksOfSegment(steps, true);
        module(target).kernel(heads.kernel("channel_forward"))
                .launch(heads.shape(segments(), heads.threads(), shared(3, 1)), q, k, v, logDecay, o, scale, states,
                        last, steps,
                        heads.heads(), segments(), per, batchStride(), headStride(), rowStride());
        return new Kept(q, k, v, logDecay, last, states);
    }

    /**
     * Gradients of a loss.
     *
     * @param target    where it runs
     * @param kept      of the forward pass
     * @param dOut      gradient of the outputs, {@code [batch][head][step][width]} in bf16
     * @param dLast     gradient of the final states in single precision
     * @param dq        written, as dk and dv
     * @param dLogDecay {@code [batch][head][step][width]} in single precision, written
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
        Elements.requireFloats("dLogDecay", dLogDecay, heads.numbers(steps), "batch * heads * steps * width");
        heads.requireState("dLast", dLast);
        heads.requireState("dInitial", dInitial);
        int per = heads.chunksOfSegment(steps, true);
        try (var dStates = states(target, kept.q, dOut, kept.logDecay, dLast, true)) {
            module(target).kernel(heads.kernel("channel_backward"))
                    .launch(heads.shape(3 * segments(), heads.threads(), shared(3, 1)), kept.q, kept.k, kept.v,
                            kept.logDecay, dOut,
                            dq, dk, dv, scale, kept.states, dStates, dInitial, steps, heads.heads(), segments(), per,
                            batchStride(),
                            headStride(), rowStride());
            module(target).kernel(heads.kernel("channel_gradient"))
                    .launch(heads.shape(segments(), heads.threads(), 0), kept.q, dq, kept.k, dk, kept.states, kept.last,
                            dStates, dLast,
                            dLogDecay, steps, heads.heads(), segments(), per, batchStride(), headStride(), rowStride());
        }
    }

    /** The states before segments in time, or after them. */
    private Buffer states(Target target, Buffer keys, Buffer values, Buffer logDecay, Buffer initial,
            boolean backwards) {
        int per = heads.chunksOfSegment(heads.steps(), true);
        int segments = segments();
        int size = heads.width() * heads.width();
        var states = Buffer.f32(heads.stateNumbers() * segments);
        try (var logs = Buffer.f32((long) heads.all() * segments * heads.width())) {
            if (segments > 1) {
                module(target).kernel(heads.kernel("channel_accumulate"))
                        .launch(heads.shape(segments - 1, heads.threads(), shared(2, 0)), keys, values, logDecay,
                                backwards ? 1 : 0,
                                scale, states, logs, heads.steps(), heads.heads(), segments, per, batchStride(),
                                headStride(),
                                rowStride());
            }
            module(target).kernel("channel_scan")
                    .launch(heads.shape(size / Heads.SCANNED, Heads.SCAN, 0), states, initial, logs, backwards ? 1 : 0,
                            heads.width(),
                            segments);
        }
        return states;
    }

    /** Tiles, and the decays of a chunk with their sums over strips. */
    private int shared(int tiles, int squares) {
        return heads.shared(tiles, squares) + (Heads.CHUNK + STRIPS_OF_CHUNK) * heads.width() * Float.BYTES + FLAGS;
    }

    private int segments() {
        int per = heads.chunksOfSegment(heads.steps(), true);
        return (Heads.chunks(heads.steps()) + per - 1) / per;
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

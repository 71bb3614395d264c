package dev.linnet.cuda.kernels.attention;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.KernelFile;

/**
 * The delta rule in bf16, forward and backward: at each step, after the state has decayed, each of its writes first erases what its
 * key holds,
 *
 * <pre>
 * S &lt;- exp(g_t) S        S &lt;- S + beta k (v - S^T k)^T  (writes times)        o_t = scale S^T q_t
 * </pre>
 *
 * DeltaNet (Yang et al. 2024, arXiv 2406.06484) has one write and no decay, gated DeltaNet (arXiv 2412.06464) a decay, DeltaProduct
 * (arXiv 2502.10297) several writes. Chunks are solved by the WY form, (I + A)^-1 in single precision. States, sums and decays are in
 * single precision; products take operands rounded to bf16, so results differ from exact ones by about 0.5 % of their norm, gradients
 * of gates by 3 %.
 *
 * @param heads  shape of queries and outputs
 * @param writes writes of a step, at least 1
 * @param gated  whether the state decays
 * @param scale  factor of the outputs, usually {@code 1 / sqrt(width)}
 */
public record DeltaHeads(Heads heads, int writes, boolean gated, float scale) {
    private static final int BLOCK = 128;
    /** Four warps compute, four bring what they need. */
    private static final int CHAIN_BLOCK = 256;
    /** Blocks that share the columns of a wide state. */
    private static final int CHAINS_OF_WIDE = 4;
    private static final int GATE_BLOCK = 256;
    /** Floats of the matrix that is inverted (64 rows of 68), of a product between (32 of 36), and of three columns. */
    private static final int INVERSION = 64 * 68 + 32 * 36 + 4 * 64;
    private static final int NARROW_STAGES = 4;
    private static final int STAGES = 3;

    /**
     * What a forward pass leaves for its backward pass: close it when neither is to come.
     *
     * @param q         as given
     * @param k         as given
     * @param v         as given
     * @param beta      as given
     * @param logDecay  as given
     * @param o         outputs
     * @param last      final states
     * @param w         keys as chunks erase with them
     * @param corrected values as they are written
     * @param inverses  (I + A)^-1 of each chunk
     * @param states    states before segments
     */
    public record Kept(Buffer q, Buffer k, Buffer v, Buffer beta, Buffer logDecay, Buffer o, Buffer last, Buffer w,
            Buffer corrected,
            Buffer inverses, Buffer states) implements AutoCloseable {
        /** Gives back what only the backward pass needs. */
        @Override
        public void close() {
            w.close();
            corrected.close();
            inverses.close();
            states.close();
        }
    }

    public DeltaHeads {
        if (writes < 1) {
            throw new IllegalArgumentException("writes: " + writes + " is not possible; it must be at least 1");
        }
        Math.multiplyExact(heads.steps(), writes);
    }

    /** Kernels {@code delta_prepare}, {@code delta_chain} and {@code delta_forward}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(DeltaHeads.class, "delta", target);
    }

    /** Kernels {@code delta_local}, {@code delta_chain_gradient}, {@code delta_backward}, {@code delta_finish}, {@code gate_gradient}. */
    public static CudaModule gradientModule(Target target) {
        return KernelFile.load(DeltaHeads.class, "delta-gradient", target);
    }

    /**
     * Outputs and final states.
     *
     * @param target   where it runs
     * @param q        {@code [batch][head][step][width]} in bf16
     * @param k        {@code [batch][head][step * writes][width]} in bf16, of length 1
     * @param v        the same shape
     * @param beta     {@code [batch][head][step * writes]} in single precision, 0 to 2
     * @param logDecay g {@code [batch][head][step]} in single precision, at most 0; unless gated one number of any value
     * @param initial  {@code [batch][head][width][width]} in single precision; zeros for none
     * @param o        {@code [batch][head][step][width]} in bf16, written
     * @param last     states after the last step, written
     * @return what {@link #backward} needs
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public Kept forward(Target target, Buffer q, Buffer k, Buffer v, Buffer beta, Buffer logDecay, Buffer initial,
            Buffer o,
            Buffer last) {
        int rows = rows();
        heads.requireNumbers("q", q, heads.steps());
        heads.requireNumbers("k", k, rows);
        heads.requireNumbers("v", v, rows);
        heads.requireNumbers("o", o, heads.steps());
        Elements.requireFloats("beta", beta, (long) heads.all() * rows,
                heads.batch() + " x " + heads.heads() + " x " + rows);
        heads.requireState("initial", initial);
        heads.requireState("last", last);
        Elements.requireFloats("logDecay", logDecay, decays(), gated ? "batch * heads * steps" : "no decay");
        int chunks = Heads.chunks(rows);
        int per = heads.chunksOfSegment(rows, gated);
        int segments = (chunks + per - 1) / per;
        var module = module(target);
        var w = Buffer.bf16(heads.numbers(rows));
        var corrected = Buffer.bf16(heads.numbers(rows));
        var inverses = Buffer.bf16((long) heads.all() * chunks * Heads.CHUNK * Heads.CHUNK);
        var states = Buffer.f32(heads.stateNumbers() * segments);
        try (var u = Buffer.bf16(heads.numbers(rows))) {
            module.kernel(heads.kernel("delta_prepare"))
                    .launch(heads.shape(chunks, BLOCK, heads.shared(2, 0) + INVERSION * Float.BYTES), k, v, beta,
                            logDecay, gate(), w,
                            u, inverses, rows, writes, heads.heads(), batchStride(), headStride(), rowStride());
            int stages = heads.width() == Heads.NARROW ? NARROW_STAGES : STAGES;
            module.kernel(heads.kernel("delta_chain"))
                    .launch(heads.shape(heads.width() == Heads.NARROW ? 1 : CHAINS_OF_WIDE, CHAIN_BLOCK,
                            heads.shared(2 * stages, stages)), k,
                            w, u,
                            logDecay,
                            gate(), initial, states, rows, writes, heads.heads(), segments, per, batchStride(),
                            headStride(),
                            rowStride());
            module.kernel(heads.kernel("delta_forward"))
                    .launch(heads.shape(segments, heads.threads(), heads.shared(6, 1)), q, k, w, u, o, corrected,
                            logDecay, gate(),
                            scale, states, last, rows, writes, heads.heads(), segments, per, batchStride(),
                            headStride(),
                            rowStride(), queryHeadStride() * heads.heads(), queryHeadStride());
        }
        return new Kept(q, k, v, beta, logDecay, o, last, w, corrected, inverses, states);
    }

    /**
     * Gradients of a loss.
     *
     * @param target    where it runs
     * @param kept      of the forward pass
     * @param dOut      gradient of the outputs, {@code [batch][head][step][width]} in bf16
     * @param dLast     gradient of the final states in single precision
     * @param dq        {@code [batch][head][step][width]} in bf16, written
     * @param dk        {@code [batch][head][step * writes][width]} in bf16, written, as dv
     * @param dBeta     {@code [batch][head][step * writes]} in single precision, written
     * @param dLogDecay {@code [batch][head][step]} in single precision, written where gated; else left alone, of any length
     * @param dInitial  gradient of the initial states, written
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public void backward(Target target, Kept kept, Buffer dOut, Buffer dLast, Buffer dq, Buffer dk, Buffer dv,
            Buffer dBeta,
            Buffer dLogDecay, Buffer dInitial) {
        int rows = rows();
        heads.requireNumbers("dOut", dOut, heads.steps());
        heads.requireNumbers("dq", dq, heads.steps());
        heads.requireNumbers("dk", dk, rows);
        heads.requireNumbers("dv", dv, rows);
        Elements.requireFloats("dBeta", dBeta, (long) heads.all() * rows,
                heads.batch() + " x " + heads.heads() + " x " + rows);
        heads.requireState("dLast", dLast);
        heads.requireState("dInitial", dInitial);
        if (gated) {
            Elements.requireFloats("dLogDecay", dLogDecay, decays(), "batch * heads * steps");
        }
        int chunks = Heads.chunks(rows);
        int per = heads.chunksOfSegment(rows, gated);
        int segments = (chunks + per - 1) / per;
        long ofBatch = queryHeadStride() * heads.heads();
        var module = gradientModule(target);
        try (var x = Buffer.bf16(heads.numbers(rows));
                var dw = Buffer.bf16(heads.numbers(rows));
                var dStates = Buffer.f32(heads.stateNumbers() * segments)) {
            module.kernel(heads.kernel("delta_local"))
                    .launch(heads.shape(chunks, heads.threads(), heads.shared(3, 1)), kept.q, kept.k, dOut, x,
                            kept.logDecay, gate(),
                            scale, rows, writes, heads.heads(), batchStride(), headStride(), rowStride(), ofBatch,
                            queryHeadStride());
            module.kernel(heads.kernel("delta_chain_gradient"))
                    .launch(heads.shape(heads.width() / Heads.CHUNK, CHAIN_BLOCK, heads.shared(3 * STAGES, 2 * STAGES)),
                            kept.q, kept.k,
                            kept.w, dOut, x, kept.logDecay, gate(), scale, dLast, dStates, dInitial, rows, writes,
                            heads.heads(),
                            segments, per, batchStride(), headStride(), rowStride(), ofBatch, queryHeadStride());
            module.kernel(heads.kernel("delta_backward"))
                    .launch(heads.shape(2 * segments, heads.threads(), heads.shared(5, 1)), kept.q, kept.k, kept.w,
                            kept.corrected, x,
                            dOut, dq, dk, dw, kept.logDecay, gate(), scale, kept.states, dStates, rows, writes,
                            heads.heads(),
                            segments, per, batchStride(), headStride(), rowStride(), ofBatch, queryHeadStride());
            module.kernel(heads.kernel("delta_finish"))
                    .launch(heads.shape(chunks, BLOCK, heads.shared(4, 3)), kept.k, kept.v, kept.beta, kept.logDecay,
                            gate(),
                            kept.inverses, x, dw, dk, dv, dBeta, rows, writes, heads.heads(), batchStride(),
                            headStride(),
                            rowStride());
            if (gated) {
                module.kernel(heads.kernel("gate_gradient"))
                        .launch(heads.shape(segments, GATE_BLOCK, 0), kept.o, dOut, kept.v, dv, kept.states, kept.last,
                                dStates, dLast,
                                dLogDecay, rows, writes, heads.heads(), segments, per, batchStride(), headStride(),
                                rowStride(),
                                ofBatch, queryHeadStride());
            }
        }
    }

    private int rows() {
        return heads.steps() * writes;
    }

    private long decays() {
        return gated ? (long) heads.all() * heads.steps() : 1;
    }

    private int gate() {
        return gated ? 1 : 0;
    }

    private long batchStride() {
        return headStride() * heads.heads();
    }

    private long headStride() {
        return (long) rows() * heads.width();
    }

    private long queryHeadStride() {
        return (long) heads.steps() * heads.width();
    }

    private long rowStride() {
        return heads.width();
    }
}

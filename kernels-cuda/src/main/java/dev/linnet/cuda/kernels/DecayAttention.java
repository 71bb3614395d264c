package dev.linnet.cuda.kernels;

import java.util.Locale;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

/**
 * Causal linear attention with a scalar decay, the forward pass by chunks of 64 steps: for each head
 *
 * <pre>
 * S_t = exp(g_t) S_(t-1) + k_t v_t^T        o_t = scale S_t^T q_t
 * </pre>
 *
 * A fixed {@code g} is Lightning Attention-2 (Qin et al. 2024, arXiv 2401.04658, algorithm 1) and RetNet; one for each step is
 * simple gated linear attention (Mamba-2's). About {@code 4 K V + 2 C (K + V)} operations for each step of a head, C = 64.
 * Each block owns 32 columns of one head's state, so heads * V / 32 of them run at once. The length is any.
 *
 * @param heads      heads times batch, at least 1
 * @param length     steps; may be 0
 * @param keyWidth   K, width of queries and keys; what the machine's shared memory allows: 160 anywhere, 1,600 on an H100
 * @param valueWidth V, width of values and outputs
 * @param scale      factor of the outputs, usually {@code 1 / sqrt(K)}
 */
public record DecayAttention(int heads, int length, int keyWidth, int valueWidth, float scale) {
    private static final int BLOCK = 256;
    private static final int CHUNK = 64;
    private static final int COLUMNS = 32;
    private static final int PITCH = CHUNK + 4;
    private static final int SUMS = 4 * CHUNK;

    public DecayAttention {
        Sizes.atLeastOne("heads", heads);
        Sizes.atLeastOne("keyWidth", keyWidth);
        Sizes.atLeastOne("valueWidth", valueWidth);
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " is not possible; it must be at least 0");
        }
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("scale: " + scale + " is not possible; it must be a finite number");
        }
    }

    /** With the usual scale, {@code 1 / sqrt(keyWidth)}. */
    public static DecayAttention of(int heads, int length, int keyWidth, int valueWidth) {
        return new DecayAttention(heads, length, keyWidth, valueWidth, (float) (1 / Math.sqrt(keyWidth)));
    }

    /** The kernel {@code decayAttention}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(DecayAttention.class, "decay-attention", target);
    }

    /**
     * Launches it.
     *
     * @param target   where it runs
     * @param q        {@code [heads][length][keyWidth]} floats: {@code float[]}, {@code Buffer.f32} or a MemorySegment
     * @param k        {@code [heads][length][keyWidth]} floats
     * @param v        {@code [heads][length][valueWidth]} floats
     * @param logDecay g: {@code [heads]} floats, or {@code [heads][length]} for one of each step; at most 0 and finite, which
     *                 is looked at in a {@code float[]}
     * @param initial  {@code [heads][keyWidth][valueWidth]} floats, or null for zeros
     * @param o        {@code [heads][length][valueWidth]} floats, written
     * @param last     {@code [heads][keyWidth][valueWidth]} floats, the state after the last step; may be {@code initial}
     */
    public LaunchReport launch(Target target, Object q, Object k, Object v, Object logDecay, Object initial, Object o,
            Object last) {
        Sizes.require("q", q, "heads * length * keyWidth", heads, length, keyWidth);
        Sizes.require("k", k, "heads * length * keyWidth", heads, length, keyWidth);
        Sizes.require("v", v, "heads * length * valueWidth", heads, length, valueWidth);
        Sizes.require("o", o, "heads * length * valueWidth", heads, length, valueWidth);
        Sizes.require("last", last, "heads * keyWidth * valueWidth", heads, keyWidth, valueWidth);
        if (initial != null) {
            Sizes.require("initial", initial, "heads * keyWidth * valueWidth", heads, keyWidth, valueWidth);
        }
        long decays = Elements.floats("logDecay", logDecay);
        boolean ofSteps = decays == (long) heads * length && decays != heads;
        if (!ofSteps && decays != heads) {
            throw new IllegalArgumentException("logDecay has " + decays + " floats; heads = " + heads
                    + " or heads * length = " + (long) heads * length + " are needed");
        }
        requireDecays(logDecay);
        int tiles = (valueWidth + COLUMNS - 1) / COLUMNS;
        var shape = LaunchShape.of(Math.multiplyExact(heads, tiles), BLOCK).shared(sharedBytes());
        var kernel = module(target).kernel("decayAttention");
        try (var nothing = Buffer.f32(1)) { // an empty array cannot be passed
            return kernel.launch(shape, length, keyWidth, valueWidth, scale, some(q, nothing), some(k, nothing),
                    some(v, nothing), some(logDecay, nothing), ofSteps ? length : 1, ofSteps ? 1 : 0, initial == null,
                    initial == null ? nothing : initial, some(o, nothing), last);
        }
    }

    private Object some(Object array, Buffer nothing) {
        return length == 0 && array instanceof float[] ? nothing : array;
    }

    private int sharedBytes() {
        int paddedKeys = (keyWidth + COLUMNS - 1) / COLUMNS * COLUMNS;
        return (paddedKeys * COLUMNS + CHUNK * COLUMNS + CHUNK * PITCH + SUMS) * Float.BYTES;
    }

    private static void requireDecays(Object logDecay) {
        if (logDecay instanceof float[] values) {
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] <= 0) || Float.isInfinite(values[i])) {
                    throw new IllegalArgumentException(String.format(Locale.ROOT,
                            "logDecay[%d]: %s is not possible; it is the logarithm of a decay in (0, 1]", i,
                            values[i]));
                }
            }
        }
    }

    /**
     * The recurrence in double precision, as one reads it.
     *
     * @param initial or null for zeros
     * @param o       written
     * @param last    written
     */
    public void twin(double[] q, double[] k, double[] v, double[] logDecay, double[] initial, double[] o,
            double[] last) {
        for (int h = 0; h < heads; h++) {
            var state = new double[keyWidth][valueWidth];
            for (int i = 0; i < keyWidth && initial != null; i++) {
                System.arraycopy(initial, (h * keyWidth + i) * valueWidth, state[i], 0, valueWidth);
            }
            for (int t = 0; t < length; t++) {
                double decay = Math.exp(logDecay[logDecay.length == heads ? h : h * length + t]);
                int keys = (h * length + t) * keyWidth;
                int values = (h * length + t) * valueWidth;
                for (int j = 0; j < valueWidth; j++) {
                    double out = 0;
                    for (int i = 0; i < keyWidth; i++) {
                        state[i][j] = decay * state[i][j] + k[keys + i] * v[values + j];
                        out += state[i][j] * q[keys + i];
                    }
                    o[values + j] = scale * out;
                }
            }
            for (int i = 0; i < keyWidth; i++) {
                System.arraycopy(state[i], 0, last, (h * keyWidth + i) * valueWidth, valueWidth);
            }
        }
    }
}

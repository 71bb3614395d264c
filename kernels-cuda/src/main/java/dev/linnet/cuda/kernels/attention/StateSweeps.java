package dev.linnet.cuda.kernels.attention;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.kernels.KernelFile;

/**
 * Causal linear attention of every rule in single precision, step by step, forward and backward:
 *
 * <pre>
 * S = diag(exp(g_t)) S        for each write:  S = S + beta k (v - S^T k)^T   or   S = S + k v^T        o_t = scale S^T q_t
 * </pre>
 *
 * Columns of a state do not depend on one another, nor do its rows once the writes are known: a warp keeps four of them in registers
 * and sweeps over the steps, once forward and, for gradients, three times more. Errors are those of the recurrence in single
 * precision, about 1e-6 of the norm. The kernels of {@link DecayHeads}, {@link ChannelHeads} and {@link DeltaHeads} are several times as
 * quick, in bf16.
 *
 * @param batch  sequences, at least 1
 * @param heads  heads of a sequence, at least 1
 * @param steps  steps of a sequence, at least 1
 * @param keys   numbers of a query or key, 1 to 256
 * @param values numbers of a value, 1 to 256
 * @param writes keys and values of a step, at least 1
 * @param gates  what decays
 * @param delta  whether writes are those of the delta rule
 * @param scale  factor of the outputs
 */
public record StateSweeps(int batch, int heads, int steps, int keys, int values, int writes, Gates gates, boolean delta,
        float scale) {
    /** Widest rows and columns of a state. */
    public static final int WIDEST = 256;
    private static final int WARP = 32;
    private static final int THREADS = 256;
    private static final int LINES_OF_BLOCK = 32;
    private static final int ROWS_OF_BLOCK = 8;

    /** Which natural logarithms of decays there are. */
    public enum Gates {
        /** One for each head of a sequence, the same in all sequences. */
        OF_HEADS(0),
        /** {@code [batch][head][step]}. */
        OF_STEPS(1),
        /** {@code [batch][head][step][key]}. */
        OF_KEYS(2);

        /** What the kernels call them. */
        private final int code;

        Gates(int code) {
            this.code = code;
        }
    }

    /**
     * What a forward pass leaves for its backward pass: close it when neither is to come.
     *
     * @param q       as given
     * @param k       as given
     * @param v       as given
     * @param decays  as given
     * @param beta    as given
     * @param initial as given
     * @param last    final states
     * @param errors  what the delta rule wrote before it was multiplied by beta; else one number
     */
    public record Kept(Buffer q, Buffer k, Buffer v, Buffer decays, Buffer beta, Buffer initial, Buffer last,
            Buffer errors) implements AutoCloseable {
        /** Gives back what only the backward pass needs. */
        @Override
        public void close() {
            errors.close();
        }
    }

    public StateSweeps {
        atLeastOne("batch", batch);
        atLeastOne("heads", heads);
        atLeastOne("steps", steps);
        atLeastOne("keys", keys);
        atLeastOne("values", values);
        atLeastOne("writes", writes);
        if (Math.max(keys, values) > WIDEST) {
            throw new IllegalArgumentException("Heads are " + keys + " and " + values
                    + " wide; kernels have at most 256: use more, narrower heads.");
        }
        if (writes > 1 && !delta) {
            throw new IllegalArgumentException(
                    "writes: " + writes + " is not possible without the delta rule; it is 1");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " is not possible; it must be at least 1");
        }
    }

    /** Kernels {@code steps_forward}, {@code steps_values}, {@code steps_queries}, {@code steps_keys} and two sums. */
    public static CudaModule module(Target target) {
        return KernelFile.load(StateSweeps.class, "steps", target);
    }

    /**
     * Outputs and final states. All arrays are in single precision.
     *
     * @param target  where it runs
     * @param q       {@code [batch][head][step][key]}
     * @param k       {@code [batch][head][step * writes][key]}
     * @param v       {@code [batch][head][step * writes][value]}
     * @param decays  natural logarithms, at most 0, as {@code gates} says
     * @param beta    {@code [batch][head][step * writes]}; any without the delta rule
     * @param initial {@code [batch][head][key][value]}; zeros for none
     * @param o       {@code [batch][head][step][value]}, written
     * @param last    states after the last step, written
     * @return what {@link #backward} needs
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public Kept forward(Target target, Buffer q, Buffer k, Buffer v, Buffer decays, Buffer beta, Buffer initial,
            Buffer o, Buffer last) {
        require("q", q, all() * steps * keys);
        require("k", k, rows() * keys);
        require("v", v, rows() * values);
        require("decays", decays, decayNumbers());
        require("initial", initial, stateNumbers());
        require("o", o, all() * steps * values);
        require("last", last, stateNumbers());
        if (delta) {
            require("beta", beta, rows());
        }
        var errors = Buffer.f32(delta ? rows() * values : 1);
        launch(target, "steps_forward", values, q, k, v, decays, beta, initial, o, errors, last);
        return new Kept(q, k, v, decays, beta, initial, last, errors);
    }

    /**
     * Gradients of a loss.
     *
     * @param target   where it runs
     * @param kept     of the forward pass
     * @param dOut     gradient of the outputs
     * @param dLast    gradient of the final states
     * @param dq       written, as dk and dv
     * @param dDecays  as the decays, written; not read where the gates are those of heads
     * @param dBeta    as beta, written; not read without the delta rule
     * @param dInitial gradient of the initial states, written
     * @throws IllegalArgumentException where a length or type does not fit
     */
    public void backward(Target target, Kept kept, Buffer dOut, Buffer dLast, Buffer dq, Buffer dk, Buffer dv,
            Buffer dDecays, Buffer dBeta, Buffer dInitial) {
        require("dOut", dOut, all() * steps * values);
        require("dLast", dLast, stateNumbers());
        require("dq", dq, all() * steps * keys);
        require("dk", dk, rows() * keys);
        require("dv", dv, rows() * values);
        require("dInitial", dInitial, stateNumbers());
        var written = delta ? kept.errors : kept.v;
        launch(target, "steps_values", values, kept.q, kept.k, dOut, kept.decays, kept.beta, dLast, dv, dInitial);
        launch(target, "steps_queries", keys, kept.k, written, dv, dOut, kept.decays, kept.beta, kept.initial, dq, dk);
        boolean scalar = gates == Gates.OF_STEPS;
        if (gates != Gates.OF_HEADS) {
            require("dDecays", dDecays, decayNumbers());
        }
        try (var ofKeys = Buffer.f32(scalar ? all() * steps * keys : 1)) {
            var gradients = gates == Gates.OF_KEYS ? dDecays : ofKeys;
            launch(target, "steps_keys", keys, kept.q, kept.k, written, dv, dOut, kept.decays, kept.beta, kept.last,
                    dLast, dq, dk, gradients);
            if (scalar) {
                module(target).kernel("steps_sums")
                        .launch(sums(all() * steps), ofKeys, dDecays, all() * steps, keys);
            }
        }
        if (delta) {
            require("dBeta", dBeta, rows());
            module(target).kernel("steps_betas")
                    .launch(sums(rows()), kept.beta, kept.errors, dv, dBeta, rows(), values);
        }
    }

    private void launch(Target target, String name, int lines, Object... arrays) {
        int widest = Math.max(keys, values);
        int e = 1;
        while (e * WARP < widest) {
            e *= 2;
        }
        Object[] shape = {keys, values, steps, writes, heads, gates.code, delta ? 1 : 0, scale};
        var arguments = new Object[arrays.length + shape.length];
        System.arraycopy(arrays, 0, arguments, 0, arrays.length);
        System.arraycopy(shape, 0, arguments, arrays.length, shape.length);
        int blocks = (lines + LINES_OF_BLOCK - 1) / LINES_OF_BLOCK;
        module(target).kernel(name + "<" + e + ">")
                .launch(new LaunchShape(Dim3.of(blocks, Math.toIntExact(all())), Dim3.of(THREADS), 0), arguments);
    }

    private static LaunchShape sums(long rows) {
        return LaunchShape.of(Math.toIntExact((rows + ROWS_OF_BLOCK - 1) / ROWS_OF_BLOCK), THREADS);
    }

    private long all() {
        return (long) batch * heads;
    }

    private long rows() {
        return all() * steps * writes;
    }

    private long stateNumbers() {
        return all() * keys * values;
    }

    private long decayNumbers() {
        return switch (gates) {
            case OF_HEADS -> heads;
            case OF_STEPS -> all() * steps;
            case OF_KEYS -> all() * steps * keys;
        };
    }

    private void require(String name, Buffer array, long wanted) {
        Elements.requireFloats(name, array, wanted,
                "batch " + batch + ", heads " + heads + ", steps " + steps + ", keys "
                        + keys + ", values " + values + ", writes " + writes);
    }
}

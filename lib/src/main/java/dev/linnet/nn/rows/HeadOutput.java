package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;
import java.util.Arrays;

/** y = W_o (norm(o) ⊙ SiLU(W_r x)) from the heads' outputs o; norm (within each head) and gate are optional. */
final class HeadOutput {
    private final RmsNorm norm;
    private final Linear gate;
    private final Linear output;
    private final int heads;
    private final int dim;
    private final int channels;

    /**
     * For all heads.
     *
     * @param norm one weight for all heads, or null
     * @param gate or null
     */
    HeadOutput(RmsNorm norm, Linear gate, Linear output, int heads, int dim) {
        this.norm = norm;
        this.gate = gate;
        this.output = output;
        this.heads = heads;
        this.dim = dim;
        channels = heads * dim;
    }

    /** y of one token from its heads' outputs, which it changes. */
    void step(float[] parameters, float[] x, float[] o, float[] y) {
        if (norm != null) {
            var scratch = new float[Lanes.COUNT];
            for (int head = 0; head < heads; head++) {
                norm.forward(parameters, o, head * dim, o, head * dim, scratch);
            }
        }
        if (gate != null) {
            var r = new float[channels];
            gate.step(parameters, x, r);
            Functions.swish(r, o, o, 0, channels);
        }
        output.step(parameters, o, y);
    }

    Pass pass(int batch, int time, Workers workers) {
        return new Pass(batch, time, workers);
    }

    final class Pass {
        private final int time;
        private final int rows;
        private final Workers workers;
        private final Linear.Pass gatePass;
        private final Linear.Pass outputPass;
        private final float[] inner;
        private final float[] normed;
        private final float[] gates;
        private final float[] gated;
        private float[] dGated = new float[0];
        private float[] dGates = new float[0];

        private Pass(int batch, int time, Workers workers) {
            this.time = time;
            this.workers = workers;
            rows = batch * time;
            gatePass = gate == null ? null : gate.pass(workers);
            outputPass = output.pass(workers);
            int size = Math.multiplyExact(rows, channels);
            inner = new float[size];
            normed = norm == null ? inner : new float[size];
            gates = new float[gate == null ? 0 : size];
            gated = gate == null ? normed : new float[size];
        }

        /** y from o {@code [batch][head][time][dim]} and the layer's input. */
        void forward(float[] parameters, float[] x, float[] o, float[] y) {
            if (gatePass != null) {
                gatePass.forward(parameters, x, gates, rows);
            }
            workers.rows(rows, (from, to, _) -> {
                HeadRows.toRows(o, inner, from, to, time, heads, dim);
                if (norm != null) {
                    var scratch = new float[Lanes.COUNT];
                    for (int at = from * channels; at < to * channels; at += dim) {
                        norm.forward(parameters, inner, at, normed, at, scratch);
                    }
                }
                if (gatePass != null) {
                    Functions.swish(gates, normed, gated, from * channels, (to - from) * channels);
                }
            });
            outputPass.forward(parameters, gated, y, rows);
        }

        /** Overwrites the gradient of o, and adds to dx and to the gradients. */
        void backward(float[] parameters, float[] x, float[] dy, float[] dO, float[] dx, float[] gradient) {
            if (dGated.length == 0) {
                dGated = new float[inner.length];
                dGates = new float[gates.length];
            }
            Arrays.fill(dGated, 0f);
            outputPass.backward(parameters, gated, dy, dGated, gradient, rows);
            int blocks = Workers.blocks(rows);
            var partial = new float[norm == null ? 0 : blocks * dim];
            workers.rows(rows, (from, to, block) -> {
                if (gatePass != null) {
                    Functions.swishBackward(gates, normed, dGated, dGates, dGated, from * channels,
                            (to - from) * channels);
                }
                var d = dGated;
                if (norm != null) {
                    d = normed;
                    dNorm(parameters, from, to, partial, block * dim);
                }
                HeadRows.toHeads(d, dO, from, to, time, heads, dim);
            });
            if (norm != null) {
                Vectors.addBlocks(partial, blocks, dim, gradient, norm.weight().offset());
            }
            if (gatePass != null) {
                gatePass.backward(parameters, x, dGates, dx, gradient, rows);
            }
        }

        /** Leaves the gradient of {@code inner} in {@code normed}, which is no longer needed. */
        private void dNorm(float[] parameters, int from, int to, float[] dw, int dw0) {
            Arrays.fill(normed, from * channels, to * channels, 0f);
            var g = new float[dim];
            var scratch = new float[Lanes.COUNT];
            for (int at = from * channels; at < to * channels; at += dim) {
                norm.backward(parameters, inner, at, dGated, at, normed, at, dw, dw0, g, scratch);
            }
        }
    }
}

package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;

/**
 * Queries, keys or values of all heads: act(conv(W x)), divided by its length in each head if wanted, laid out as the attention
 * operators have it. Output channels of W are {@code [write][head][dim]}.
 *
 * <p>The length is l(z) = (Σ z^2 + 1e-6)^(1/2). Backward of k = z r, r = 1/l: dz = r (dk - k (k·dk)).
 */
final class HeadProjection {
    private static final float EPSILON = 1e-6f;

    private final Linear linear;
    private final ShortConvolution convolution;
    private final boolean activation;
    private final boolean unit;
    private final int writes;
    private final int heads;
    private final int dim;
    private final int channels;

    /**
     * For one of q, k and v.
     *
     * @param convolution null for none
     */
    HeadProjection(Linear linear, ShortConvolution convolution, boolean activation, boolean unit, int writes, int heads,
            int dim) {
        this.linear = linear;
        this.convolution = convolution;
        this.activation = activation;
        this.unit = unit;
        this.writes = writes;
        this.heads = heads;
        this.dim = dim;
        channels = writes * heads * dim;
    }

    /** Numbers that the convolution remembers. */
    int historySize() {
        return convolution == null ? 0 : convolution.historySize();
    }

    /** One token; {@code to} receives {@code [head][write][dim]}. */
    void step(float[] parameters, float[] x, float[] history, float[] to) {
        var z = new float[channels];
        linear.step(parameters, x, z);
        if (convolution != null) {
            var y = new float[channels];
            convolution.step(parameters, z, history, y);
            z = y;
        }
        var scratch = new float[Lanes.COUNT];
        for (int part = 0; part < writes * heads; part++) {
            activate(z, part * dim, to, (part % heads * writes + part / heads) * dim, scratch);
        }
    }

    /** Activation and norm of one head's stretch; returns the factor of the norm. */
    private float activate(float[] z, int from, float[] to, int at, float[] scratch) {
        if (activation) {
            Functions.silu(z, from, to, at, dim);
        } else {
            System.arraycopy(z, from, to, at, dim);
        }
        if (!unit) {
            return 1;
        }
        float r = (float) (1 / Math.sqrt(Vectors.dot(to, at, to, at, dim, scratch) + EPSILON));
        for (int i = at; i < at + dim; i++) {
            to[i] *= r;
        }
        return r;
    }

    Pass pass(int batch, int time, Workers workers) {
        return new Pass(batch, time, workers);
    }

    final class Pass {
        private final int batch;
        private final int time;
        private final int rows;
        private final Workers workers;
        private final Linear.Pass linearPass;
        private final float[] projected;
        private final float[] convolved;
        private final float[] factors;
        private final float[] result;
        private float[] dProjected = new float[0];
        private float[] dConvolved = new float[0];

        private Pass(int batch, int time, Workers workers) {
            this.batch = batch;
            this.time = time;
            this.workers = workers;
            rows = batch * time;
            linearPass = linear.pass(workers);
            int size = Math.multiplyExact(rows, channels);
            projected = new float[size];
            convolved = convolution == null ? projected : new float[size];
            factors = new float[unit ? size / dim : 0];
            result = new float[size];
        }

        /** {@code [batch][head][time * writes][dim]}. */
        float[] result() {
            return result;
        }

        /** Fills the result; {@code history} is read and brought up to date, or null. */
        void forward(float[] parameters, float[] x, float[] history) {
            linearPass.forward(parameters, x, projected, rows);
            if (convolution != null) {
                convolution.forward(parameters, projected, history, convolved, batch, time, workers);
                if (history != null) {
                    convolution.remember(projected, time, history);
                }
            }
            workers.rows(rows, (from, to, _) -> {
                var scratch = new float[Lanes.COUNT];
                for (int row = from; row < to; row++) {
                    for (int part = 0; part < writes * heads; part++) {
                        float r = activate(convolved, row * channels + part * dim, result, at(row, part), scratch);
                        if (unit) {
                            factors[row * writes * heads + part] = r;
                        }
                    }
                }
            });
        }

        /** Where the stretch {@code part} = write * heads + head of a row lies in the result. */
        private int at(int row, int part) {
            int head = part % heads;
            int write = part / heads;
            return (((row / time * heads + head) * time + row % time) * writes + write) * dim;
        }

        /** Adds to dx and to the gradients, from the gradient of the result. */
        void backward(float[] parameters, float[] x, float[] dResult, float[] dx, float[] gradient) {
            if (dConvolved.length == 0) {
                dConvolved = new float[projected.length];
                dProjected = convolution == null ? dConvolved : new float[projected.length];
            }
            workers.rows(rows, (from, to, _) -> {
                var scratch = new float[Lanes.COUNT];
                for (int row = from; row < to; row++) {
                    for (int part = 0; part < writes * heads; part++) {
                        deactivate(row, part, dResult, scratch);
                    }
                }
            });
            if (convolution != null) {
                convolution.backward(parameters, projected, dConvolved, dProjected, gradient, batch, time, workers);
            }
            linearPass.backward(parameters, x, dProjected, dx, gradient, rows);
        }

        private void deactivate(int row, int part, float[] dResult, float[] scratch) {
            int at = at(row, part);
            int to = row * channels + part * dim;
            if (unit) {
                float r = factors[row * writes * heads + part];
                float along = Vectors.dot(result, at, dResult, at, dim, scratch);
                for (int i = 0; i < dim; i++) {
                    dConvolved[to + i] = r * (dResult[at + i] - result[at + i] * along);
                }
            } else {
                System.arraycopy(dResult, at, dConvolved, to, dim);
            }
            if (activation) {
                Functions.siluBackward(convolved, to, dConvolved, to, dim);
            }
        }
    }
}

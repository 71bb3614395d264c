package dev.linnet.nn.rows;

/** beta = maxBeta sigmoid(W x) for each head and write; output channels of W are {@code [head][write]}. dz = dbeta beta (1 - beta / maxBeta). */
final class WriteStrength {
    private final Linear linear;
    private final float maxBeta;
    private final int heads;
    private final int channels;

    WriteStrength(Linear linear, double maxBeta, int heads) {
        this.linear = linear;
        this.maxBeta = (float) maxBeta;
        this.heads = heads;
        channels = linear.outputs();
    }

    /** One token's strengths, {@code [head][write]}. */
    void step(float[] parameters, float[] x, float[] beta) {
        linear.step(parameters, x, beta);
        Functions.sigmoid(beta, beta, 0, channels, maxBeta);
    }

    Pass pass(int batch, int time, Workers workers) {
        return new Pass(batch, time, workers);
    }

    final class Pass {
        private final int time;
        private final int rows;
        private final Workers workers;
        private final Linear.Pass linearPass;
        private final float[] beta;
        private final float[] result;
        private float[] dz = new float[0];

        private Pass(int batch, int time, Workers workers) {
            this.time = time;
            this.workers = workers;
            rows = batch * time;
            linearPass = linear.pass(workers);
            beta = new float[Math.multiplyExact(rows, channels)];
            result = new float[beta.length];
        }

        /** {@code [batch][head][time * writes]}. */
        float[] result() {
            return result;
        }

        void forward(float[] parameters, float[] x) {
            linearPass.forward(parameters, x, beta, rows);
            workers.rows(rows, (from, to, _) -> {
                Functions.sigmoid(beta, beta, from * channels, (to - from) * channels, maxBeta);
                HeadRows.toHeads(beta, result, from, to, time, heads, channels / heads);
            });
        }

        /** Adds to dx and to the gradients. */
        void backward(float[] parameters, float[] x, float[] dResult, float[] dx, float[] gradient) {
            if (dz.length == 0) {
                dz = new float[beta.length];
            }
            workers.rows(rows, (from, to, _) -> {
                HeadRows.toRows(dResult, dz, from, to, time, heads, channels / heads);
                for (int i = from * channels; i < to * channels; i++) {
                    dz[i] *= beta[i] * (1 - beta[i] / maxBeta);
                }
            });
            linearPass.backward(parameters, x, dz, dx, gradient, rows);
        }
    }
}

package dev.linnet.nn.rows;

import dev.linnet.nn.Parameter;
import java.util.Arrays;

/**
 * Log forget gates from the token: z = W x + b, or W_2 (W_1 x) + b, and g = logsigmoid(z) / τ or g = -e^a softplus(z).
 *
 * <p>Backward: dz = dg sigmoid(-z) / τ; or dz = -dg e^a sigmoid(z), da = Σ dg g.
 */
final class ForgetGate {
    private final Linear first;
    private final Linear second;
    private final Parameter rate;
    private final float temperature;
    private final int heads;
    private final int gates;

    /**
     * For all heads.
     *
     * @param first  to the inner width, or null
     * @param second to {@code [head][gate]}
     * @param rate   a for each gate, or null for the logsigmoid
     */
    ForgetGate(Linear first, Linear second, Parameter rate, double temperature, int heads) {
        this.first = first;
        this.second = second;
        this.rate = rate;
        this.temperature = (float) temperature;
        this.heads = heads;
        gates = second.outputs();
    }

    /** One token's gates, {@code [head][gate]}. */
    void step(float[] parameters, float[] x, float[] g) {
        float[] inner = x;
        if (first != null) {
            inner = new float[first.outputs()];
            first.step(parameters, x, inner);
        }
        second.step(parameters, inner, g);
        gate(parameters, g, g, 0, 1);
    }

    /** g from z for rows {@code [from, to)}; may be the same array. */
    private void gate(float[] parameters, float[] z, float[] g, int from, int to) {
        int at = from * gates;
        int n = (to - from) * gates;
        if (rate == null) {
            for (int i = at; i < at + n; i++) {
                g[i] = -z[i];
            }
            Functions.softplus(g, g, at, n);
            for (int i = at; i < at + n; i++) {
                g[i] = -g[i] / temperature;
            }
        } else {
            Functions.softplus(z, g, at, n);
            float[] rates = rates(parameters);
            for (int i = at; i < at + n; i++) {
                g[i] *= -rates[i % gates];
            }
        }
    }

    private float[] rates(float[] parameters) {
        var rates = new float[gates];
        for (int i = 0; i < gates; i++) {
            rates[i] = (float) StrictMath.exp(parameters[rate.offset() + i]);
        }
        return rates;
    }

    Pass pass(int batch, int time, Workers workers) {
        return new Pass(batch, time, workers);
    }

    final class Pass {
        private final int time;
        private final int rows;
        private final Workers workers;
        private final Linear.Pass firstPass;
        private final Linear.Pass secondPass;
        private final float[] inner;
        private final float[] z;
        private final float[] g;
        private final float[] result;
        private float[] dInner = new float[0];
        private float[] dz = new float[0];

        private Pass(int batch, int time, Workers workers) {
            this.time = time;
            this.workers = workers;
            rows = batch * time;
            firstPass = first == null ? null : first.pass(workers);
            secondPass = second.pass(workers);
            inner = new float[first == null ? 0 : rows * first.outputs()];
            z = new float[Math.multiplyExact(rows, gates)];
            g = new float[z.length];
            result = new float[z.length];
        }

        /** {@code [batch][head][time][gate]}. */
        float[] result() {
            return result;
        }

        void forward(float[] parameters, float[] x) {
            float[] from = x;
            if (firstPass != null) {
                firstPass.forward(parameters, x, inner, rows);
                from = inner;
            }
            secondPass.forward(parameters, from, z, rows);
            workers.rows(rows, (begin, end, _) -> {
                gate(parameters, z, g, begin, end);
                HeadRows.toHeads(g, result, begin, end, time, heads, gates / heads);
            });
        }

        /** Adds to dx and to the gradients. */
        void backward(float[] parameters, float[] x, float[] dResult, float[] dx, float[] gradient) {
            if (dz.length == 0) {
                dz = new float[z.length];
                dInner = new float[inner.length];
            }
            int blocks = Workers.blocks(rows);
            var partial = new float[rate == null ? 0 : blocks * gates];
            workers.rows(rows, (from, to, block) -> {
                HeadRows.toRows(dResult, dz, from, to, time, heads, gates / heads);
                dGate(parameters, from, to, partial, block * gates);
            });
            if (rate != null) {
                Vectors.addBlocks(partial, blocks, gates, gradient, rate.offset());
            }
            if (firstPass == null) {
                secondPass.backward(parameters, x, dz, dx, gradient, rows);
            } else {
                Arrays.fill(dInner, 0f);
                secondPass.backward(parameters, inner, dz, dInner, gradient, rows);
                firstPass.backward(parameters, x, dInner, dx, gradient, rows);
            }
        }

        /** Turns the gradient of g in {@code dz} into that of z. */
        private void dGate(float[] parameters, int from, int to, float[] partial, int at) {
            int n = (to - from) * gates;
            var slope = new float[n];
            for (int i = 0; i < n; i++) {
                slope[i] = rate == null ? -z[from * gates + i] : z[from * gates + i];
            }
            Functions.sigmoid(slope, slope, 0, n, 1);
            float[] rates = rate == null ? new float[0] : rates(parameters);
            for (int i = 0; i < n; i++) {
                float dg = dz[from * gates + i];
                if (rate == null) {
                    dz[from * gates + i] = dg * slope[i] / temperature;
                } else {
                    int gate = i % gates;
                    partial[at + gate] += dg * g[from * gates + i];
                    dz[from * gates + i] = -dg * slope[i] * rates[gate];
                }
            }
        }
    }
}

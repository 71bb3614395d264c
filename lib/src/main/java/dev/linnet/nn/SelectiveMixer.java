package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.diagonal.DiagonalLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The selective layer of Mamba (Gu and Dao, arXiv 2312.00752): every channel d has a state of N numbers of its own.
 *
 * <pre>
 *   u = SiLU(conv(W_u x))     Δ = softplus(W_Δ u + b)     B = W_B u     C = W_C u
 *   h_dn &lt;- a_dn h_dn + Δ_d B_n u_d     a_dn = c exp(-Δ_d e^(A_dn)) + d     y_d = Σ_n C_n h_dn + D_d u_d
 *   out = W_o (y ⊙ SiLU(W_z x))
 * </pre>
 *
 * (c, d) = (1, 0), or (2, -1) for gates in (-1, 1) (arXiv 2411.12537). A starts at log(n + 1), D at 1.
 *
 * @param content W_u with its convolution and SiLU
 * @param step    W_Δ with bias
 * @param write   W_B
 * @param read    W_C
 * @param gate    W_z
 * @param rates   A, {@code [channels][N]}
 * @param skip    D, {@code [1][channels]}
 * @param output  W_o
 * @param range   of the gates
 */
record SelectiveMixer(Projection content, Linear step, Linear write, Linear read, Linear gate, Parameter rates,
        Parameter skip, Linear output, EigenvalueRange range) implements TokenMixer {
    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private static FloatVector at(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final int channels = rates.rows();
        private final int width = rates.columns();
        private final DiagonalLanes rule = new DiagonalLanes(channels, width, 1);
        private final Projection.Pass contentPass;
        private final float[] z;
        private final float[] delta;
        private final float[] b;
        private final float[] c;
        private final float[] decay = new float[channels * width];
        private final float[] q;
        private final float[] k;
        private final float[] a;
        private final float[] o;
        private final float[] gateIn;
        private final float[] gated;
        private final float[] dq;
        private final float[] dk;
        private final float[] da;
        private final float[] du;
        private final float[] dO;
        private final float[] dGate;
        private final float[] dDelta;
        private final float[] db;
        private final float[] dc;
        private float[] u;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, channels);
            int states = Lanes.size(maxTime, channels * width);
            contentPass = content.pass(maxTime);
            z = new float[size];
            delta = new float[size];
            b = new float[Lanes.size(maxTime, width)];
            c = new float[b.length];
            q = new float[states];
            k = new float[states];
            a = new float[states];
            o = new float[size];
            gateIn = new float[size];
            gated = new float[size];
            dq = new float[states];
            dk = new float[states];
            da = new float[states];
            du = new float[size];
            dO = new float[size];
            dGate = new float[size];
            dDelta = new float[size];
            db = new float[b.length];
            dc = new float[b.length];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            u = contentPass.forward(parameters, x, time);
            step.forward(parameters, u, z, time);
            write.forward(parameters, u, b, time);
            read.forward(parameters, u, c, time);
            for (int i = 0; i < decay.length; i++) {
                decay[i] = (float) StrictMath.exp(parameters[rates.offset() + i]);
            }
            expand(time);
            rule.forward(q, k, u, a, o, time, null, null);
            gate.forward(parameters, x, gateIn, time);
            for (int t = 0; t < time; t++) {
                for (int d = 0; d < channels; d++) {
                    FloatVector weight = Lanes.broadcast(parameters[skip.offset() + d]);
                    for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                        int i = (t * channels + d) * WIDTH + l;
                        FloatVector sum = weight.fma(at(u, i), at(o, i));
                        sum.intoArray(o, i);
                        FloatVector g = at(gateIn, i);
                        sum.mul(g.mul(Lanes.sigmoid(g))).intoArray(gated, i);
                    }
                }
            }
            output.forward(parameters, gated, y, time);
        }

        /** q, k and a for every channel's N numbers. */
        private void expand(int time) {
            for (int t = 0; t < time; t++) {
                for (int d = 0; d < channels; d++) {
                    for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                        int channel = (t * channels + d) * WIDTH + l;
                        FloatVector size = Lanes.softplus(at(z, channel));
                        size.intoArray(delta, channel);
                        for (int n = 0; n < width; n++) {
                            int state = ((t * channels + d) * width + n) * WIDTH + l;
                            int shared = (t * width + n) * WIDTH + l;
                            at(c, shared).intoArray(q, state);
                            at(b, shared).mul(size).intoArray(k, state);
                            FloatVector kept = Lanes.exp(size.mul(Lanes.broadcast(-decay[d * width + n])));
                            kept.mul(range.gateScale()).add(range.gateShift()).intoArray(a, state);
                        }
                    }
                }
            }
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, channels);
            Arrays.fill(dO, 0, size, 0f);
            output.backward(parameters, gated, dy, dO, gradient, time);
            for (int i = 0; i < size; i += SPECIES.length()) {
                FloatVector g = at(gateIn, i);
                FloatVector s = Lanes.sigmoid(g);
                FloatVector silu = g.mul(s);
                FloatVector d = at(dO, i);
                d.mul(at(o, i)).mul(s.add(silu.sub(silu.mul(s)))).intoArray(dGate, i);
                d.mul(silu).intoArray(dO, i);
            }
            gate.backward(parameters, x, dGate, dx, gradient, time);
            rule.backward(q, k, u, a, dO, null, dq, dk, du, da, null, time);
            skipBackward(parameters, gradient, time);
            expandBackward(gradient, time);
            step.backward(parameters, u, dDelta, du, gradient, time);
            write.backward(parameters, u, db, du, gradient, time);
            read.backward(parameters, u, dc, du, gradient, time);
            contentPass.backward(parameters, x, du, dx, gradient, time);
        }

        private void skipBackward(float[] parameters, float[] gradient, int time) {
            float[] stored = new float[WIDTH];
            for (int d = 0; d < channels; d++) {
                FloatVector weight = Lanes.broadcast(parameters[skip.offset() + d]);
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    FloatVector sum = FloatVector.zero(SPECIES);
                    for (int t = 0; t < time; t++) {
                        int i = (t * channels + d) * WIDTH + l;
                        FloatVector doi = at(dO, i);
                        sum = doi.fma(at(u, i), sum);
                        weight.fma(doi, at(du, i)).intoArray(du, i);
                    }
                    sum.intoArray(stored, l);
                }
                gradient[skip.offset() + d] += LaneSums.sum(stored, 0);
            }
        }

        /** The gradients of B, C, z and A. */
        private void expandBackward(float[] gradient, int time) {
            Arrays.fill(db, 0, Lanes.size(time, width), 0f);
            Arrays.fill(dc, 0, Lanes.size(time, width), 0f);
            float[] stored = new float[width * WIDTH];
            for (int d = 0; d < channels; d++) {
                Arrays.fill(stored, 0f);
                for (int t = 0; t < time; t++) {
                    for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                        int channel = (t * channels + d) * WIDTH + l;
                        FloatVector size = at(delta, channel);
                        FloatVector dSize = FloatVector.zero(SPECIES);
                        for (int n = 0; n < width; n++) {
                            int state = ((t * channels + d) * width + n) * WIDTH + l;
                            int shared = (t * width + n) * WIDTH + l;
                            at(dc, shared).add(at(dq, state)).intoArray(dc, shared);
                            FloatVector dki = at(dk, state);
                            dki.fma(size, at(db, shared)).intoArray(db, shared);
                            dSize = dki.fma(at(b, shared), dSize);
                            FloatVector slope = at(da, state).mul(at(a, state).sub(range.gateShift()))
                                    .mul(Lanes.broadcast(-decay[d * width + n]));
                            dSize = dSize.add(slope);
                            slope.fma(size, at(stored, n * WIDTH + l)).intoArray(stored, n * WIDTH + l);
                        }
                        dSize.mul(Lanes.sigmoid(at(z, channel))).intoArray(dDelta, channel);
                    }
                }
                for (int n = 0; n < width; n++) {
                    gradient[rates.offset() + d * width + n] += LaneSums.sum(stored, n * WIDTH);
                }
            }
        }
    }
}

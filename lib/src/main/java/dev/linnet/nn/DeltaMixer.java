package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.attention.delta.DeltaLanes;
import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;
import java.util.List;

/**
 * The layer of DeltaNet and DeltaProduct.
 *
 * <pre>
 *   q = K^-1/2 l2(SiLU(conv(W_q x)))     k_j = l2(SiLU(conv(W_kj x)))     v_j = SiLU(conv(W_vj x))     j = 1..n_h
 *   β_j = c sigmoid(W_βj x) per head, c = 1 or 2          y = W_o RMSNorm_head(o)
 * </pre>
 *
 * The convolutions are optional, and so is a decay of the state, see {@link ScalarDecay}. Sources: arXiv 2406.06484 section 1.1 of the
 * layer, arXiv 2502.10297 section 3, arXiv 2412.06464 for the decay.
 */
public final class DeltaMixer implements SlabMixer {
    private final Projection query;
    private final List<Projection> keys;
    private final List<Projection> values;
    private final List<Linear> strengths;
    private final ScalarDecay decay;
    private final HeadOutput output;
    private final int width;
    private final int heads;
    private final int headWidth;
    private final float strengthScale;

    /** {@code decay} may be null. */
    DeltaMixer(Projection query, List<Projection> keys, List<Projection> values, List<Linear> strengths,
            ScalarDecay decay, RmsNorm outputNorm, Linear output, int heads, int headWidth, float strengthScale) {
        this.query = query;
        this.keys = List.copyOf(keys);
        this.values = List.copyOf(values);
        this.strengths = List.copyOf(strengths);
        this.decay = decay;
        this.output = new HeadOutput(outputNorm, output);
        this.width = output.outputs();
        this.heads = heads;
        this.headWidth = headWidth;
        this.strengthScale = strengthScale;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime, Slab slab) {
        return new MixerPass(maxTime, slab);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final int n = keys.size();
        private final DeltaLanes rule = new DeltaLanes(heads, headWidth, headWidth, n);
        private final Projection.Pass queryPass;
        private final ScalarDecay.Pass decayPass;
        private final Projection.Pass[] keyPasses = new Projection.Pass[n];
        private final Projection.Pass[] valuePasses = new Projection.Pass[n];
        private final Linear.Pass[] strengthPasses = new Linear.Pass[n];
        private final HeadOutput.Pass outputPass;
        private final OuterProducts products;
        private final Slab slab;
        /** A few steps of x and of a gradient of strengths in {@link Quads}: where they begin in the slab. */
        private final int quads;
        private final int strengthQuads;
        private final float[][] k = new float[n][];
        private final float[][] v = new float[n][];
        private final float[][] beta = new float[n][];
        private final float[][] dk = new float[n][];
        private final float[][] dv = new float[n][];
        private final float[][] dBeta = new float[n][];
        private final float[] o;
        private final float[] dq;
        private final float[] dO;
        private float[] q;
        private float[] gates;

        private MixerPass(int maxTime, Slab slab) {
            this.slab = slab;
            products = new OuterProducts(slab, width);
            quads = slab.take(Quads.size(Projection.STEPS, width));
            strengthQuads = slab.take(Quads.size(Projection.STEPS, heads));
            int size = Lanes.size(maxTime, heads * headWidth);
            queryPass = query.pass(maxTime, slab);
            outputPass = output.pass(slab);
            decayPass = decay == null ? null : decay.new Pass(maxTime);
            for (int j = 0; j < n; j++) {
                keyPasses[j] = keys.get(j).pass(maxTime, slab);
                valuePasses[j] = values.get(j).pass(maxTime, slab);
                strengthPasses[j] = strengths.get(j).pass();
                beta[j] = new float[Lanes.size(maxTime, heads)];
                dBeta[j] = new float[Lanes.size(maxTime, heads)];
                dk[j] = new float[size];
                dv[j] = new float[size];
            }
            o = new float[size];
            dq = new float[size];
            dO = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            float[] memory = slab.array();
            q = queryPass.beginForward(parameters);
            for (int j = 0; j < n; j++) {
                k[j] = keyPasses[j].beginForward(parameters);
                v[j] = valuePasses[j].beginForward(parameters);
                strengthPasses[j].beginForward(parameters);
            }
            for (int t = 0; t < time; t += Projection.STEPS) {
                int to = Math.min(time, t + Projection.STEPS);
                Quads.pack(x, t * width * WIDTH, width, to - t, memory, quads);
                queryPass.forward(memory, quads, t, to);
                for (int j = 0; j < n; j++) {
                    keyPasses[j].forward(memory, quads, t, to);
                    valuePasses[j].forward(memory, quads, t, to);
                    strengthPasses[j].forward(memory, quads, beta[j], t, to);
                }
            }
            for (int j = 0; j < n; j++) {
                Activation.sigmoid(beta[j], beta[j], strengthScale, 1f, 0f, Lanes.size(time, heads));
            }
            gates = decayPass == null ? null : decayPass.forward(parameters, x, time);
            rule.forward(q, k, v, beta, gates, o, time, null, null);
            outputPass.forward(parameters, o, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            float[] memory = slab.array();
            outputPass.backward(parameters, o, dy, dO, gradient, time);
            float[] dGates = decayPass == null ? null : decayPass.gradient();
            rule.backward(q, k, v, beta, gates, dO, null, dq, dk, dv, dBeta, dGates, null, time);
            if (decayPass != null) {
                decayPass.backward(parameters, x, dx, gradient, time);
            }
            queryPass.beginBackward(parameters, time);
            for (int j = 0; j < n; j++) {
                keyPasses[j].beginBackward(parameters, time);
                valuePasses[j].beginBackward(parameters, time);
                strengthPasses[j].beginBackward(parameters);
                Activation.sigmoidBackward(beta[j], dBeta[j], dBeta[j], strengthScale, 1f, 0f,
                        Lanes.size(time, heads));
            }
            for (int t = Projection.lastBlock(time); t >= 0; t -= Projection.STEPS) {
                int to = Math.min(time, t + Projection.STEPS);
                int at = t * width * WIDTH;
                products.load(x, at, width, to - t);
                queryPass.backward(products, dq, Lanes.size(t, heads * headWidth), dx, gradient, t, to);
                for (int j = 0; j < n; j++) {
                    keyPasses[j].backward(products, dk[j], Lanes.size(t, heads * headWidth), dx, gradient, t, to);
                    valuePasses[j].backward(products, dv[j], Lanes.size(t, heads * headWidth), dx, gradient, t, to);
                    Quads.pack(dBeta[j], t * heads * WIDTH, heads, to - t, memory, strengthQuads);
                    strengthPasses[j].backward(products, memory, strengthQuads, dx, at, true, gradient, to - t);
                }
            }
            queryPass.endBackward(gradient);
            for (int j = 0; j < n; j++) {
                keyPasses[j].endBackward(gradient);
                valuePasses[j].endBackward(gradient);
            }
        }
    }
}

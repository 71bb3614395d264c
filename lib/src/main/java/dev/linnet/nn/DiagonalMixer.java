package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.attention.diagonal.DiagonalLanes;
import dev.linnet.lanes.Lanes;
import dev.linnet.lanes.Slab;

/**
 * The layer of a gated diagonal linear RNN with the same state size as {@link DeltaMixer}.
 *
 * <pre>
 *   S_t = diag(a_t) S_{t-1} + k_t v_t^T     o_t = S_t^T q_t     a from {@link ForgetGate}, one gate a key channel
 * </pre>
 *
 * Values, output norm and output projection are those of {@link DeltaMixer}; so are queries and keys, which need not have unit
 * length.
 */
public final class DiagonalMixer implements SlabMixer {
    /** Steps that go through all parts of a pass together: a multiple of {@link Projection#STEPS}. */
    private static final int SEGMENT = DiagonalLanes.SEGMENT;

    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final ForgetGate gate;
    private final HeadOutput output;
    private final int width;
    private final int heads;
    private final int headWidth;

    DiagonalMixer(Projection query, Projection key, Projection value, ForgetGate gate, RmsNorm outputNorm,
            Linear output, int heads, int headWidth) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.gate = gate;
        this.output = new HeadOutput(outputNorm, output);
        this.width = output.outputs();
        this.heads = heads;
        this.headWidth = headWidth;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime, Slab slab) {
        return new MixerPass(maxTime, slab);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final DiagonalLanes rule;
        private final Projection.Pass queryPass;
        private final Projection.Pass keyPass;
        private final Projection.Pass valuePass;
        private final HeadOutput.Pass outputPass;
        /** Null if the gates are not learned. */
        private final Linear.Pass gatePass;
        private final OuterProducts products;
        private final Slab slab;
        /** A few steps of x and of a gradient of gates in {@link Quads}: where they begin in the slab. */
        private final int quads;
        private final int gateQuads;
        /** Where the gradients of a segment's queries, keys, values and gates begin in it; behind them are those of the few steps after it. */
        private final int dq;
        private final int dk;
        private final int dv;
        private final int da;
        private final float[] a;
        private final float[] o;
        private final float[] dO;
        private float[] q;
        private float[] k;
        private float[] v;

        private MixerPass(int maxTime, Slab slab) {
            this.slab = slab;
            rule = new DiagonalLanes(heads, headWidth, headWidth, slab);
            products = new OuterProducts(slab, width);
            quads = slab.take(Quads.size(Projection.STEPS, width));
            gateQuads = slab.take(Quads.size(Projection.STEPS, heads * headWidth));
            int size = Lanes.size(maxTime, heads * headWidth);
            queryPass = query.pass(maxTime, slab);
            keyPass = key.pass(maxTime, slab);
            valuePass = value.pass(maxTime, slab);
            outputPass = output.pass(slab);
            gatePass = gate.linear() == null ? null : gate.linear().pass();
            a = new float[size];
            o = new float[size];
            int kept = Lanes.size(SEGMENT + queryPass.reach(), heads * headWidth);
            dq = slab.take(kept);
            dk = slab.take(kept);
            dv = slab.take(kept);
            da = slab.take(Lanes.size(SEGMENT, heads * headWidth));
            dO = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            q = queryPass.beginForward(parameters);
            k = keyPass.beginForward(parameters);
            v = valuePass.beginForward(parameters);
            if (gatePass != null) {
                gatePass.beginForward(parameters);
            }
            rule.beginForward(time, null);
            outputPass.beginForward(parameters);
            for (int from = 0; from < time; from += SEGMENT) { // what one part writes the next one reads from the second cache
                int end = Math.min(time, from + SEGMENT);
                project(x, from, end);
                rule.forward(q, k, v, a, o, from);
                outputPass.forward(parameters, o, y, from, end);
            }
        }

        /** Steps from {@code from} to {@code end} of q, k, v and a. */
        private void project(float[] x, int from, int end) {
            float[] memory = slab.array();
            for (int t = from; t < end; t += Projection.STEPS) {
                int to = Math.min(end, t + Projection.STEPS);
                Quads.pack(x, t * width * WIDTH, width, to - t, memory, quads);
                queryPass.forward(memory, quads, t, to);
                keyPass.forward(memory, quads, t, to);
                valuePass.forward(memory, quads, t, to);
                if (gatePass != null) {
                    gatePass.forward(memory, quads, a, t, to);
                }
                gate.forward(a, Lanes.size(t, heads * headWidth), Lanes.size(to, heads * headWidth));
            }
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            outputPass.backward(parameters, o, dy, dO, gradient, time);
            rule.beginBackward(time, null);
            queryPass.beginBackward(parameters, time);
            keyPass.beginBackward(parameters, time);
            valuePass.beginBackward(parameters, time);
            if (gatePass != null) {
                gatePass.beginBackward(parameters);
            }
            for (int from = (Math.ceilDiv(time, SEGMENT) - 1) * SEGMENT; from >= 0; from -= SEGMENT) {
                rule.backward(q, k, v, a, dO, slab.array(), dq, dk, dv, da, from);
                projectBackward(x, dx, gradient, from, Math.min(time, from + SEGMENT));
                keep(dq);
                keep(dk);
                keep(dv);
            }
            queryPass.endBackward(gradient);
            keyPass.endBackward(gradient);
            valuePass.endBackward(gradient);
        }

        /** Steps from {@code begin} to {@code end} of dx, from the gradients of q, k, v and a. */
        private void projectBackward(float[] x, float[] dx, float[] gradient, int begin, int end) {
            float[] memory = slab.array();
            for (int t = Projection.lastBlock(end); t >= begin; t -= Projection.STEPS) {
                int to = Math.min(end, t + Projection.STEPS);
                int at = t * width * WIDTH;
                products.load(x, at, width, to - t);
                int shift = Lanes.size(t - begin, heads * headWidth);
                queryPass.backward(products, memory, dq + shift, dx, gradient, t, to);
                keyPass.backward(products, memory, dk + shift, dx, gradient, t, to);
                valuePass.backward(products, memory, dv + shift, dx, gradient, t, to);
                if (gatePass != null) {
                    gate.backward(a, Lanes.size(t, heads * headWidth), memory, da + shift,
                            Lanes.size(to - t, heads * headWidth));
                    Quads.pack(memory, da + shift, heads * headWidth, to - t, memory, gateQuads);
                    gatePass.backward(products, memory, gateQuads, dx, at, true, gradient, to - t);
                }
            }
        }

        /** Keeps of a segment's gradients those that the segment before it needs as well. */
        private void keep(int d) {
            float[] memory = slab.array();
            System.arraycopy(memory, d, memory, d + Lanes.size(SEGMENT, heads * headWidth),
                    Lanes.size(queryPass.reach(), heads * headWidth));
        }
    }
}

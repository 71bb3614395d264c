package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.attention.diagonal.DiagonalLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The matrix memory of xLSTM (mLSTM; Beck et al., arXiv 2405.04517) with gates of one head each, i = e^ĩ and f = sigmoid(f̃):
 *
 * <pre>
 *   C_t = f_t C_{t-1} + i_t k_t v_t^T     n_t = f_t n_{t-1} + i_t k_t     h_t = C_t^T q_t / max(|n_t·q_t|, 1)     y = W_o RMSNorm_head(h)
 * </pre>
 *
 * with k scaled by K^-1/2. C and n are kept times e^-m, m_t = max(log f_t + m_{t-1}, ĩ_t), which leaves h as it is and keeps every number
 * finite. As h does not depend on m, the backward pass holds m fixed. Its transition f I is never negative.
 */
final class MatrixMemoryMixer implements TokenMixer {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final Linear inputGate;
    private final Linear forgetGate;
    private final RmsNorm outputNorm;
    private final Linear output;
    private final int heads;
    private final int headWidth;

    MatrixMemoryMixer(Projection query, Projection key, Projection value, Linear inputGate, Linear forgetGate,
            RmsNorm outputNorm, Linear output, int heads, int headWidth) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.inputGate = inputGate;
        this.forgetGate = forgetGate;
        this.outputNorm = outputNorm;
        this.output = output;
        this.heads = heads;
        this.headWidth = headWidth;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private static FloatVector at(float[] array, int at) {
        return FloatVector.fromArray(SPECIES, array, at);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final int columns = headWidth + 1;
        private final DiagonalLanes rule = new DiagonalLanes(heads, headWidth, columns);
        private final float scale = (float) (1 / Math.sqrt(headWidth));
        private final Projection.Pass queryPass;
        private final Projection.Pass keyPass;
        private final Projection.Pass valuePass;
        /** f̃ and ĩ before, f e^(m_{t-1} - m_t) and e^(ĩ - m_t) after the gates are stabilised. */
        private final float[] rawForget;
        private final float[] forget;
        private final float[] in;
        private final float[] least;
        /** What the rule sees: keys times i, f for every key channel, values and a 1. */
        private final float[] keys;
        private final float[] gates;
        private final float[] values;
        private final float[] sums;
        private final float[] o;
        private final float[] normed;
        private final float[] dq;
        private final float[] dKeys;
        private final float[] dGates;
        private final float[] dValues;
        private final float[] dSums;
        private final float[] dO;
        private final float[] dNormed;
        private final float[] dv;
        private final float[] dForget;
        private final float[] dIn;
        private float[] q;
        private float[] k;
        private float[] v;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, heads * headWidth);
            int wide = Lanes.size(maxTime, heads * columns);
            int scalars = Lanes.size(maxTime, heads);
            queryPass = query.pass(maxTime);
            keyPass = key.pass(maxTime);
            valuePass = value.pass(maxTime);
            rawForget = new float[scalars];
            forget = new float[scalars];
            in = new float[scalars];
            least = new float[scalars];
            keys = new float[size];
            gates = new float[size];
            values = new float[wide];
            sums = new float[wide];
            o = new float[size];
            normed = new float[size];
            dq = new float[size];
            dKeys = new float[size];
            dGates = new float[size];
            dValues = new float[wide];
            dSums = new float[wide];
            dO = new float[size];
            dNormed = new float[size];
            dv = new float[size];
            dForget = new float[scalars];
            dIn = new float[scalars];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            q = queryPass.forward(parameters, x, time);
            k = keyPass.forward(parameters, x, time);
            v = valuePass.forward(parameters, x, time);
            inputGate.forward(parameters, x, in, time);
            forgetGate.forward(parameters, x, rawForget, time);
            stabilise(time);
            widen(time);
            rule.forward(q, keys, values, gates, sums, time, null, null);
            divide(time);
            outputNorm.forward(parameters, o, normed, time);
            output.forward(parameters, normed, y, time);
        }

        private void stabilise(int time) {
            for (int head = 0; head < heads; head++) {
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    FloatVector m = at(in, head * WIDTH + l);
                    for (int t = 0; t < time; t++) {
                        int scalar = (t * heads + head) * WIDTH + l;
                        FloatVector logForget = Lanes.softplus(at(rawForget, scalar).neg()).neg();
                        FloatVector kept = logForget.add(m);
                        FloatVector raw = at(in, scalar);
                        FloatVector next = t == 0 ? raw : kept.max(raw);
                        FloatVector gate = t == 0 ? FloatVector.zero(SPECIES) : Lanes.exp(kept.sub(next));
                        gate.intoArray(forget, scalar);
                        Lanes.exp(raw.sub(next)).intoArray(in, scalar);
                        Lanes.exp(next.neg()).intoArray(least, scalar);
                        m = next;
                    }
                }
            }
        }

        private void widen(int time) {
            FloatVector one = Lanes.broadcast(1f);
            for (int block = 0; block < time * heads; block++) {
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    FloatVector gate = at(forget, block * WIDTH + l);
                    FloatVector weight = at(in, block * WIDTH + l).mul(scale);
                    for (int i = 0; i < headWidth; i++) {
                        int narrow = (block * headWidth + i) * WIDTH + l;
                        gate.intoArray(gates, narrow);
                        at(k, narrow).mul(weight).intoArray(keys, narrow);
                        at(v, narrow).intoArray(values, (block * columns + i) * WIDTH + l);
                    }
                    one.intoArray(values, (block * columns + headWidth) * WIDTH + l);
                }
            }
        }

        private void divide(int time) {
            for (int block = 0; block < time * heads; block++) {
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    FloatVector n = at(sums, (block * columns + headWidth) * WIDTH + l);
                    FloatVector divisor = n.abs().max(at(least, block * WIDTH + l));
                    for (int j = 0; j < headWidth; j++) {
                        at(sums, (block * columns + j) * WIDTH + l).div(divisor)
                                .intoArray(o, (block * headWidth + j) * WIDTH + l);
                    }
                }
            }
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, heads * headWidth);
            Arrays.fill(dNormed, 0, size, 0f);
            output.backward(parameters, normed, dy, dNormed, gradient, time);
            Arrays.fill(dO, 0, size, 0f);
            outputNorm.backward(parameters, o, dNormed, dO, gradient, time);
            divideBackward(time);
            rule.backward(q, keys, values, gates, dSums, null, dq, dKeys, dValues, dGates, null, time);
            widenBackward(time);
            queryPass.backward(parameters, x, dq, dx, gradient, time);
            keyPass.backward(parameters, x, dKeys, dx, gradient, time);
            valuePass.backward(parameters, x, dv, dx, gradient, time);
            inputGate.backward(parameters, x, dIn, dx, gradient, time);
            forgetGate.backward(parameters, x, dForget, dx, gradient, time);
        }

        private void divideBackward(int time) {
            for (int block = 0; block < time * heads; block++) {
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    int last = (block * columns + headWidth) * WIDTH + l;
                    FloatVector n = at(sums, last);
                    FloatVector low = at(least, block * WIDTH + l);
                    FloatVector divisor = n.abs().max(low);
                    FloatVector along = FloatVector.zero(SPECIES);
                    for (int j = 0; j < headWidth; j++) {
                        int narrow = (block * headWidth + j) * WIDTH + l;
                        FloatVector share = at(dO, narrow).div(divisor);
                        share.intoArray(dSums, (block * columns + j) * WIDTH + l);
                        along = share.fma(at(o, narrow), along);
                    }
                    FloatVector dn = along.neg().blend(along, n.compare(VectorOperators.LT, 0f));
                    FloatVector.zero(SPECIES)
                            .blend(dn, n.abs().compare(VectorOperators.GE, low))
                            .intoArray(dSums, last);
                }
            }
        }

        private void widenBackward(int time) {
            FloatVector one = Lanes.broadcast(1f);
            for (int block = 0; block < time * heads; block++) {
                for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                    int scalar = block * WIDTH + l;
                    FloatVector weight = at(in, scalar);
                    FloatVector dGate = FloatVector.zero(SPECIES);
                    FloatVector dWeight = FloatVector.zero(SPECIES);
                    for (int i = 0; i < headWidth; i++) {
                        int narrow = (block * headWidth + i) * WIDTH + l;
                        FloatVector dKey = at(dKeys, narrow).mul(scale);
                        dGate = dGate.add(at(dGates, narrow));
                        dWeight = dKey.fma(at(k, narrow), dWeight);
                        dKey.mul(weight).intoArray(dKeys, narrow);
                        at(dValues, (block * columns + i) * WIDTH + l).intoArray(dv, narrow);
                    }
                    dWeight.mul(weight).intoArray(dIn, scalar);
                    FloatVector open = Lanes.sigmoid(at(rawForget, scalar));
                    dGate.mul(at(forget, scalar)).mul(one.sub(open)).intoArray(dForget, scalar);
                }
            }
        }
    }
}

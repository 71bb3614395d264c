package dev.linnet.nn;

import dev.linnet.attention.diagonal.DiagonalLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;

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
public final class DiagonalMixer implements TokenMixer {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final ForgetGate gate;
    private final RmsNorm outputNorm;
    private final Linear output;
    private final int heads;
    private final int headWidth;

    DiagonalMixer(Projection query, Projection key, Projection value, ForgetGate gate, RmsNorm outputNorm,
            Linear output, int heads, int headWidth) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.gate = gate;
        this.outputNorm = outputNorm;
        this.output = output;
        this.heads = heads;
        this.headWidth = headWidth;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final DiagonalLanes rule = new DiagonalLanes(heads, headWidth, headWidth);
        private final Projection.Pass queryPass;
        private final Projection.Pass keyPass;
        private final Projection.Pass valuePass;
        private final float[] a;
        private final float[] o;
        private final float[] normed;
        private final float[] dq;
        private final float[] dk;
        private final float[] dv;
        private final float[] da;
        private final float[] dO;
        private final float[] dNormed;
        private float[] q;
        private float[] k;
        private float[] v;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, heads * headWidth);
            queryPass = query.pass(maxTime);
            keyPass = key.pass(maxTime);
            valuePass = value.pass(maxTime);
            a = new float[size];
            o = new float[size];
            normed = new float[size];
            dq = new float[size];
            dk = new float[size];
            dv = new float[size];
            da = new float[size];
            dO = new float[size];
            dNormed = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            q = queryPass.forward(parameters, x, time);
            k = keyPass.forward(parameters, x, time);
            v = valuePass.forward(parameters, x, time);
            gate.forward(parameters, x, a, time);
            rule.forward(q, k, v, a, o, time, null, null);
            outputNorm.forward(parameters, o, normed, time);
            output.forward(parameters, normed, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = Lanes.size(time, heads * headWidth);
            Arrays.fill(dNormed, 0, size, 0f);
            output.backward(parameters, normed, dy, dNormed, gradient, time);
            Arrays.fill(dO, 0, size, 0f);
            outputNorm.backward(parameters, o, dNormed, dO, gradient, time);
            rule.backward(q, k, v, a, null, dO, null, dq, dk, dv, da, null, time);
            queryPass.backward(parameters, x, dq, dx, gradient, time);
            keyPass.backward(parameters, x, dk, dx, gradient, time);
            valuePass.backward(parameters, x, dv, dx, gradient, time);
            gate.backward(parameters, x, a, da, dx, gradient, time);
        }
    }
}

package dev.linnet.nn;

import dev.linnet.attention.diagonal.ComplexLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;

/**
 * The layer of a linear RNN with complex diagonal transitions: {@link DiagonalMixer}, whose key channels come in pairs, each a complex
 * number with a gate from {@link ComplexGate}.
 *
 * <p>Sources: complex diagonal recurrences as in the LRU (Orvieto et al., arXiv 2303.06349); that counting needs non-real eigenvalues,
 * arXiv 2411.12537, theorem 2.
 */
final class ComplexMixer implements TokenMixer {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final ComplexGate gate;
    private final RmsNorm outputNorm;
    private final Linear output;
    private final int heads;
    private final int headWidth;

    ComplexMixer(Projection query, Projection key, Projection value, ComplexGate gate, RmsNorm outputNorm,
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
        private final ComplexLanes rule = new ComplexLanes(heads, headWidth, headWidth);
        private final Projection.Pass queryPass;
        private final Projection.Pass keyPass;
        private final Projection.Pass valuePass;
        private final ComplexGate.Pass gatePass;
        private final float[] o;
        private final float[] normed;
        private final float[] dq;
        private final float[] dk;
        private final float[] dv;
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
            gatePass = gate.new Pass(maxTime);
            o = new float[size];
            normed = new float[size];
            dq = new float[size];
            dk = new float[size];
            dv = new float[size];
            dO = new float[size];
            dNormed = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            q = queryPass.forward(parameters, x, time);
            k = keyPass.forward(parameters, x, time);
            v = valuePass.forward(parameters, x, time);
            gatePass.forward(parameters, x, time);
            rule.forward(q, k, v, gatePass.a, gatePass.b, o, time);
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
            rule.backward(q, k, v, gatePass.a, gatePass.b, dO, dq, dk, dv, gatePass.da, gatePass.db, time);
            queryPass.backward(parameters, x, dq, dx, gradient, time);
            keyPass.backward(parameters, x, dk, dx, gradient, time);
            valuePass.backward(parameters, x, dv, dx, gradient, time);
            gatePass.backward(parameters, x, dx, gradient, time);
        }
    }
}

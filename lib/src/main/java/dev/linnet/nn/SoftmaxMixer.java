package dev.linnet.nn;

import dev.linnet.attention.softmax.SoftmaxLanes;
import dev.linnet.lanes.Lanes;
import java.util.Arrays;

/**
 * The attention layer of a transformer with rotary positions:
 *
 * <pre>
 *   q = K^-1/2 R_t W_q x     k = R_t W_k x     v = W_v x     y = W_o softmax attention(q, k, v)
 * </pre>
 */
final class SoftmaxMixer implements TokenMixer {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;
    private final int heads;
    private final int headWidth;

    SoftmaxMixer(Linear query, Linear key, Linear value, Linear output, int heads, int headWidth) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.output = output;
        this.heads = heads;
        this.headWidth = headWidth;
    }

    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return new MixerPass(maxTime);
    }

    private final class MixerPass implements TokenMixer.Pass {
        private final SoftmaxLanes rule = new SoftmaxLanes(heads, headWidth, headWidth);
        private final Rotary rotary;
        private final float scale = (float) (1 / Math.sqrt(headWidth));
        private final float[] q;
        private final float[] k;
        private final float[] v;
        private final float[] o;
        private final float[] dq;
        private final float[] dk;
        private final float[] dv;
        private final float[] dO;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, heads * headWidth);
            rotary = new Rotary(heads, headWidth, maxTime);
            q = new float[size];
            k = new float[size];
            v = new float[size];
            o = new float[size];
            dq = new float[size];
            dk = new float[size];
            dv = new float[size];
            dO = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            query.forward(parameters, x, q, time);
            key.forward(parameters, x, k, time);
            value.forward(parameters, x, v, time);
            rotary.turn(q, q, scale, false, time);
            rotary.turn(k, k, 1f, false, time);
            rule.forward(q, k, v, o, time);
            output.forward(parameters, o, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            Arrays.fill(dO, 0, Lanes.size(time, heads * headWidth), 0f);
            output.backward(parameters, o, dy, dO, gradient, time);
            rule.backward(q, k, v, o, dO, dq, dk, dv, time);
            rotary.turn(dq, dq, scale, true, time);
            rotary.turn(dk, dk, 1f, true, time);
            query.backward(parameters, x, dq, dx, gradient, time);
            key.backward(parameters, x, dk, dx, gradient, time);
            value.backward(parameters, x, dv, dx, gradient, time);
        }
    }
}

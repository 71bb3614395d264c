package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A linear RNN whose transition is a whole matrix made of the token, each head by itself:
 *
 * <pre>
 *   A_t = reshape(W_A x_t + b_A)     h_t = A_t h_{t-1} + W_v x_t     y = W_o RMSNorm_head(h)
 * </pre>
 *
 * b_A is the identity at first, and so are nearly the transitions. It can be any matrix and thus track any group, at the price of K^2 numbers
 * a token and a head; the baseline that arXiv 2411.12537 calls full-matrix.
 */
final class DenseMixer implements TokenMixer {
    private final Linear transition;
    private final Linear value;
    private final RmsNorm outputNorm;
    private final Linear output;
    private final int heads;
    private final int headWidth;

    DenseMixer(Linear transition, Linear value, RmsNorm outputNorm, Linear output, int heads, int headWidth) {
        this.transition = transition;
        this.value = value;
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
        private final int step = heads * headWidth * WIDTH;
        private final float[] a;
        private final float[] h;
        private final float[] normed;
        private final float[] da;
        private final float[] dh;
        private final float[] dNormed;

        private MixerPass(int maxTime) {
            int size = Lanes.size(maxTime, heads * headWidth);
            a = new float[Math.multiplyExact(size, headWidth)];
            da = new float[a.length];
            h = new float[size];
            normed = new float[size];
            dh = new float[size];
            dNormed = new float[size];
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            transition.forward(parameters, x, a, time);
            value.forward(parameters, x, h, time);
            for (int t = 1; t < time; t++) {
                for (int row = 0; row < heads * headWidth; row++) {
                    for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                        int before = (t - 1) * step + row / headWidth * headWidth * WIDTH + l;
                        int matrix = (t * step + row * WIDTH) * headWidth + l;
                        int here = t * step + row * WIDTH + l;
                        FloatVector sum = at(h, here);
                        for (int j = 0; j < headWidth; j++) {
                            sum = at(a, matrix + j * WIDTH).fma(at(h, before + j * WIDTH), sum);
                        }
                        sum.intoArray(h, here);
                    }
                }
            }
            outputNorm.forward(parameters, h, normed, time);
            output.forward(parameters, normed, y, time);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            int size = time * step;
            Arrays.fill(dNormed, 0, size, 0f);
            output.backward(parameters, normed, dy, dNormed, gradient, time);
            Arrays.fill(dh, 0, size, 0f);
            outputNorm.backward(parameters, h, dNormed, dh, gradient, time);
            Arrays.fill(da, 0, Math.min(step, size) * headWidth, 0f);
            for (int t = time - 1; t > 0; t--) {
                for (int row = 0; row < heads * headWidth; row++) {
                    for (int l = 0; l < WIDTH; l += SPECIES.length()) {
                        int before = (t - 1) * step + row / headWidth * headWidth * WIDTH + l;
                        int matrix = (t * step + row * WIDTH) * headWidth + l;
                        FloatVector d = at(dh, t * step + row * WIDTH + l);
                        for (int j = 0; j < headWidth; j++) {
                            d.mul(at(h, before + j * WIDTH)).intoArray(da, matrix + j * WIDTH);
                            at(a, matrix + j * WIDTH).fma(d, at(dh, before + j * WIDTH))
                                    .intoArray(dh, before + j * WIDTH);
                        }
                    }
                }
            }
            transition.backward(parameters, x, da, dx, gradient, time);
            value.backward(parameters, x, dh, dx, gradient, time);
        }
    }
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Causal depthwise convolution: y_t = Σ_{i=0..n-1} w_i ⊙ x_{t-n+1+i}, zeros before the start; w is {@code [channels][n]}. */
public final class ShortConvolution {
    private static final int LENGTH = SPECIES.length();

    private final Parameter weight;
    private final int channels;
    private final int size;

    public ShortConvolution(Parameter weight) {
        this.weight = weight;
        this.channels = weight.rows();
        this.size = weight.columns();
    }

    /** y from x, both {@code [T][channels][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        for (int t = 0; t < time; t++) {
            for (int c = 0; c < channels; c++) {
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector sum = FloatVector.zero(SPECIES);
                    for (int i = Math.max(0, size - 1 - t); i < size; i++) {
                        int from = ((t - size + 1 + i) * channels + c) * WIDTH + l;
                        sum = FloatVector.fromArray(SPECIES, x, from)
                                .fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c * size + i]), sum);
                    }
                    sum.intoArray(y, (t * channels + c) * WIDTH + l);
                }
            }
        }
    }

    /** Overwrites dx (which must not be dy) and adds to the weight's gradient. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        float[] sums = new float[channels * size * WIDTH];
        for (int t = 0; t < time; t++) {
            for (int c = 0; c < channels; c++) {
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector d = FloatVector.fromArray(SPECIES, dy, (t * channels + c) * WIDTH + l);
                    for (int i = Math.max(0, size - 1 - t); i < size; i++) {
                        int sum = (c * size + i) * WIDTH + l;
                        FloatVector.fromArray(SPECIES, x, ((t - size + 1 + i) * channels + c) * WIDTH + l)
                                .fma(d, FloatVector.fromArray(SPECIES, sums, sum))
                                .intoArray(sums, sum);
                    }
                }
            }
        }
        for (int n = 0; n < channels * size; n++) {
            gradient[weight.offset() + n] += LaneSums.sum(sums, n * WIDTH);
        }
        for (int t = 0; t < time; t++) {
            for (int c = 0; c < channels; c++) {
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector sum = FloatVector.zero(SPECIES);
                    for (int i = Math.max(0, size - time + t); i < size; i++) {
                        int from = ((t + size - 1 - i) * channels + c) * WIDTH + l;
                        sum = FloatVector.fromArray(SPECIES, dy, from)
                                .fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c * size + i]), sum);
                    }
                    sum.intoArray(dx, (t * channels + c) * WIDTH + l);
                }
            }
        }
    }
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * y = w ⊙ (x - mean(x)) / sqrt(var(x) + eps) + b over all channels, eps = 1e-5, the variance with divisor n.
 *
 * <p>Backward: with r = (var + eps)^(-1/2), n = (x - mean) r and g = w ⊙ dy: dx = r (g - mean(g) - n mean(g ⊙ n)).
 */
public final class LayerNorm {
    private static final int LENGTH = SPECIES.length();
    private static final float EPSILON = 1e-5f;

    private final Parameter weight;
    private final Parameter bias;
    private final int width;

    public LayerNorm(Parameter weight, Parameter bias) {
        this.weight = weight;
        this.bias = bias;
        this.width = weight.size();
    }

    /** y from x, both {@code [T][width][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        for (int t = 0; t < time; t++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = t * width * WIDTH + l;
                FloatVector mean = mean(x, from);
                FloatVector r = inverseDeviation(x, from, mean);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).sub(mean).mul(r);
                    n.mul(parameters[weight.offset() + c])
                            .add(parameters[bias.offset() + c])
                            .intoArray(y,
                                    from + c * WIDTH);
                }
            }
        }
    }

    private FloatVector mean(float[] x, int from) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < width; c++) {
            sum = sum.add(FloatVector.fromArray(SPECIES, x, from + c * WIDTH));
        }
        return sum.div(width);
    }

    private FloatVector inverseDeviation(float[] x, int from, FloatVector mean) {
        FloatVector squares = FloatVector.zero(SPECIES);
        for (int c = 0; c < width; c++) {
            FloatVector centred = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).sub(mean);
            squares = centred.fma(centred, squares);
        }
        return FloatVector.broadcast(SPECIES, 1f).div(squares.div(width).add(EPSILON).sqrt());
    }

    /** Adds to dx and to the gradients of weight and bias. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        float[] scaled = new float[width * WIDTH];
        float[] plain = new float[width * WIDTH];
        for (int t = 0; t < time; t++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = t * width * WIDTH + l;
                FloatVector mean = mean(x, from);
                FloatVector r = inverseDeviation(x, from, mean);
                FloatVector meanG = FloatVector.zero(SPECIES);
                FloatVector meanGn = FloatVector.zero(SPECIES);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).sub(mean).mul(r);
                    FloatVector d = FloatVector.fromArray(SPECIES, dy, from + c * WIDTH);
                    d.mul(n).intoArray(scaled, c * WIDTH + l);
                    d.intoArray(plain, c * WIDTH + l);
                    FloatVector g = d.mul(parameters[weight.offset() + c]);
                    meanG = meanG.add(g);
                    meanGn = g.fma(n, meanGn);
                }
                meanG = meanG.div(width);
                meanGn = meanGn.div(width);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).sub(mean).mul(r);
                    FloatVector g = FloatVector.fromArray(SPECIES, dy, from + c * WIDTH)
                            .mul(parameters[weight.offset() + c]);
                    FloatVector d = g.sub(meanG).sub(n.mul(meanGn)).mul(r);
                    d.add(FloatVector.fromArray(SPECIES, dx, from + c * WIDTH)).intoArray(dx, from + c * WIDTH);
                }
            }
            for (int c = 0; c < width; c++) {
                gradient[weight.offset() + c] += LaneSums.sum(scaled, c * WIDTH);
                gradient[bias.offset() + c] += LaneSums.sum(plain, c * WIDTH);
            }
        }
    }
}

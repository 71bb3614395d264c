package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * y = w ⊙ x / sqrt(mean(x^2) + eps), over all channels or within each head (one weight vector shared by the heads).
 *
 * <p>Backward: with r = (mean(x^2) + eps)^(-1/2), n = x r and g = w ⊙ dy: dx = r (g - n mean(g ⊙ n)), dw = Σ dy ⊙ n.
 */
public final class RmsNorm {
    private static final int LENGTH = SPECIES.length();

    private final Parameter weight;
    private final int groups;
    private final int width;
    private final float epsilon;

    /** Normalises {@code groups} blocks of {@code weight.size()} channels, each by itself. */
    public RmsNorm(Parameter weight, int groups, float epsilon) {
        this.weight = weight;
        this.groups = groups;
        this.width = weight.size();
        this.epsilon = epsilon;
    }

    /** y from x, both {@code [T][groups * width][16]}. */
    public void forward(float[] parameters, float[] x, float[] y, int time) {
        for (int block = 0; block < time * groups; block++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = block * width * WIDTH + l;
                FloatVector r = inverseRms(x, from);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    n.mul(parameters[weight.offset() + c]).intoArray(y, from + c * WIDTH);
                }
            }
        }
    }

    private FloatVector inverseRms(float[] x, int from) {
        FloatVector squares = FloatVector.zero(SPECIES);
        for (int c = 0; c < width; c++) {
            FloatVector xc = FloatVector.fromArray(SPECIES, x, from + c * WIDTH);
            squares = xc.fma(xc, squares);
        }
        return FloatVector.broadcast(SPECIES, 1f).div(squares.div(width).add(epsilon).sqrt());
    }

    /** Adds to dx and to the weight's gradient. */
    public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
        float[] scratch = new float[width * WIDTH];
        for (int block = 0; block < time * groups; block++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = block * width * WIDTH + l;
                FloatVector r = inverseRms(x, from);
                FloatVector mean = FloatVector.zero(SPECIES);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    FloatVector dyn = FloatVector.fromArray(SPECIES, dy, from + c * WIDTH).mul(n);
                    dyn.intoArray(scratch, c * WIDTH + l);
                    mean = dyn.fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c]), mean);
                }
                mean = mean.div(width);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    FloatVector g = FloatVector.fromArray(SPECIES, dy, from + c * WIDTH)
                            .mul(parameters[weight.offset() + c]);
                    FloatVector d = g.sub(n.mul(mean)).mul(r);
                    d.add(FloatVector.fromArray(SPECIES, dx, from + c * WIDTH)).intoArray(dx, from + c * WIDTH);
                }
            }
            for (int c = 0; c < width; c++) {
                gradient[weight.offset() + c] += LaneSums.sum(scratch, c * WIDTH);
            }
        }
    }
}

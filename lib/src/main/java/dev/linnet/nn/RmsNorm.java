package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
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
        forward(parameters, x, y, 0, time);
    }

    /** Steps from {@code first} to {@code end} of y. */
    void forward(float[] parameters, float[] x, float[] y, int first, int end) {
        for (int t = first; t < end; t++) {
            int at = t * groups * width * WIDTH;
            step(parameters, x, at, y, at, WIDTH);
        }
    }

    /** The same to a y of these steps alone in {@link Quads} from {@code y0}. */
    void forwardQuads(float[] parameters, float[] x, float[] y, int y0, int first, int end) {
        for (int t = first; t < end; t++) {
            step(parameters, x, t * groups * width * WIDTH, y, y0 + Quads.index(t - first, groups * width),
                    Quads.ROW);
        }
        Quads.fill(groups * width, end - first, y, y0);
    }

    /** One step, to channels {@code row} apart. */
    private void step(float[] parameters, float[] x, int x0, float[] y, int y0, int row) {
        for (int group = 0; group < groups; group++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = x0 + group * width * WIDTH + l;
                int to = y0 + group * width * row + l;
                FloatVector r = inverseRms(x, from);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    n.mul(parameters[weight.offset() + c]).intoArray(y, to + c * row);
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
        var sums = new float[sums()];
        backward(parameters, x, dy, 0, dx, true, sums, 0, 0, time);
        addSums(sums, 0, gradient);
    }

    /** The numbers that the weight's gradient is summed up in, lane by lane. */
    int sums() {
        return width * WIDTH;
    }

    /** Sets those from {@code s0} to zero. */
    void beginSums(float[] sums, int s0) {
        Arrays.fill(sums, s0, s0 + sums(), 0f);
    }

    /** Adds the lanes up of those from {@code s0}. */
    void addSums(float[] sums, int s0, float[] gradient) {
        for (int c = 0; c < width; c++) {
            gradient[weight.offset() + c] += LaneSums.sum(sums, s0 + c * WIDTH);
        }
    }

    /**
     * Steps from {@code first} to {@code end} of dx, which is overwritten or ({@code add}) added to; adds to the sums from {@code s0}. The first of these
     * steps' dy is at {@code d0}.
     */
    void backward(float[] parameters, float[] x, float[] dy, int d0, float[] dx, boolean add, float[] sums, int s0,
            int first, int end) {
        int shift = d0 - first * groups * width * WIDTH;
        for (int block = first * groups; block < end * groups; block++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = block * width * WIDTH + l;
                int dFrom = shift + from;
                int sum = s0 + l;
                FloatVector r = inverseRms(x, from);
                FloatVector mean = FloatVector.zero(SPECIES);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    FloatVector dyn = FloatVector.fromArray(SPECIES, dy, dFrom + c * WIDTH).mul(n);
                    FloatVector.fromArray(SPECIES, sums, sum + c * WIDTH).add(dyn).intoArray(sums, sum + c * WIDTH);
                    mean = dyn.fma(FloatVector.broadcast(SPECIES, parameters[weight.offset() + c]), mean);
                }
                mean = mean.div(width);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    FloatVector g = FloatVector.fromArray(SPECIES, dy, dFrom + c * WIDTH)
                            .mul(parameters[weight.offset() + c]);
                    FloatVector before = add
                            ? FloatVector.fromArray(SPECIES, dx, from + c * WIDTH)
                            : FloatVector.zero(SPECIES);
                    g.sub(n.mul(mean)).mul(r).add(before).intoArray(dx, from + c * WIDTH);
                }
            }
        }
    }
}

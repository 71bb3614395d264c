package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * y = gain * x / sqrt(Σ x^2 + 1e-6) within each head: unit keys, and queries with the attention scale as gain.
 *
 * <p>Backward, with r = (Σ x^2 + 1e-6)^(-1/2) and n = x r: dx = gain r (dy - n (n·dy)); the epsilon is differentiated as
 * in the forward pass.
 */
public final class UnitNorm {
    private static final int LENGTH = SPECIES.length();
    private static final float EPSILON = 1e-6f;

    private final int groups;
    private final int width;
    private final float gain;

    public UnitNorm(int groups, int width, float gain) {
        this.groups = groups;
        this.width = width;
        this.gain = gain;
    }

    /** y from x, both {@code [T][groups * width][16]}. */
    public void forward(float[] x, float[] y, int time) {
        forward(x, y, 0, time);
    }

    /** Steps from {@code first} to {@code end} of y. */
    void forward(float[] x, float[] y, int first, int end) {
        for (int block = first * groups; block < end * groups; block++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = block * width * WIDTH + l;
                FloatVector r = inverseNorm(x, from).mul(gain);
                for (int c = 0; c < width; c++) {
                    FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r).intoArray(y, from + c * WIDTH);
                }
            }
        }
    }

    private FloatVector inverseNorm(float[] x, int from) {
        FloatVector squares = FloatVector.zero(SPECIES);
        for (int c = 0; c < width; c++) {
            FloatVector xc = FloatVector.fromArray(SPECIES, x, from + c * WIDTH);
            squares = xc.fma(xc, squares);
        }
        return FloatVector.broadcast(SPECIES, 1f).div(squares.add(EPSILON).sqrt());
    }

    /** Overwrites dx; {@code dx} may be {@code dy}. */
    public void backward(float[] x, float[] dy, float[] dx, int time) {
        backward(x, dy, dx, 0, time);
    }

    /** Steps from {@code first} to {@code end} of dx. */
    void backward(float[] x, float[] dy, float[] dx, int first, int end) {
        for (int block = first * groups; block < end * groups; block++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = block * width * WIDTH + l;
                FloatVector r = inverseNorm(x, from);
                FloatVector along = FloatVector.zero(SPECIES);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    along = n.fma(FloatVector.fromArray(SPECIES, dy, from + c * WIDTH), along);
                }
                FloatVector gr = r.mul(gain);
                for (int c = 0; c < width; c++) {
                    FloatVector n = FloatVector.fromArray(SPECIES, x, from + c * WIDTH).mul(r);
                    FloatVector d = FloatVector.fromArray(SPECIES, dy, from + c * WIDTH);
                    d.sub(n.mul(along)).mul(gr).intoArray(dx, from + c * WIDTH);
                }
            }
        }
    }
}

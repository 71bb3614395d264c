package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
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
        for (int block = 0; block < time * groups; block++) {
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
        for (int block = 0; block < time * groups; block++) {
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

    /** One step of the norm of SiLU(x), {@code [groups * width][16]} from {@code x0} to {@code y0}. */
    void ofSilu(float[] x, int x0, float[] y, int y0) {
        for (int group = 0; group < groups; group++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = x0 + group * width * WIDTH + l;
                int to = y0 + group * width * WIDTH + l;
                FloatVector squares = FloatVector.zero(SPECIES);
                for (int c = 0; c < width; c++) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, from + c * WIDTH);
                    FloatVector a = v.mul(Lanes.sigmoid(v));
                    a.intoArray(y, to + c * WIDTH);
                    squares = a.fma(a, squares);
                }
                FloatVector r = FloatVector.broadcast(SPECIES, 1f).div(squares.add(EPSILON).sqrt()).mul(gain);
                for (int c = 0; c < width; c++) {
                    FloatVector.fromArray(SPECIES, y, to + c * WIDTH).mul(r).intoArray(y, to + c * WIDTH);
                }
            }
        }
    }

    /** The numbers of scratch memory for {@link #ofSiluBackward}. */
    int scratch() {
        return 2 * width * WIDTH;
    }

    /** Turns one step's gradient of {@link #ofSilu} in {@code d} into that of x; uses scratch memory from {@code s0}. */
    void ofSiluBackward(float[] x, int x0, float[] d, int d0, float[] scratch, int s0) {
        for (int group = 0; group < groups; group++) {
            for (int l = 0; l < WIDTH; l += LENGTH) {
                int from = x0 + group * width * WIDTH + l;
                int to = d0 + group * width * WIDTH + l;
                FloatVector squares = FloatVector.zero(SPECIES);
                FloatVector along = FloatVector.zero(SPECIES);
                int silus = s0 + l;
                int slopes = silus + width * WIDTH;
                for (int c = 0; c < width; c++) {
                    FloatVector v = FloatVector.fromArray(SPECIES, x, from + c * WIDTH);
                    FloatVector s = Lanes.sigmoid(v);
                    FloatVector a = v.mul(s);
                    a.intoArray(scratch, silus + c * WIDTH);
                    s.add(a.sub(a.mul(s))).intoArray(scratch, slopes + c * WIDTH);
                    squares = a.fma(a, squares);
                    along = a.fma(FloatVector.fromArray(SPECIES, d, to + c * WIDTH), along);
                }
                FloatVector r = FloatVector.broadcast(SPECIES, 1f).div(squares.add(EPSILON).sqrt());
                FloatVector share = along.mul(r).mul(r).neg();
                FloatVector gr = r.mul(gain);
                for (int c = 0; c < width; c++) {
                    FloatVector dy = FloatVector.fromArray(SPECIES, d, to + c * WIDTH);
                    FloatVector a = FloatVector.fromArray(SPECIES, scratch, silus + c * WIDTH);
                    FloatVector slope = FloatVector.fromArray(SPECIES, scratch, slopes + c * WIDTH);
                    a.fma(share, dy).mul(gr).mul(slope).intoArray(d, to + c * WIDTH);
                }
            }
        }
    }
}

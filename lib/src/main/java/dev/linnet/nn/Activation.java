package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** Elementwise functions on the first {@code size} numbers of an activation; sizes are multiples of sixteen. */
public final class Activation {
    private static final int LENGTH = SPECIES.length();

    private Activation() {}

    /** y = x sigmoid(x). */
    public static void silu(float[] x, float[] y, int size) {
        silu(x, 0, y, 0, size);
    }

    /** The same from {@code x0} to {@code y0}. */
    static void silu(float[] x, int x0, float[] y, int y0, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, x0 + i);
            v.mul(Lanes.sigmoid(v)).intoArray(y, y0 + i);
        }
    }

    /** dx = dy s (1 + x (1 - s)), s = sigmoid(x); {@code dx} may be {@code dy}. */
    public static void siluBackward(float[] x, float[] dy, float[] dx, int size) {
        siluBackward(x, 0, dy, dx, 0, size);
    }

    /** The same for x from {@code x0} and dy and dx from {@code d0}. */
    static void siluBackward(float[] x, int x0, float[] dy, float[] dx, int d0, int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, x0 + i);
            FloatVector s = Lanes.sigmoid(v);
            FloatVector silu = v.mul(s);
            FloatVector slope = s.add(silu.sub(silu.mul(s)));
            FloatVector.fromArray(SPECIES, dy, d0 + i).mul(slope).intoArray(dx, d0 + i);
        }
    }

    /** y = scale sigmoid(slope x) + shift: (1, 1, 0) is the sigmoid, (2, 2, -1) is tanh, (2, 1, -1) a gate in (-1, 1). */
    public static void sigmoid(float[] x, float[] y, float scale, float slope, float shift, int size) {
        sigmoid(x, y, scale, slope, shift, 0, size);
    }

    /** The numbers from {@code from} to {@code to}. */
    static void sigmoid(float[] x, float[] y, float scale, float slope, float shift, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector s = Lanes.sigmoid(FloatVector.fromArray(SPECIES, x, i).mul(slope));
            s.mul(scale).add(shift).intoArray(y, i);
        }
    }

    /** dx = dy scale slope s (1 - s) from the output y of {@link #sigmoid}; {@code dx} may be {@code dy}. */
    public static void sigmoidBackward(float[] y, float[] dy, float[] dx, float scale, float slope, float shift,
            int size) {
        sigmoidBackward(y, 0, dy, dx, 0, scale, slope, shift, size);
    }

    /** The same for y from {@code y0} and dy and dx from {@code d0}. */
    static void sigmoidBackward(float[] y, int y0, float[] dy, float[] dx, int d0, float scale, float slope,
            float shift,
            int size) {
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector s = FloatVector.fromArray(SPECIES, y, y0 + i).sub(shift).div(scale);
            FloatVector derivative = s.sub(s.mul(s)).mul(scale * slope);
            FloatVector.fromArray(SPECIES, dy, d0 + i).mul(derivative).intoArray(dx, d0 + i);
        }
    }

    /** y = sigmoid(x)^(1/2^roots) from {@code from} to {@code to}, by square roots, which are correctly rounded everywhere. */
    static void rootSigmoid(float[] x, float[] y, int roots, int from, int to) {
        for (int i = from; i < to; i += LENGTH) {
            FloatVector s = Lanes.sigmoid(FloatVector.fromArray(SPECIES, x, i));
            for (int root = 0; root < roots; root++) {
                s = s.sqrt();
            }
            s.intoArray(y, i);
        }
    }

    /** dx = dy y (1 - s) / 2^roots, s = sigmoid(x), from the output y of {@link #rootSigmoid}, from {@code y0} and {@code d0}; {@code dx} may be {@code dy}. */
    static void rootSigmoidBackward(float[] y, int y0, float[] dy, float[] dx, int d0, int roots, int size) {
        float share = 1f / (1 << roots);
        for (int i = 0; i < size; i += LENGTH) {
            FloatVector out = FloatVector.fromArray(SPECIES, y, y0 + i);
            FloatVector s = out;
            for (int root = 0; root < roots; root++) {
                s = s.mul(s);
            }
            FloatVector slope = out.sub(out.mul(s)).mul(share);
            FloatVector.fromArray(SPECIES, dy, d0 + i).mul(slope).intoArray(dx, d0 + i);
        }
    }
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a weight, {@code gradient[o][i] += Σ_t Σ_lane dy[t][o][lane] x[t][i][lane]}, of a few steps at a time.
 *
 * <p>x is transposed to a row of inputs a token first, so that a vector holds inputs and no sum runs over lanes. Every number is the sum
 * of its products in the order of the tokens of a block, added to what was there, whatever the vector length.
 */
final class OuterProducts {
    /** Steps of a block. */
    static final int STEPS = 8;

    private static final int LENGTH = SPECIES.length();
    private static final int TOKENS = STEPS * WIDTH;
    private static final int ROWS = 6;
    private static final int WIDE = 4 * LENGTH;
    private static final int NARROW = 2 * LENGTH;

    /** The inputs of a block in panels of four vectors, a last one of two if they are enough: {@code [panel][token][input]}. */
    private float[] transposed = new float[0];
    /** Output gradients of a block: {@code [outputs][token]}, zeros for outputs that fill up a panel of six. */
    private float[] packed = new float[0];
    private final float[] corner = new float[ROWS * WIDE];
    private int inputs;
    private int steps;

    /** Takes the inputs of a block. */
    void load(float[] x, int x0, int newInputs, int newSteps) {
        if (newSteps > STEPS) {
            throw new IllegalArgumentException("steps is " + newSteps + "; it must be at most " + STEPS + ".");
        }
        inputs = newInputs;
        steps = newSteps;
        int size = (inputs + WIDE - 1) / WIDE * WIDE * TOKENS;
        if (transposed.length < size) {
            transposed = new float[size];
        }
        for (int i = 0; i < inputs; i += WIDE) {
            panel(x, x0, i, Math.min(WIDE, inputs - i));
        }
    }

    private static int width(int columns) {
        return columns <= NARROW ? NARROW : WIDE;
    }

    private void panel(float[] x, int x0, int first, int columns) {
        int width = width(columns);
        int whole = columns - columns % LENGTH;
        for (int t = 0; t < steps; t++) {
            int from = x0 + (t * inputs + first) * WIDTH;
            int to = first * TOKENS + t * WIDTH * width;
            LaneTranspose.transpose(x, from, whole, transposed, to, width);
            if (whole == width) {
                continue;
            }
            for (int lane = 0; lane < WIDTH; lane++) {
                Arrays.fill(transposed, to + lane * width + whole, to + (lane + 1) * width, 0f);
                for (int i = whole; i < columns; i++) {
                    transposed[to + lane * width + i] = x[from + i * WIDTH + lane];
                }
            }
        }
    }

    /**
     * Adds the block's products to a gradient {@code [outputs][inputs]} from {@code at}; dy is {@code [steps][outputs][16]} from {@code d0}.
     */
    void add(float[] dy, int d0, int outputs, float[] gradient, int at) {
        add(dy, d0, outputs, gradient, at, inputs);
    }

    /** The same to a gradient whose rows are {@code stride} numbers apart. */
    void add(float[] dy, int d0, int outputs, float[] gradient, int at, int stride) {
        int padded = (outputs + ROWS - 1) / ROWS * ROWS;
        if (packed.length < padded * TOKENS) {
            packed = new float[padded * TOKENS];
        }
        pack(dy, d0, outputs);
        Arrays.fill(packed, outputs * TOKENS, padded * TOKENS, 0f);
        for (int i = 0; i < inputs; i += WIDE) {
            int columns = Math.min(WIDE, inputs - i);
            for (int o = 0; o < outputs; o += ROWS) {
                int rows = Math.min(ROWS, outputs - o);
                if (rows == ROWS && columns == width(columns)) {
                    tile(o, i, columns, gradient, at + o * stride + i, stride);
                } else {
                    ragged(o, rows, i, columns, gradient, at + o * stride + i, stride);
                }
            }
        }
    }

    void pack(float[] dy, int d0, int outputs) {
        for (int t = 0; t < steps; t++) {
            for (int o = 0; o < outputs; o++) {
                int from = d0 + (t * outputs + o) * WIDTH;
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector.fromArray(SPECIES, dy, from + l).intoArray(packed, o * TOKENS + t * WIDTH + l);
                }
            }
        }
    }

    private void tile(int o, int i, int width, float[] sums, int at, int stride) {
        if (width == WIDE) {
            wide(packed, o * TOKENS, transposed, i * TOKENS, steps * WIDTH, sums, at, stride);
        } else {
            narrow(packed, o * TOKENS, transposed, i * TOKENS, steps * WIDTH, sums, at, stride);
        }
    }

    /** A tile that is partly outside. */
    private void ragged(int o, int rows, int i, int columns, float[] gradient, int at, int stride) {
        int width = width(columns);
        Arrays.fill(corner, 0f);
        tile(o, i, width, corner, 0, width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                gradient[at + r * stride + c] += corner[r * width + c];
            }
        }
    }

    /** Six outputs by four vectors of inputs, all tokens of the block. */
    private static void wide(float[] packed, int d0, float[] transposed, int x0, int tokens, float[] sums,
            int at, int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a02 = FloatVector.zero(SPECIES);
        FloatVector a03 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a12 = FloatVector.zero(SPECIES);
        FloatVector a13 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a22 = FloatVector.zero(SPECIES);
        FloatVector a23 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        FloatVector a32 = FloatVector.zero(SPECIES);
        FloatVector a33 = FloatVector.zero(SPECIES);
        FloatVector a40 = FloatVector.zero(SPECIES);
        FloatVector a41 = FloatVector.zero(SPECIES);
        FloatVector a42 = FloatVector.zero(SPECIES);
        FloatVector a43 = FloatVector.zero(SPECIES);
        FloatVector a50 = FloatVector.zero(SPECIES);
        FloatVector a51 = FloatVector.zero(SPECIES);
        FloatVector a52 = FloatVector.zero(SPECIES);
        FloatVector a53 = FloatVector.zero(SPECIES);
        for (int n = 0; n < tokens; n++) {
            FloatVector x0v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 4 * LENGTH);
            FloatVector x1v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 4 * LENGTH + LENGTH);
            FloatVector x2v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 4 * LENGTH + 2 * LENGTH);
            FloatVector x3v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 4 * LENGTH + 3 * LENGTH);
            FloatVector d0v = FloatVector.broadcast(SPECIES, packed[d0 + n]);
            a00 = d0v.fma(x0v, a00);
            a01 = d0v.fma(x1v, a01);
            a02 = d0v.fma(x2v, a02);
            a03 = d0v.fma(x3v, a03);
            FloatVector d1v = FloatVector.broadcast(SPECIES, packed[d0 + n + TOKENS]);
            a10 = d1v.fma(x0v, a10);
            a11 = d1v.fma(x1v, a11);
            a12 = d1v.fma(x2v, a12);
            a13 = d1v.fma(x3v, a13);
            FloatVector d2v = FloatVector.broadcast(SPECIES, packed[d0 + n + 2 * TOKENS]);
            a20 = d2v.fma(x0v, a20);
            a21 = d2v.fma(x1v, a21);
            a22 = d2v.fma(x2v, a22);
            a23 = d2v.fma(x3v, a23);
            FloatVector d3v = FloatVector.broadcast(SPECIES, packed[d0 + n + 3 * TOKENS]);
            a30 = d3v.fma(x0v, a30);
            a31 = d3v.fma(x1v, a31);
            a32 = d3v.fma(x2v, a32);
            a33 = d3v.fma(x3v, a33);
            FloatVector d4v = FloatVector.broadcast(SPECIES, packed[d0 + n + 4 * TOKENS]);
            a40 = d4v.fma(x0v, a40);
            a41 = d4v.fma(x1v, a41);
            a42 = d4v.fma(x2v, a42);
            a43 = d4v.fma(x3v, a43);
            FloatVector d5v = FloatVector.broadcast(SPECIES, packed[d0 + n + 5 * TOKENS]);
            a50 = d5v.fma(x0v, a50);
            a51 = d5v.fma(x1v, a51);
            a52 = d5v.fma(x2v, a52);
            a53 = d5v.fma(x3v, a53);
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH).add(a02).intoArray(sums, at + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH).add(a03).intoArray(sums, at + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 2 * LENGTH)
                .add(a12)
                .intoArray(sums, at + stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride + 3 * LENGTH)
                .add(a13)
                .intoArray(sums, at + stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 2 * LENGTH)
                .add(a22)
                .intoArray(sums, at + 2 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + 3 * LENGTH)
                .add(a23)
                .intoArray(sums, at + 2 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 2 * LENGTH)
                .add(a32)
                .intoArray(sums, at + 3 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + 3 * LENGTH)
                .add(a33)
                .intoArray(sums, at + 3 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride).add(a40).intoArray(sums, at + 4 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + LENGTH)
                .add(a41)
                .intoArray(sums, at + 4 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + 2 * LENGTH)
                .add(a42)
                .intoArray(sums, at + 4 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + 3 * LENGTH)
                .add(a43)
                .intoArray(sums, at + 4 * stride + 3 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride).add(a50).intoArray(sums, at + 5 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + LENGTH)
                .add(a51)
                .intoArray(sums, at + 5 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + 2 * LENGTH)
                .add(a52)
                .intoArray(sums, at + 5 * stride + 2 * LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + 3 * LENGTH)
                .add(a53)
                .intoArray(sums, at + 5 * stride + 3 * LENGTH);
    }

    /** Six outputs by two vectors of inputs, all tokens of the block. */
    private static void narrow(float[] packed, int d0, float[] transposed, int x0, int tokens, float[] sums,
            int at, int stride) {
        FloatVector a00 = FloatVector.zero(SPECIES);
        FloatVector a01 = FloatVector.zero(SPECIES);
        FloatVector a10 = FloatVector.zero(SPECIES);
        FloatVector a11 = FloatVector.zero(SPECIES);
        FloatVector a20 = FloatVector.zero(SPECIES);
        FloatVector a21 = FloatVector.zero(SPECIES);
        FloatVector a30 = FloatVector.zero(SPECIES);
        FloatVector a31 = FloatVector.zero(SPECIES);
        FloatVector a40 = FloatVector.zero(SPECIES);
        FloatVector a41 = FloatVector.zero(SPECIES);
        FloatVector a50 = FloatVector.zero(SPECIES);
        FloatVector a51 = FloatVector.zero(SPECIES);
        for (int n = 0; n < tokens; n++) {
            FloatVector x0v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 2 * LENGTH);
            FloatVector x1v = FloatVector.fromArray(SPECIES, transposed, x0 + n * 2 * LENGTH + LENGTH);
            FloatVector d0v = FloatVector.broadcast(SPECIES, packed[d0 + n]);
            a00 = d0v.fma(x0v, a00);
            a01 = d0v.fma(x1v, a01);
            FloatVector d1v = FloatVector.broadcast(SPECIES, packed[d0 + n + TOKENS]);
            a10 = d1v.fma(x0v, a10);
            a11 = d1v.fma(x1v, a11);
            FloatVector d2v = FloatVector.broadcast(SPECIES, packed[d0 + n + 2 * TOKENS]);
            a20 = d2v.fma(x0v, a20);
            a21 = d2v.fma(x1v, a21);
            FloatVector d3v = FloatVector.broadcast(SPECIES, packed[d0 + n + 3 * TOKENS]);
            a30 = d3v.fma(x0v, a30);
            a31 = d3v.fma(x1v, a31);
            FloatVector d4v = FloatVector.broadcast(SPECIES, packed[d0 + n + 4 * TOKENS]);
            a40 = d4v.fma(x0v, a40);
            a41 = d4v.fma(x1v, a41);
            FloatVector d5v = FloatVector.broadcast(SPECIES, packed[d0 + n + 5 * TOKENS]);
            a50 = d5v.fma(x0v, a50);
            a51 = d5v.fma(x1v, a51);
        }
        FloatVector.fromArray(SPECIES, sums, at).add(a00).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LENGTH).add(a01).intoArray(sums, at + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + stride).add(a10).intoArray(sums, at + stride);
        FloatVector.fromArray(SPECIES, sums, at + stride + LENGTH).add(a11).intoArray(sums, at + stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride).add(a20).intoArray(sums, at + 2 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 2 * stride + LENGTH)
                .add(a21)
                .intoArray(sums, at + 2 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride).add(a30).intoArray(sums, at + 3 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 3 * stride + LENGTH)
                .add(a31)
                .intoArray(sums, at + 3 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride).add(a40).intoArray(sums, at + 4 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 4 * stride + LENGTH)
                .add(a41)
                .intoArray(sums, at + 4 * stride + LENGTH);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride).add(a50).intoArray(sums, at + 5 * stride);
        FloatVector.fromArray(SPECIES, sums, at + 5 * stride + LENGTH)
                .add(a51)
                .intoArray(sums, at + 5 * stride + LENGTH);
    }
}

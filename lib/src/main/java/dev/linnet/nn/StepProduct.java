package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Products of a matrix with one time step of an activation, for recurrences through a full matrix. */
final class StepProduct {
    private static final int LENGTH = SPECIES.length();

    private StepProduct() {}

    /** y += W x; x and y are {@code [channel][16]} from {@code xAt} and {@code yAt}. */
    static void add(float[] parameters, Parameter weight, float[] x, int xAt, float[] y, int yAt) {
        add(parameters, weight.offset(), weight.columns(), 1, weight.rows(), weight.columns(), x, xAt, y, yAt);
    }

    /** y += W^T x. */
    static void addTransposed(float[] parameters, Parameter weight, float[] x, int xAt, float[] y, int yAt) {
        add(parameters, weight.offset(), 1, weight.columns(), weight.columns(), weight.rows(), x, xAt, y, yAt);
    }

    private static void add(float[] w, int offset, int rowStride, int columnStride, int rows, int columns, float[] x,
            int xAt, float[] y, int yAt) {
        for (int l = 0; l < WIDTH; l += LENGTH) {
            int row = 0;
            for (; row + 4 <= rows; row += 4) {
                int at = yAt + row * WIDTH + l;
                FloatVector y0 = FloatVector.fromArray(SPECIES, y, at);
                FloatVector y1 = FloatVector.fromArray(SPECIES, y, at + WIDTH);
                FloatVector y2 = FloatVector.fromArray(SPECIES, y, at + 2 * WIDTH);
                FloatVector y3 = FloatVector.fromArray(SPECIES, y, at + 3 * WIDTH);
                int w0 = offset + row * rowStride;
                for (int column = 0; column < columns; column++) {
                    FloatVector xc = FloatVector.fromArray(SPECIES, x, xAt + column * WIDTH + l);
                    int wc = w0 + column * columnStride;
                    y0 = xc.fma(FloatVector.broadcast(SPECIES, w[wc]), y0);
                    y1 = xc.fma(FloatVector.broadcast(SPECIES, w[wc + rowStride]), y1);
                    y2 = xc.fma(FloatVector.broadcast(SPECIES, w[wc + 2 * rowStride]), y2);
                    y3 = xc.fma(FloatVector.broadcast(SPECIES, w[wc + 3 * rowStride]), y3);
                }
                y0.intoArray(y, at);
                y1.intoArray(y, at + WIDTH);
                y2.intoArray(y, at + 2 * WIDTH);
                y3.intoArray(y, at + 3 * WIDTH);
            }
            for (; row < rows; row++) {
                int at = yAt + row * WIDTH + l;
                FloatVector sum = FloatVector.fromArray(SPECIES, y, at);
                for (int column = 0; column < columns; column++) {
                    sum = FloatVector.fromArray(SPECIES, x, xAt + column * WIDTH + l)
                            .fma(FloatVector.broadcast(SPECIES, w[offset + row * rowStride + column * columnStride]),
                                    sum);
                }
                sum.intoArray(y, at);
            }
        }
    }
}

package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Row-wise arithmetic on columns {@code from} to {@code to} of blocks, multiples of {@link Lanes#COUNT}: what threads share by columns. */
public final class Columns {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Columns() {}

    /** Every number times {@code factor}. */
    public static void scale(float[] block, int ld, int rows, int from, int to, float factor) {
        for (int row = 0; row < rows * ld; row += ld) {
            Blocks.scale(block, row + from, to - from, factor);
        }
    }

    /** {@code to = from[r] * factors[r]} for each row r. May work in place. */
    public static void scaleRows(float[] source, float[] factors, float[] target, int ld, int rows, int from, int to) {
        for (int r = 0; r < rows; r++) {
            float f = factors[r];
            for (int i = r * ld + from; i < r * ld + to; i += L) {
                FloatVector.fromArray(S, source, i).mul(f).intoArray(target, i);
            }
        }
    }

    /** {@code x = v - decay[r] recalled} and {@code u = beta[r] x} for each row r; v begins at {@code v0}, all have rows of {@code ld}. */
    public static void missing(float[] v, int v0, float[] recalled, float[] decay, float[] beta, float[] x, float[] u,
            int ld, int rows, int from, int to) {
        for (int r = 0; r < rows; r++) {
            float e = decay[r];
            float b = beta[r];
            for (int i = r * ld + from; i < r * ld + to; i += L) {
                FloatVector known = FloatVector.fromArray(S, recalled, i).mul(e);
                FloatVector rest = FloatVector.fromArray(S, v, v0 + i).sub(known);
                rest.intoArray(x, i);
                rest.mul(b).intoArray(u, i);
            }
        }
    }

    /** Copies the columns. */
    public static void copy(float[] source, float[] target, int ld, int rows, int from, int to) {
        for (int row = 0; row < rows * ld; row += ld) {
            System.arraycopy(source, row + from, target, row + from, to - from);
        }
    }
}

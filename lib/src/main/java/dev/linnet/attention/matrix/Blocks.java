package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import java.util.Arrays;

/** Copies between the callers' arrays and padded blocks, transposition, and row-wise arithmetic on blocks. */
public final class Blocks {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private static final VectorShuffle<Float> FROM_8 = shift(8);
    private static final VectorShuffle<Float> FROM_4 = shift(4);
    private static final VectorShuffle<Float> FROM_2 = shift(2);
    private static final VectorShuffle<Float> FROM_1 = shift(1);

    private Blocks() {}

    private static VectorShuffle<Float> shift(int by) {
        return VectorShuffle.fromOp(S, lane -> (lane + by) & (L - 1));
    }

    /** Copies {@code rows x columns} numbers into a block of {@code paddedRows x ld}, zero where there is nothing to copy. */
    public static void load(float[] from, int at, int rows, int columns, float[] block, int ld, int paddedRows) {
        if (columns == ld) {
            System.arraycopy(from, at, block, 0, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(from, at + r * columns, block, r * ld, columns);
                Arrays.fill(block, r * ld + columns, (r + 1) * ld, 0f);
            }
        }
        Arrays.fill(block, rows * ld, paddedRows * ld, 0f);
    }

    /** Copies the {@code rows x columns} numbers of a block out. */
    public static void store(float[] block, int ld, float[] to, int at, int rows, int columns) {
        if (columns == ld) {
            System.arraycopy(block, 0, to, at, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(block, r * ld, to, at + r * columns, columns);
            }
        }
    }

    /** Adds the {@code rows x columns} numbers of a block to what is there. */
    public static void addOut(float[] block, int ld, float[] to, int at, int rows, int columns) {
        if (columns == ld) {
            add(block, 0, to, at, rows * columns, 1f);
            return;
        }
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                to[at + r * columns + i] += block[r * ld + i];
            }
        }
    }

    /** As {@link #load}, and a zero block if {@code from} is empty. */
    public static void loadOrZero(float[] from, int at, int rows, int columns, float[] block, int ld, int paddedRows) {
        if (from.length == 0) {
            Arrays.fill(block, 0, ld * paddedRows, 0f);
        } else {
            load(from, at, rows, columns, block, ld, paddedRows);
        }
    }

    /** The first {@code n} numbers times {@code factor}. */
    public static void scale(float[] block, int n, float factor) {
        scale(block, 0, n, factor);
    }

    /** {@code n} numbers from {@code at} times {@code factor}. */
    public static void scale(float[] block, int at, int n, float factor) {
        for (int i = at; i < at + n; i += L) {
            FloatVector.fromArray(S, block, i).mul(factor).intoArray(block, i);
        }
    }

    /** {@code to = a * b}, the first {@code n} numbers. */
    public static void multiply(float[] a, float[] b, float[] to, int n) {
        multiply(a, 0, b, 0, to, 0, n);
    }

    /** {@code to = a * b}, {@code n} numbers. */
    public static void multiply(float[] a, int a0, float[] b, int b0, float[] to, int to0, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, a, a0 + i).mul(FloatVector.fromArray(S, b, b0 + i)).intoArray(to, to0 + i);
        }
    }

    /** {@code to = a / b}, the first {@code n} numbers. */
    public static void divide(float[] a, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, a, i).div(FloatVector.fromArray(S, b, i)).intoArray(to, i);
        }
    }

    /** {@code to += a * b}, the first {@code n} numbers. */
    public static void addProduct(float[] a, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, a, i);
            x.fma(FloatVector.fromArray(S, b, i), FloatVector.fromArray(S, to, i)).intoArray(to, i);
        }
    }

    /** Makes zero what lies above the diagonal of a square block, as far as products of triangles read it. */
    public static void clearAbove(float[] block, int ld, int rows) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(block, r * ld + r + 1,
                    r * ld + Math.min(ld, Lanes.padded((r / Multiply.TILE + 1) * Multiply.TILE)), 0f);
        }
    }

    /** {@code to = a - b}, {@code n} numbers; a begins at {@code a0}. */
    public static void subtract(float[] a, int a0, float[] b, float[] to, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, a, a0 + i).sub(FloatVector.fromArray(S, b, i)).intoArray(to, i);
        }
    }

    /** {@code to += factor * from}, {@code n} numbers. */
    public static void add(float[] from, int from0, float[] to, int to0, int n, float factor) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = FloatVector.fromArray(S, from, from0 + i);
            FloatVector.fromArray(S, to, to0 + i).add(x.mul(factor)).intoArray(to, to0 + i);
        }
    }

    /** {@code to = factor * from + to}, {@code n} numbers from {@code at}; product and sum are rounded. */
    public static void addScaled(float[] from, float[] to, int at, int n, float factor) {
        for (int i = at; i < at + n; i += L) {
            FloatVector x = FloatVector.fromArray(S, from, i).mul(factor);
            x.add(FloatVector.fromArray(S, to, i)).intoArray(to, i);
        }
    }

    /** {@code to[r] = from[r] * factors[r]} for each row r. May work in place. */
    public static void scaleRows(float[] from, float[] factors, float[] to, int rows, int ld) {
        scaleRows(from, 0, factors, to, 0, rows, ld);
    }

    /** The same for blocks that begin at {@code from0} and {@code to0}. */
    public static void scaleRows(float[] from, int from0, float[] factors, float[] to, int to0, int rows, int ld) {
        for (int r = 0; r < rows; r++) {
            float f = factors[r];
            for (int i = r * ld; i < (r + 1) * ld; i += L) {
                FloatVector.fromArray(S, from, from0 + i).mul(f).intoArray(to, to0 + i);
            }
        }
    }

    /**
     * The dot product of two rows of length {@code n}. Unlike with {@code reduceLanes} the parts are added up in one order, half by half, also
     * before the compiler has compiled it: the first call of a program and the thousandth give the same bits.
     */
    public static float dot(float[] a, int a0, float[] b, int b0, int n) {
        FloatVector y = FloatVector.zero(S);
        for (int i = 0; i < n; i += L) {
            y = FloatVector.fromArray(S, a, a0 + i).fma(FloatVector.fromArray(S, b, b0 + i), y);
        }
        switch (L) {
            case 16 -> {
                y = y.add(y.rearrange(FROM_8));
                y = y.add(y.rearrange(FROM_4));
                y = y.add(y.rearrange(FROM_2));
            }
            case 8 -> {
                y = y.add(y.rearrange(FROM_4));
                y = y.add(y.rearrange(FROM_2));
            }
            case 4 -> y = y.add(y.rearrange(FROM_2));
            default -> {
                float sum = 0;
                for (int lane = 0; lane < L; lane++) {
                    sum += y.lane(lane);
                }
                return sum;
            }
        }
        return y.add(y.rearrange(FROM_1)).lane(0);
    }
}

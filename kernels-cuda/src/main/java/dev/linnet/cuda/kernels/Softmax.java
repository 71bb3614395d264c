package dev.linnet.cuda.kernels;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

/**
 * The softmax of each row, {@code y[r][c] = exp(x[r][c] - max_r) / sum_c exp(x[r][c] - max_r)}: highest and sum are found in
 * one pass (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018), so each row is read twice and
 * written once.
 */
public final class Softmax {
    private static final int BLOCK = 256;
    private static final int WARP = 32;
    /** Longer rows have a block each, shorter ones a warp. */
    private static final int LONG_ROW = 1024;
    private static final int MOST_BLOCKS = 1 << 16;

    private Softmax() {}

    /** The kernels {@code softmaxOfShortRows} and {@code softmaxOfLongRows(int rows, int columns, const float* x, float* y)}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(Softmax.class, "softmax", target);
    }

    /**
     * The softmax of each row. Minus infinity, as masks write it, gives 0; a row of nothing else, and one with NaN or
     * infinity, gives NaN.
     *
     * @param target  where it runs
     * @param rows    at least 1
     * @param columns at least 1
     * @param x       {@code [rows][columns]} floats: {@code float[]}, {@code Buffer.f32} or a MemorySegment
     * @param y       {@code [rows][columns]} floats, written; may be {@code x}
     */
    public static LaunchReport launch(Target target, int rows, int columns, Object x, Object y) {
        Sizes.atLeastOne("rows", rows);
        Sizes.atLeastOne("columns", columns);
        Sizes.require("x", x, "rows * columns", rows, columns);
        Sizes.require("y", y, "rows * columns", rows, columns);
        if (columns > LONG_ROW) {
            return module(target).kernel("softmaxOfLongRows")
                    .launch(LaunchShape.of(Math.min(MOST_BLOCKS, rows), BLOCK), rows, columns, x, y);
        }
        int rowsOfBlock = BLOCK / WARP;
        int blocks = (int) Math.min(MOST_BLOCKS, ((long) rows + rowsOfBlock - 1) / rowsOfBlock);
        return module(target).kernel("softmaxOfShortRows")
                .launch(LaunchShape.of(blocks, BLOCK), rows, columns, x, y);
    }

    /** The same in double precision, as one reads it. */
    public static double[] twin(int rows, int columns, double[] x) {
        var y = new double[x.length];
        for (int r = 0; r < rows; r++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < columns; c++) {
                highest = Math.max(highest, x[r * columns + c]);
            }
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                sum += Math.exp(x[r * columns + c] - highest);
            }
            for (int c = 0; c < columns; c++) {
                y[r * columns + c] = Math.exp(x[r * columns + c] - highest) / sum;
            }
        }
        return y;
    }
}

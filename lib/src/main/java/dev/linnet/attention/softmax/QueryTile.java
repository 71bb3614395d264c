package dev.linnet.attention.softmax;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.RowDots;
import dev.linnet.attention.matrix.Transpose;
import java.util.Arrays;

/**
 * Some queries, and what they have seen so far: for softmax of each the largest score, the sum of weights relative to it and the
 * weighted sum of values. Scores of softmax are in powers of two, which are cheaper than those of e.
 */
final class QueryTile {
    private static final int L = Lanes.COUNT;
    private static final double LOG2_E = 1 / Math.log(2);
    /** Less than any score, but not so that a difference of two were no number. */
    private static final float NOTHING_SEEN = -Float.MAX_VALUE;

    final BlockForm form;
    final int keys;
    final int values;
    final int keyWidth;
    final int valueWidth;
    /** Most queries, padded. */
    final int width;
    /** Scaled queries, {@code [key][query]}. */
    final float[] transposed;
    final float[] o;
    /** Of each query: the largest score, then in the end log2 of the sum of 2^score. */
    final float[] peak;
    /** Of each query: the sum of weights, then in the end what its outputs were divided by. */
    final float[] sum;
    /** Of each query, in the end: what its outputs were multiplied by. */
    final float[] factors;
    /** Whether no key has been shown yet: o holds nothing. */
    boolean fresh;
    int rows;
    int padded;
    private final float scale;
    private final float[] queries;
    private final float[] unused;
    private final RowDots dots;

    QueryTile(BlockForm form, double scale, Layout layout, int width) {
        this.form = form;
        this.scale = (float) (form.weights() == Weights.SOFTMAX ? scale * LOG2_E : scale);
        this.width = width;
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(values);
        queries = new float[width * keyWidth];
        transposed = new float[width * keyWidth];
        o = new float[width * valueWidth];
        peak = new float[width];
        sum = new float[width];
        factors = new float[width];
        unused = new float[width];
        dots = new RowDots(width);
    }

    /** Takes {@code count} queries, which have seen nothing. */
    void load(FloatInputs in, int firstRow, int count) {
        rows = count;
        padded = Lanes.padded(count);
        Blocks.load(in.q(), firstRow * keys, rows, keys, queries, keyWidth, padded);
        if (scale != 1) {
            Blocks.scale(queries, padded * keyWidth, scale);
        }
        Transpose.transpose(queries, keyWidth, padded, keyWidth, transposed, width);
        fresh = true;
        Arrays.fill(peak, NOTHING_SEEN);
        Arrays.fill(sum, 0f);
    }

    /** Raises the peaks of a vector of queries from {@code j} and makes what was summed up relative to them. */
    void raise(int j, float[] peaks) {
        if (!fresh) {
            System.arraycopy(peak, j, factors, j, L);
            Exponentials.exp2(factors, width, 1, j, peaks, unused);
            for (int lane = j; lane < j + L; lane++) {
                sum[lane] *= factors[lane];
                if (factors[lane] != 1) {
                    Blocks.scale(o, lane * valueWidth, valueWidth, factors[lane]);
                }
            }
        }
        System.arraycopy(peaks, j, peak, j, L);
    }

    /** Puts the outputs into {@code to} from {@code at} on, which may be {@code o} itself. Leaves in {@code factors} the inverse divisors. */
    void finish(float[] to, int at) {
        if (form.weights() == Weights.RELA) {
            dots.dots(o, o, valueWidth, valueWidth, padded, sum);
            for (int r = 0; r < rows; r++) {
                sum[r] = (float) Math.sqrt(sum[r] / values + form.epsilon());
            }
        }
        Arrays.fill(sum, rows, padded, 1f);
        for (int r = 0; r < padded; r++) {
            factors[r] = 1 / sum[r];
        }
        boolean direct = values == valueWidth && rows == padded;
        Blocks.scaleRows(o, 0, factors, direct ? to : o, direct ? at : 0, padded, valueWidth);
        if (!direct && to != o) {
            Blocks.store(o, valueWidth, to, at, rows, values);
        }
    }

    /** Makes the peaks what 2^(score - peak) needs to be the weight; after {@link #finish}. */
    void closePeaks() {
        for (int r = 0; r < rows; r++) {
            peak[r] += (float) (Math.log(sum[r]) * LOG2_E);
        }
    }
}

package dev.linnet.probe;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The two products that a linear classifier is made of, on blocks of rows that stay in the cache: scores
 * {@code S = X W^T + b} and gradients {@code G += D^T X}. Classes come in fours, padded with zeros.
 */
final class RowBlocks {
    /** Rows of a block: 64 rows of 512 features take 256 KiB. */
    static final int ROWS = 64;
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int CLASSES = 4;

    private RowBlocks() {}

    /** {@code classes}, rounded up to whole fours. */
    static int padded(int classes) {
        return (classes + CLASSES - 1) / CLASSES * CLASSES;
    }

    /**
     * {@code out[r][k] = b[k] + sum_j x[r][j] w[k][j]}.
     *
     * @param x       {@code [rows][n]} from {@code x0} on
     * @param w       {@code [padded][n]}
     * @param b       {@code [padded]}
     * @param scratch {@code 8 L} numbers at least; see {@link #scratch}
     * @param out     {@code [rows][padded]}
     */
    static void scores(double[] x, int x0, int rows, int n, double[] w, double[] b, int padded, double[] scratch,
            double[] out) {
        for (int k = 0; k < padded; k += CLASSES) {
            for (int r = 0; r < rows; r += 2) {
                int other = Math.min(r + 1, rows - 1);
                fourScores(x, x0 + r * n, x0 + other * n, n, w, k * n, scratch);
                for (int c = 0; c < CLASSES; c++) {
                    out[r * padded + k + c] = b[k + c] + sum(x, x0 + r * n, n, w, (k + c) * n, scratch, c);
                    out[other * padded + k + c] = b[k + c]
                            + sum(x, x0 + other * n, n, w, (k + c) * n, scratch, CLASSES + c);
                }
            }
        }
    }

    /** What {@link #scores} needs of scratch memory. */
    static double[] scratch() {
        return new double[2 * CLASSES * L];
    }

    /** The sums, lane by lane, of two rows with four rows of weights. */
    private static void fourScores(double[] x, int x0, int x1, int n, double[] w, int w0, double[] scratch) {
        DoubleVector s00 = DoubleVector.zero(S), s01 = s00, s02 = s00, s03 = s00;
        DoubleVector s10 = s00, s11 = s00, s12 = s00, s13 = s00;
        int whole = S.loopBound(n);
        for (int j = 0; j < whole; j += L) {
            DoubleVector a = DoubleVector.fromArray(S, x, x0 + j);
            DoubleVector c = DoubleVector.fromArray(S, x, x1 + j);
            DoubleVector k0 = DoubleVector.fromArray(S, w, w0 + j);
            DoubleVector k1 = DoubleVector.fromArray(S, w, w0 + n + j);
            DoubleVector k2 = DoubleVector.fromArray(S, w, w0 + 2 * n + j);
            DoubleVector k3 = DoubleVector.fromArray(S, w, w0 + 3 * n + j);
            s00 = a.fma(k0, s00);
            s01 = a.fma(k1, s01);
            s02 = a.fma(k2, s02);
            s03 = a.fma(k3, s03);
            s10 = c.fma(k0, s10);
            s11 = c.fma(k1, s11);
            s12 = c.fma(k2, s12);
            s13 = c.fma(k3, s13);
        }
        s00.intoArray(scratch, 0);
        s01.intoArray(scratch, L);
        s02.intoArray(scratch, 2 * L);
        s03.intoArray(scratch, 3 * L);
        s10.intoArray(scratch, 4 * L);
        s11.intoArray(scratch, 5 * L);
        s12.intoArray(scratch, 6 * L);
        s13.intoArray(scratch, 7 * L);
    }

    /** Adds up the lanes of one sum, always in one order, and what is left over of the row. */
    private static double sum(double[] x, int x0, int n, double[] w, int w0, double[] scratch, int which) {
        double sum = 0;
        for (int lane = 0; lane < L; lane++) {
            sum += scratch[which * L + lane];
        }
        for (int j = S.loopBound(n); j < n; j++) {
            sum = Math.fma(x[x0 + j], w[w0 + j], sum);
        }
        return sum;
    }

    /**
     * {@code g[k][j] += sum_r d[r][k] x[r][j]}.
     *
     * @param d {@code [rows][padded]}
     * @param x {@code [rows][n]} from {@code x0} on
     * @param g {@code [padded][n]}
     */
    static void addProducts(double[] d, double[] x, int x0, int rows, int n, int padded, double[] g) {
        int pairs = n / (2 * L) * 2 * L;
        for (int k = 0; k < padded; k += CLASSES) {
            for (int j = 0; j < pairs; j += 2 * L) {
                addPair(d, x, x0, rows, n, padded, k, j, g);
            }
            for (int c = k; c < k + CLASSES; c++) {
                for (int j = pairs; j < n; j++) {
                    double sum = g[c * n + j];
                    for (int r = 0; r < rows; r++) {
                        sum = Math.fma(d[r * padded + c], x[x0 + r * n + j], sum);
                    }
                    g[c * n + j] = sum;
                }
            }
        }
    }

    private static void addPair(double[] d, double[] x, int x0, int rows, int n, int padded, int k, int j, double[] g) {
        int at = k * n + j;
        DoubleVector g00 = DoubleVector.fromArray(S, g, at);
        DoubleVector g01 = DoubleVector.fromArray(S, g, at + L);
        DoubleVector g10 = DoubleVector.fromArray(S, g, at + n);
        DoubleVector g11 = DoubleVector.fromArray(S, g, at + n + L);
        DoubleVector g20 = DoubleVector.fromArray(S, g, at + 2 * n);
        DoubleVector g21 = DoubleVector.fromArray(S, g, at + 2 * n + L);
        DoubleVector g30 = DoubleVector.fromArray(S, g, at + 3 * n);
        DoubleVector g31 = DoubleVector.fromArray(S, g, at + 3 * n + L);
        for (int r = 0; r < rows; r++) {
            DoubleVector a = DoubleVector.fromArray(S, x, x0 + r * n + j);
            DoubleVector b = DoubleVector.fromArray(S, x, x0 + r * n + j + L);
            DoubleVector d0 = DoubleVector.broadcast(S, d[r * padded + k]);
            DoubleVector d1 = DoubleVector.broadcast(S, d[r * padded + k + 1]);
            DoubleVector d2 = DoubleVector.broadcast(S, d[r * padded + k + 2]);
            DoubleVector d3 = DoubleVector.broadcast(S, d[r * padded + k + 3]);
            g00 = a.fma(d0, g00);
            g01 = b.fma(d0, g01);
            g10 = a.fma(d1, g10);
            g11 = b.fma(d1, g11);
            g20 = a.fma(d2, g20);
            g21 = b.fma(d2, g21);
            g30 = a.fma(d3, g30);
            g31 = b.fma(d3, g31);
        }
        g00.intoArray(g, at);
        g01.intoArray(g, at + L);
        g10.intoArray(g, at + n);
        g11.intoArray(g, at + n + L);
        g20.intoArray(g, at + 2 * n);
        g21.intoArray(g, at + 2 * n + L);
        g30.intoArray(g, at + 3 * n);
        g31.intoArray(g, at + 3 * n + L);
    }
}

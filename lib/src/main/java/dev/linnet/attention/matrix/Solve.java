package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Triangular solves by substitution, four rows at a time: the rows above (or below) are taken off as a matrix product, then the four
 * rows off each other in registers. Never by powers of A, which is exact on paper only: with correlated keys they reach 1e9.
 *
 * <p>Only elements of A strictly below the diagonal are read; its diagonal counts as 0.
 */
public final class Solve {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Solve() {}

    /** X &lt;- (I + A)^-1 X: A is strictly lower triangular, {@code rows x rows}; X is {@code rows x columns}. */
    public static void unitLower(float[] a, int lda, float[] x, int ldx, int rows, int columns) {
        for (int j = 0; j < columns; j += 2 * L) {
            for (int row = 0; row < rows; row += 4) {
                if (columns - j > L) {
                    tile4x2(a, lda, x, ldx, row, j);
                } else {
                    tile4x1(a, lda, x, ldx, row, j);
                }
            }
        }
    }

    /** X &lt;- (I + A)^-T X. */
    public static void unitLowerTransposed(float[] a, int lda, float[] x, int ldx, int rows, int columns) {
        for (int j = 0; j < columns; j += 2 * L) {
            for (int row = rows - 4; row >= 0; row -= 4) {
                if (columns - j > L) {
                    transposedTile4x2(a, lda, x, ldx, row, j, rows);
                } else {
                    transposedTile4x1(a, lda, x, ldx, row, j, rows);
                }
            }
        }
    }

    private static void tile4x2(float[] a, int lda, float[] x, int ldx, int row, int j) {
        int x0 = row * ldx + j;
        int x1 = x0 + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        int a0 = row * lda;
        int a1 = a0 + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        FloatVector c00 = FloatVector.fromArray(S, x, x0);
        FloatVector c01 = FloatVector.fromArray(S, x, x0 + L);
        FloatVector c10 = FloatVector.fromArray(S, x, x1);
        FloatVector c11 = FloatVector.fromArray(S, x, x1 + L);
        FloatVector c20 = FloatVector.fromArray(S, x, x2);
        FloatVector c21 = FloatVector.fromArray(S, x, x2 + L);
        FloatVector c30 = FloatVector.fromArray(S, x, x3);
        FloatVector c31 = FloatVector.fromArray(S, x, x3 + L);
        for (int k = 0; k < row; k++) {
            int ix = k * ldx + j;
            FloatVector b0 = FloatVector.fromArray(S, x, ix);
            FloatVector b1 = FloatVector.fromArray(S, x, ix + L);
            FloatVector s0 = FloatVector.broadcast(S, -a[a0 + k]);
            c00 = s0.fma(b0, c00);
            c01 = s0.fma(b1, c01);
            FloatVector s1 = FloatVector.broadcast(S, -a[a1 + k]);
            c10 = s1.fma(b0, c10);
            c11 = s1.fma(b1, c11);
            FloatVector s2 = FloatVector.broadcast(S, -a[a2 + k]);
            c20 = s2.fma(b0, c20);
            c21 = s2.fma(b1, c21);
            FloatVector s3 = FloatVector.broadcast(S, -a[a3 + k]);
            c30 = s3.fma(b0, c30);
            c31 = s3.fma(b1, c31);
        }
        FloatVector t10 = FloatVector.broadcast(S, -a[a1 + row]);
        c10 = t10.fma(c00, c10);
        c11 = t10.fma(c01, c11);
        FloatVector t20 = FloatVector.broadcast(S, -a[a2 + row]);
        c20 = t20.fma(c00, c20);
        c21 = t20.fma(c01, c21);
        FloatVector t21 = FloatVector.broadcast(S, -a[a2 + row + 1]);
        c20 = t21.fma(c10, c20);
        c21 = t21.fma(c11, c21);
        FloatVector t30 = FloatVector.broadcast(S, -a[a3 + row]);
        c30 = t30.fma(c00, c30);
        c31 = t30.fma(c01, c31);
        FloatVector t31 = FloatVector.broadcast(S, -a[a3 + row + 1]);
        c30 = t31.fma(c10, c30);
        c31 = t31.fma(c11, c31);
        FloatVector t32 = FloatVector.broadcast(S, -a[a3 + row + 2]);
        c30 = t32.fma(c20, c30);
        c31 = t32.fma(c21, c31);
        c00.intoArray(x, x0);
        c01.intoArray(x, x0 + L);
        c10.intoArray(x, x1);
        c11.intoArray(x, x1 + L);
        c20.intoArray(x, x2);
        c21.intoArray(x, x2 + L);
        c30.intoArray(x, x3);
        c31.intoArray(x, x3 + L);
    }

    private static void tile4x1(float[] a, int lda, float[] x, int ldx, int row, int j) {
        int x0 = row * ldx + j;
        int x1 = x0 + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        int a0 = row * lda;
        int a1 = a0 + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        FloatVector c00 = FloatVector.fromArray(S, x, x0);
        FloatVector c10 = FloatVector.fromArray(S, x, x1);
        FloatVector c20 = FloatVector.fromArray(S, x, x2);
        FloatVector c30 = FloatVector.fromArray(S, x, x3);
        for (int k = 0; k < row; k++) {
            int ix = k * ldx + j;
            FloatVector b0 = FloatVector.fromArray(S, x, ix);
            FloatVector s0 = FloatVector.broadcast(S, -a[a0 + k]);
            c00 = s0.fma(b0, c00);
            FloatVector s1 = FloatVector.broadcast(S, -a[a1 + k]);
            c10 = s1.fma(b0, c10);
            FloatVector s2 = FloatVector.broadcast(S, -a[a2 + k]);
            c20 = s2.fma(b0, c20);
            FloatVector s3 = FloatVector.broadcast(S, -a[a3 + k]);
            c30 = s3.fma(b0, c30);
        }
        FloatVector t10 = FloatVector.broadcast(S, -a[a1 + row]);
        c10 = t10.fma(c00, c10);
        FloatVector t20 = FloatVector.broadcast(S, -a[a2 + row]);
        c20 = t20.fma(c00, c20);
        FloatVector t21 = FloatVector.broadcast(S, -a[a2 + row + 1]);
        c20 = t21.fma(c10, c20);
        FloatVector t30 = FloatVector.broadcast(S, -a[a3 + row]);
        c30 = t30.fma(c00, c30);
        FloatVector t31 = FloatVector.broadcast(S, -a[a3 + row + 1]);
        c30 = t31.fma(c10, c30);
        FloatVector t32 = FloatVector.broadcast(S, -a[a3 + row + 2]);
        c30 = t32.fma(c20, c30);
        c00.intoArray(x, x0);
        c10.intoArray(x, x1);
        c20.intoArray(x, x2);
        c30.intoArray(x, x3);
    }

    private static void transposedTile4x2(float[] a, int lda, float[] x, int ldx, int row, int j, int rows) {
        int x0 = row * ldx + j;
        int x1 = x0 + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        FloatVector c00 = FloatVector.fromArray(S, x, x0);
        FloatVector c01 = FloatVector.fromArray(S, x, x0 + L);
        FloatVector c10 = FloatVector.fromArray(S, x, x1);
        FloatVector c11 = FloatVector.fromArray(S, x, x1 + L);
        FloatVector c20 = FloatVector.fromArray(S, x, x2);
        FloatVector c21 = FloatVector.fromArray(S, x, x2 + L);
        FloatVector c30 = FloatVector.fromArray(S, x, x3);
        FloatVector c31 = FloatVector.fromArray(S, x, x3 + L);
        for (int k = row + 4; k < rows; k++) {
            int ia = k * lda + row;
            int ix = k * ldx + j;
            FloatVector b0 = FloatVector.fromArray(S, x, ix);
            FloatVector b1 = FloatVector.fromArray(S, x, ix + L);
            FloatVector s0 = FloatVector.broadcast(S, -a[ia]);
            c00 = s0.fma(b0, c00);
            c01 = s0.fma(b1, c01);
            FloatVector s1 = FloatVector.broadcast(S, -a[ia + 1]);
            c10 = s1.fma(b0, c10);
            c11 = s1.fma(b1, c11);
            FloatVector s2 = FloatVector.broadcast(S, -a[ia + 2]);
            c20 = s2.fma(b0, c20);
            c21 = s2.fma(b1, c21);
            FloatVector s3 = FloatVector.broadcast(S, -a[ia + 3]);
            c30 = s3.fma(b0, c30);
            c31 = s3.fma(b1, c31);
        }
        int d0 = row * lda + row;
        FloatVector t23 = FloatVector.broadcast(S, -a[d0 + 3 * lda + 2]);
        c20 = t23.fma(c30, c20);
        c21 = t23.fma(c31, c21);
        FloatVector t13 = FloatVector.broadcast(S, -a[d0 + 3 * lda + 1]);
        c10 = t13.fma(c30, c10);
        c11 = t13.fma(c31, c11);
        FloatVector t12 = FloatVector.broadcast(S, -a[d0 + 2 * lda + 1]);
        c10 = t12.fma(c20, c10);
        c11 = t12.fma(c21, c11);
        FloatVector t03 = FloatVector.broadcast(S, -a[d0 + 3 * lda]);
        c00 = t03.fma(c30, c00);
        c01 = t03.fma(c31, c01);
        FloatVector t02 = FloatVector.broadcast(S, -a[d0 + 2 * lda]);
        c00 = t02.fma(c20, c00);
        c01 = t02.fma(c21, c01);
        FloatVector t01 = FloatVector.broadcast(S, -a[d0 + lda]);
        c00 = t01.fma(c10, c00);
        c01 = t01.fma(c11, c01);
        c00.intoArray(x, x0);
        c01.intoArray(x, x0 + L);
        c10.intoArray(x, x1);
        c11.intoArray(x, x1 + L);
        c20.intoArray(x, x2);
        c21.intoArray(x, x2 + L);
        c30.intoArray(x, x3);
        c31.intoArray(x, x3 + L);
    }

    private static void transposedTile4x1(float[] a, int lda, float[] x, int ldx, int row, int j, int rows) {
        int x0 = row * ldx + j;
        int x1 = x0 + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        FloatVector c00 = FloatVector.fromArray(S, x, x0);
        FloatVector c10 = FloatVector.fromArray(S, x, x1);
        FloatVector c20 = FloatVector.fromArray(S, x, x2);
        FloatVector c30 = FloatVector.fromArray(S, x, x3);
        for (int k = row + 4; k < rows; k++) {
            int ia = k * lda + row;
            int ix = k * ldx + j;
            FloatVector b0 = FloatVector.fromArray(S, x, ix);
            FloatVector s0 = FloatVector.broadcast(S, -a[ia]);
            c00 = s0.fma(b0, c00);
            FloatVector s1 = FloatVector.broadcast(S, -a[ia + 1]);
            c10 = s1.fma(b0, c10);
            FloatVector s2 = FloatVector.broadcast(S, -a[ia + 2]);
            c20 = s2.fma(b0, c20);
            FloatVector s3 = FloatVector.broadcast(S, -a[ia + 3]);
            c30 = s3.fma(b0, c30);
        }
        int d0 = row * lda + row;
        FloatVector t23 = FloatVector.broadcast(S, -a[d0 + 3 * lda + 2]);
        c20 = t23.fma(c30, c20);
        FloatVector t13 = FloatVector.broadcast(S, -a[d0 + 3 * lda + 1]);
        c10 = t13.fma(c30, c10);
        FloatVector t12 = FloatVector.broadcast(S, -a[d0 + 2 * lda + 1]);
        c10 = t12.fma(c20, c10);
        FloatVector t03 = FloatVector.broadcast(S, -a[d0 + 3 * lda]);
        c00 = t03.fma(c30, c00);
        FloatVector t02 = FloatVector.broadcast(S, -a[d0 + 2 * lda]);
        c00 = t02.fma(c20, c00);
        FloatVector t01 = FloatVector.broadcast(S, -a[d0 + lda]);
        c00 = t01.fma(c10, c00);
        c00.intoArray(x, x0);
        c10.intoArray(x, x1);
        c20.intoArray(x, x2);
        c30.intoArray(x, x3);
    }
}

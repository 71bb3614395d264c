package dev.linnet.attention.matrix;

/**
 * Products of small row-major blocks. Rows, columns and inner dimension are multiples of {@link Lanes#COUNT}; a block is given by its
 * array, the offset of its first element and the distance of its rows.
 */
public final class Multiply {
    private static final int L = Lanes.COUNT;

    private Multiply() {}

    /** C = A B, or C += A B if {@code add}: A is m x k, B is k x n. */
    public static void rows(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int m,
            int n,
            int k, Triangle triangle, int ratio, boolean add) {
        for (int j = 0; j < n; j += 2 * L) {
            for (int i = 0; i < m;) {
                int height = i + 8 <= m ? 8 : 4;
                int from = triangle == Triangle.UPPER ? i / ratio : 0;
                int to = triangle == Triangle.LOWER ? Math.min(k, (i + height) * ratio) : k;
                int width = triangle == Triangle.RESULT_LOWER ? Math.min(n, (i + height) * ratio) - j : n - j;
                int at = c0 + i * ldc + j;
                int ai = a0 + i * lda;
                if (width > L) {
                    if (height == 8) {
                        RowTiles.tile8x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    } else {
                        RowTiles.tile4x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    }
                } else if (width > 0) {
                    if (height == 8) {
                        RowTiles.tile8x1(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    } else {
                        RowTiles.tile4x1(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    }
                }
                i += height;
            }
        }
    }

    /** C = A^T B, or C += A^T B if {@code add}: A is stored as k x m, B is k x n. The triangle speaks of A^T. */
    public static void columns(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc,
            int m, int n,
            int k, Triangle triangle, int ratio, boolean add) {
        for (int j = 0; j < n; j += 2 * L) {
            for (int i = 0; i < m;) {
                int height = i + 8 <= m ? 8 : 4;
                int from = triangle == Triangle.UPPER ? i / ratio : 0;
                int to = triangle == Triangle.LOWER ? Math.min(k, (i + height) * ratio) : k;
                int at = c0 + i * ldc + j;
                if (n - j > L) {
                    if (height == 8) {
                        ColumnTiles.tile8x2(a, a0 + i, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    } else {
                        ColumnTiles.tile4x2(a, a0 + i, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    }
                } else {
                    if (height == 8) {
                        ColumnTiles.tile8x1(a, a0 + i, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    } else {
                        ColumnTiles.tile4x1(a, a0 + i, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    }
                }
                i += height;
            }
        }
    }
}

package dev.linnet.attention.matrix;

/**
 * Products of small row-major blocks. Rows, columns and inner dimension are multiples of {@link Lanes#COUNT}; a block is given by its
 * array, the offset of its first element and the distance of its rows.
 */
public final class Multiply {
    /** Triangles are zero beyond their diagonal up to the next multiple of so many rows. */
    public static final int TILE = 8;

    private static final int L = Lanes.COUNT;
    /** With 512 bits there are 32 vector registers, with less 16. */
    private static final boolean MANY_REGISTERS = L == 16;

    private Multiply() {}

    /** C = A B, or C += A B if {@code add}: A is m x k, B is k x n. */
    public static void rows(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int m,
            int n,
            int k, Triangle triangle, int ratio, boolean add) {
        rows(a, a0, lda, b, b0, ldb, c, c0, ldc, m, n, k, triangle, ratio, add, Ahead.NOTHING);
    }

    /** The same, looking ahead between tiles. */
    public static void rows(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc, int m,
            int n,
            int k, Triangle triangle, int ratio, boolean add,
            Ahead ahead) {
        if (triangle == Triangle.RESULT_UPPER) {
            resultUpper(a, a0, lda, b, b0, ldb, c, c0, ldc, m, n, k, ratio, add, ahead);
            return;
        }
        for (int j = 0; j < n; j += 2 * L) {
            for (int i = 0; i < m;) {
                int width = triangle == Triangle.RESULT_LOWER ? Math.min(n, (i + TILE) * ratio) - j : n - j;
                int height = height(m - i, triangle, width);
                int from = triangle == Triangle.UPPER ? i / ratio : 0;
                int to = triangle == Triangle.LOWER ? Math.min(k, (i + height) * ratio) : k;
                rowTile(height, width > L, a, a0 + i * lda, lda, b, b0 + j, ldb, c, c0 + i * ldc + j, ldc, from, to,
                        add,
                        width > 0);
                i += height;
                ahead.look();
            }
        }
    }

    /** Two vectors of columns as far as rows reach both, then the right one alone. */
    private static void resultUpper(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc,
            int m, int n, int k, int ratio, boolean add, Ahead ahead) {
        for (int j = 0; j < n; j += 2 * L) {
            boolean two = n - j > L;
            int both = Math.min(m, (j + L) * ratio);
            int bottom = two ? Math.min(m, (j + 2 * L) * ratio) : both;
            for (int i = 0; i < bottom;) {
                boolean right = i >= both;
                int width = two && !right ? 2 * L : L;
                int height = height((right ? bottom : both) - i, Triangle.NONE, width);
                int column = right ? j + L : j;
                rowTile(height, width > L, a, a0 + i * lda, lda, b, b0 + column, ldb, c, c0 + i * ldc + column, ldc, 0,
                        k,
                        add, true);
                i += height;
                ahead.look();
            }
        }
    }

    private static void rowTile(int height, boolean two, float[] a, int a0, int lda, float[] b, int b0, int ldb,
            float[] c, int c0, int ldc, int from, int to, boolean add, boolean wanted) {
        if (two) {
            switch (height) {
                case 12 -> RowTiles.tile12x2(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
                case 8 -> RowTiles.tile8x2(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
                case 6 -> SmallRowTiles.tile6x2(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
                default -> SmallRowTiles.tile4x2(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
            }
        } else if (wanted) {
            if (height == 8) {
                RowTiles.tile8x1(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
            } else {
                SmallRowTiles.tile4x1(a, a0, lda, b, b0, ldb, c, c0, ldc, from, to, add);
            }
        }
    }

    /** C = A^T B, or C += A^T B if {@code add}: A is stored as k x m, B is k x n. The triangle speaks of A^T. */
    public static void columns(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc,
            int m, int n,
            int k, Triangle triangle, int ratio, boolean add) {
        columns(a, a0, lda, b, b0, ldb, c, c0, ldc, m, n, k, triangle, ratio, add, Ahead.NOTHING);
    }

    /** The same, looking ahead between tiles. */
    public static void columns(float[] a, int a0, int lda, float[] b, int b0, int ldb, float[] c, int c0, int ldc,
            int m, int n,
            int k, Triangle triangle, int ratio, boolean add,
            Ahead ahead) {
        for (int j = 0; j < n; j += 2 * L) {
            for (int i = 0; i < m;) {
                int height = height(m - i, triangle, n - j);
                int from = triangle == Triangle.UPPER ? i / ratio : 0;
                int to = triangle == Triangle.LOWER ? Math.min(k, (i + height) * ratio) : k;
                int ai = a0 + i;
                int at = c0 + i * ldc + j;
                if (n - j > L) {
                    switch (height) {
                        case 12 -> ColumnTiles.tile12x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                        case 8 -> ColumnTiles.tile8x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                        case 6 -> SmallColumnTiles.tile6x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                        default -> SmallColumnTiles.tile4x2(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                    }
                } else if (height == 8) {
                    ColumnTiles.tile8x1(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                } else {
                    SmallColumnTiles.tile4x1(a, ai, lda, b, b0 + j, ldb, c, at, ldc, from, to, add);
                }
                i += height;
                ahead.look();
            }
        }
    }

    /**
     * Rows of the next tile: where no triangle needs its rows in tiles that divide {@link #TILE}, twelve if there are registers for 24
     * sums, else six for 12; never so many that a smaller remainder is left than there is a tile for.
     */
    private static int height(int left, Triangle triangle, int width) {
        if (triangle == Triangle.NONE && width > L) {
            if (MANY_REGISTERS && left >= 12 && left != 16) {
                return 12;
            }
            if (!MANY_REGISTERS && left >= 6 && left != 8) {
                return 6;
            }
        }
        return left >= 8 && (MANY_REGISTERS || width <= L) ? 8 : 4;
    }
}

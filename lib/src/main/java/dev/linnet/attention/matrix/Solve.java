package dev.linnet.attention.matrix;

/**
 * Triangular solves by substitution. Never by powers of A, which is exact on paper only: with correlated keys they reach 1e9.
 *
 * <p>Only elements of A strictly below the diagonal are read; its diagonal counts as 0.
 */
public final class Solve {
    private static final int L = Lanes.COUNT;
    /** Rows of a tile: as many as there are registers for. */
    private static final int HEIGHT = L == 16 ? 8 : 4;

    private Solve() {}

    /** X &lt;- (I + A)^-1 X: A is strictly lower triangular, {@code rows x rows}; X is {@code rows x columns}. */
    public static void unitLower(float[] a, int lda, float[] x, int ldx, int rows, int columns) {
        for (int j = 0; j < columns; j += 2 * L) {
            boolean two = columns - j > L;
            for (int row = 0; row < rows; row += HEIGHT) {
                if (HEIGHT == 8 && two) {
                    LowerSolveTiles.tile8x2(a, lda, x, ldx, row, j);
                } else if (HEIGHT == 8) {
                    LowerSolveTiles.tile8x1(a, lda, x, ldx, row, j);
                } else if (two) {
                    LowerSolveTiles.tile4x2(a, lda, x, ldx, row, j);
                } else {
                    LowerSolveTiles.tile4x1(a, lda, x, ldx, row, j);
                }
            }
        }
    }

    /** X &lt;- (I + A)^-T X. */
    public static void unitLowerTransposed(float[] a, int lda, float[] x, int ldx, int rows, int columns) {
        for (int j = 0; j < columns; j += 2 * L) {
            boolean two = columns - j > L;
            for (int row = rows - HEIGHT; row >= 0; row -= HEIGHT) {
                if (HEIGHT == 8 && two) {
                    TransposedSolveTiles.tile8x2(a, lda, x, ldx, row, j, rows);
                } else if (HEIGHT == 8) {
                    TransposedSolveTiles.tile8x1(a, lda, x, ldx, row, j, rows);
                } else if (two) {
                    TransposedSolveTiles.tile4x2(a, lda, x, ldx, row, j, rows);
                } else {
                    TransposedSolveTiles.tile4x1(a, lda, x, ldx, row, j, rows);
                }
            }
        }
    }
}

package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class SolveTest {
    private static final int L = Lanes.COUNT;

    @Test
    void what_is_solved_gives_the_right_side_back_when_multiplied() {
        var random = new Random(1);
        for (int rows = L; rows <= 4 * L; rows += L) {
            for (int columns = L; columns <= 3 * L; columns += L) {
                int lda = rows + 2;
                int ldx = columns + 1;
                var a = new float[rows * lda];
                for (int i = 0; i < a.length; i++) {
                    a[i] = i % lda < i / lda ? (float) (random.nextGaussian() / rows) : Float.NaN;
                }
                var right = new float[rows * ldx];
                for (int i = 0; i < right.length; i++) {
                    right[i] = (float) random.nextGaussian();
                }
                float[] x = right.clone();
                Solve.unitLower(a, lda, x, ldx, rows, columns);
                float[] y = right.clone();
                Solve.unitLowerTransposed(a, lda, y, ldx, rows, columns);
                for (int r = 0; r < rows; r++) {
                    for (int j = 0; j < columns; j++) {
                        double sum = x[r * ldx + j];
                        double transposed = y[r * ldx + j];
                        for (int i = 0; i < rows; i++) {
                            sum += i < r ? a[r * lda + i] * x[i * ldx + j] : 0;
                            transposed += i > r ? a[i * lda + r] * y[i * ldx + j] : 0;
                        }
                        assertEquals(right[r * ldx + j], sum, 1e-5, rows + " x " + columns + " at " + r + "," + j);
                        assertEquals(right[r * ldx + j], transposed, 1e-5,
                                "transposed " + rows + " x " + columns + " at " + r + "," + j);
                    }
                }
            }
        }
    }
}

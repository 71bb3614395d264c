package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class MultiplyTest {
    private static final int L = Lanes.COUNT;
    private final Random random = new Random(1);

    @Test
    void products_equal_their_definition_for_every_triangle_and_tile() {
        for (int m = L; m <= 4 * L; m += L) {
            for (int n = L; n <= 5 * L; n += L) {
                for (int k = L; k <= 3 * L; k += L) {
                    for (Triangle triangle : Triangle.values()) {
                        for (boolean add : new boolean[] {false, true}) {
                            for (int ratio = 1; ratio <= 3; ratio++) {
                                rows(m, n, k, triangle, ratio, add);
                                if (triangle != Triangle.RESULT_LOWER && triangle != Triangle.RESULT_UPPER) {
                                    columns(m, n, k, triangle, ratio, add);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private void rows(int m, int n, int k, Triangle triangle, int ratio, boolean add) {
        int lda = k + 3;
        int ldb = n + 1;
        int ldc = n + 2;
        float[] a = random(2 + m * lda);
        for (int r = 0; r < m; r++) {
            for (int i = 0; i < k; i++) {
                a[2 + r * lda + i] *= inside(triangle, ratio, r, i) ? 1 : 0;
            }
        }
        float[] b = random(1 + k * ldb);
        float[] c = random(3 + m * ldc);
        float[] before = c.clone();
        Multiply.rows(a, 2, lda, b, 1, ldb, c, 3, ldc, m, n, k, triangle, ratio, add);
        for (int r = 0; r < m; r++) {
            for (int j = 0; j < n; j++) {
                double sum = add ? before[3 + r * ldc + j] : 0;
                for (int i = 0; i < k; i++) {
                    sum += (double) a[2 + r * lda + i] * b[1 + i * ldb + j];
                }
                if (wanted(triangle, ratio, r, j)) {
                    assertEquals(sum, c[3 + r * ldc + j], 1e-4,
                            triangle + " " + m + " " + n + " " + k + " at " + r + "," + j);
                }
            }
        }
    }

    private void columns(int m, int n, int k, Triangle triangle, int ratio, boolean add) {
        int lda = m + 3;
        float[] a = random(k * lda);
        for (int r = 0; r < m; r++) {
            for (int i = 0; i < k; i++) {
                a[i * lda + r] *= inside(triangle, ratio, r, i) ? 1 : 0;
            }
        }
        float[] b = random(k * n);
        float[] c = random(m * n);
        float[] before = c.clone();
        Multiply.columns(a, 0, lda, b, 0, n, c, 0, n, m, n, k, triangle, ratio, add);
        for (int r = 0; r < m; r++) {
            for (int j = 0; j < n; j++) {
                double sum = add ? before[r * n + j] : 0;
                for (int i = 0; i < k; i++) {
                    sum += (double) a[i * lda + r] * b[i * n + j];
                }
                assertEquals(sum, c[r * n + j], 1e-4, triangle + " " + m + " " + n + " " + k + " at " + r + "," + j);
            }
        }
    }

    private static boolean inside(Triangle triangle, int ratio, int row, int column) {
        return switch (triangle) {
            case NONE, RESULT_LOWER, RESULT_UPPER -> true;
            case LOWER -> column < (row + 1) * ratio;
            case UPPER -> column >= row / ratio;
        };
    }

    private static boolean wanted(Triangle triangle, int ratio, int row, int column) {
        return switch (triangle) {
            case NONE, LOWER, UPPER -> true;
            case RESULT_LOWER -> column < (row + 1) * ratio;
            case RESULT_UPPER -> column >= row / ratio;
        };
    }

    private float[] random(int n) {
        var a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) random.nextGaussian();
        }
        return a;
    }
}

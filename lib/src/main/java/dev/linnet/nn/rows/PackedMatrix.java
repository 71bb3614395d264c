package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;

/**
 * The right factor B (k x n) of a product C = A B, copied to panels of two vectors' width, so that the tiles of
 * {@link Multiply} read it in one stream. Sizes are arbitrary.
 */
final class PackedMatrix {
    private static final int L = Lanes.COUNT;
    private static final int PANEL = 2 * L;

    private final int k;
    private final int n;
    private final float[] panels;

    PackedMatrix(int k, int n) {
        this.k = k;
        this.n = n;
        panels = new float[Math.multiplyExact((n + PANEL - 1) / PANEL * PANEL, k)];
    }

    /** Takes B from {@code b}, row-major k x n. */
    void pack(float[] b, int at) {
        for (int j = 0; j < n; j += PANEL) {
            int width = Math.min(PANEL, n - j);
            for (int r = 0; r < k; r++) {
                System.arraycopy(b, at + r * n + j, panels, j * k + r * PANEL, width);
            }
        }
    }

    /** Takes B from its transpose, row-major n x k. */
    void packTransposed(float[] b, int at) {
        for (int j = 0; j < n; j++) {
            int to = j / PANEL * PANEL * k + j % PANEL;
            for (int r = 0; r < k; r++) {
                panels[to + r * PANEL] = b[at + j * k + r];
            }
        }
    }

    /** Rows {@code [from, to)} of C = A B, or of C += A B if {@code add}; A has rows of k, C rows of n numbers. */
    void multiply(float[] a, float[] c, int from, int to, boolean add) {
        int m = to - from;
        if (n % L == 0 && m % 4 == 0) {
            multiply(a, from * k, c, from * n, n, m, add);
            return;
        }
        int rows = (m + 3) / 4 * 4;
        int columns = Lanes.padded(n);
        float[] left = a;
        int left0 = from * k;
        if (rows != m) {
            left = Arrays.copyOf(Arrays.copyOfRange(a, from * k, to * k), rows * k);
            left0 = 0;
        }
        var product = new float[rows * columns];
        multiply(left, left0, product, 0, columns, rows, false);
        for (int r = 0; r < m; r++) {
            if (add) {
                Vectors.add(product, r * columns, c, (from + r) * n, n);
            } else {
                System.arraycopy(product, r * columns, c, (from + r) * n, n);
            }
        }
    }

    private void multiply(float[] a, int a0, float[] c, int c0, int ldc, int m, boolean add) {
        for (int j = 0; j < n; j += PANEL) {
            int width = Lanes.padded(Math.min(PANEL, n - j));
            Multiply.rows(a, a0, k, panels, j * k, PANEL, c, c0 + j, ldc, m, width, k, Triangle.NONE, 1, add);
        }
    }

    /**
     * {@code gradient += dY^T X}, the gradient of a weight of {@code outputs x inputs}.
     *
     * @param dy {@code [rows][outputs]}
     * @param x  {@code [rows][inputs]}
     */
    static void addOuter(float[] dy, int outputs, float[] x, int inputs, int rows, float[] gradient, int at,
            Workers workers) {
        int strip = 24;
        int span = 256;
        boolean whole = outputs % 4 == 0 && inputs % L == 0;
        workers.each((outputs + strip - 1) / strip, task -> {
            int o = task * strip;
            int m = Math.min(strip, outputs - o);
            if (whole) {
                for (int r = 0; r < rows; r += span) {
                    Multiply.columns(dy, r * outputs + o, outputs, x, r * inputs, inputs, gradient, at + o * inputs,
                            inputs, m, inputs, Math.min(span, rows - r), Triangle.NONE, 1, true);
                }
            } else {
                addRaggedOuter(dy, outputs, o, m, x, inputs, rows, gradient, at);
            }
        });
    }

    private static void addRaggedOuter(float[] dy, int outputs, int o, int m, float[] x, int inputs, int rows,
            float[] gradient, int at) {
        int height = (m + 3) / 4 * 4;
        int width = Lanes.padded(inputs);
        var left = new float[rows * height];
        var right = new float[rows * width];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(dy, r * outputs + o, left, r * height, m);
            System.arraycopy(x, r * inputs, right, r * width, inputs);
        }
        var product = new float[height * width];
        Multiply.columns(left, 0, height, right, 0, width, product, 0, width, height, width, rows, Triangle.NONE, 1,
                false);
        for (int i = 0; i < m; i++) {
            Vectors.add(product, i * width, gradient, at + (o + i) * inputs, inputs);
        }
    }
}

package dev.linnet.bench.attention;

import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Triangle;

/** A product of two 512 x 512 matrices in float, B packed in panels of 32 columns: what this machine does at best with data in its caches. */
public final class Peak {
    private static final int N = 512;
    private static final int PANEL = 32;
    private static final int DEPTH = 256;
    private final float[] a = new float[N * N];
    private final float[] b = new float[N * N];
    private final float[] c = new float[N * N];

    public Peak() {
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7 - 3;
            b[i] = i % 5 - 2;
        }
    }

    /** C = A B. */
    public float[] multiply() {
        for (int k = 0; k < N; k += DEPTH) {
            for (int j = 0; j < N; j += PANEL) {
                Multiply.rows(a, k, N, b, j * N + k * PANEL, PANEL, c, j, N, N, PANEL, DEPTH, Triangle.NONE, 1, k > 0);
            }
        }
        return c;
    }

    /** Operations of one product. */
    public double flops() {
        return 2.0 * N * N * N;
    }
}

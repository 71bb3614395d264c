package dev.linnet.cuda.kernels;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

/**
 * {@code C = alpha A B + beta C} in single precision, row-major, {@code 2 m n k} operations: tiles of 128 or 64 in shared
 * memory, 8 x 8 or 4 x 4 numbers of C in each thread's registers, the next tiles fetched while the present ones are
 * multiplied. Each number of C is one chain of fused multiply-adds in the order of k, so its bits depend neither on the
 * tile nor on the machine.
 */
public final class Gemm {
    private static final int BLOCK = 256;
    private static final int LARGE = 128;
    private static final int SMALL = 64;
    /** As many large tiles fill a large GPU; fewer are cut into small ones. */
    private static final int ENOUGH_TILES = 132;

    private Gemm() {}

    /** The kernels {@code gemm128} and {@code gemm64(int m, int n, int k, float alpha, const float* a, const float* b, float beta, float* c)}. */
    public static CudaModule module(Target target) {
        return KernelFile.load(Gemm.class, "gemm", target);
    }

    /** {@code C = A B}; see {@link #launch(Target, int, int, int, float, Object, Object, float, Object)}. */
    public static LaunchReport launch(Target target, int m, int n, int k, Object a, Object b, Object c) {
        return launch(target, m, n, k, 1, a, b, 0, c);
    }

    /**
     * {@code C = alpha A B + beta C}.
     *
     * @param target where it runs
     * @param m      rows of A and C, at least 1
     * @param n      columns of B and C, at least 1
     * @param k      columns of A and rows of B, at least 1
     * @param alpha  a factor
     * @param a      {@code [m][k]} floats: {@code float[]}, {@code Buffer.f32} or a MemorySegment
     * @param b      {@code [k][n]} floats
     * @param beta   a factor; where it is 0, C is written and not read
     * @param c      {@code [m][n]} floats, changed; neither A nor B
     */
    public static LaunchReport launch(Target target, int m, int n, int k, float alpha, Object a, Object b, float beta,
            Object c) {
        Sizes.atLeastOne("m", m);
        Sizes.atLeastOne("n", n);
        Sizes.atLeastOne("k", k);
        Sizes.require("A", a, "m * k", m, k);
        Sizes.require("B", b, "k * n", k, n);
        Sizes.require("C", c, "m * n", m, n);
        if (c == a || c == b) {
            throw new IllegalArgumentException("C is also " + (c == a ? "A" : "B")
                    + ", which would be overwritten while it is read: pass another array");
        }
        boolean large = (long) tiles(m, LARGE) * tiles(n, LARGE) >= ENOUGH_TILES;
        int tile = large ? LARGE : SMALL;
        int blocks = Math.multiplyExact(tiles(m, tile), tiles(n, tile));
        return module(target).kernel(large ? "gemm128" : "gemm64")
                .launch(LaunchShape.of(blocks, BLOCK), m, n, k, alpha, a, b,
                        beta, c);
    }

    private static int tiles(int size, int tile) {
        return (int) (((long) size + tile - 1) / tile);
    }

    /** The same in double precision, as one reads it. */
    public static void twin(int m, int n, int k, double alpha, double[] a, double[] b, double beta, double[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[i * k + l] * b[l * n + j];
                }
                c[i * n + j] = alpha * sum + (beta == 0 ? 0 : beta * c[i * n + j]);
            }
        }
    }
}

package dev.linnet.cuda.kernels;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

/**
 * {@code y = a x + y}, the BLAS's level 1 ({@code SAXPY}): 2 operations and 12 bytes for each element, so memory sets the
 * pace.
 */
public final class Saxpy {
    private static final int BLOCK = 256;
    private static final int VECTOR = 4;
    private static final int MOST_BLOCKS = 1 << 16;

    private Saxpy() {}

    /** The kernel {@code saxpy(int n, float a, const float* x, float* y)}; any launch shape is right. */
    public static CudaModule module(Target target) {
        return KernelFile.load(Saxpy.class, "saxpy", target);
    }

    /**
     * {@code y[i] = fma(a, x[i], y[i])}, rounded once: the same bits everywhere.
     *
     * @param target where it runs
     * @param a      the factor
     * @param x      n floats: {@code float[]}, {@code Buffer.f32} or a MemorySegment
     * @param y      n floats, changed
     * @throws IllegalArgumentException where the lengths differ or there is no element
     */
    public static LaunchReport launch(Target target, float a, Object x, Object y) {
        long n = Elements.floats("x", x);
        Elements.requireFloats("y", y, n, "x of " + n);
        if (n < 1 || n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("x has " + n + " floats; 1 to " + Integer.MAX_VALUE + " are possible");
        }
        return module(target).kernel("saxpy").launch(shape(n), (int) n, a, x, y);
    }

    private static LaunchShape shape(long n) {
        long blocks = (n + BLOCK * VECTOR - 1) / (BLOCK * VECTOR);
        return LaunchShape.of((int) Math.min(MOST_BLOCKS, blocks), BLOCK);
    }

    /** The same in double precision, as one reads it. */
    public static void twin(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = a * x[i] + y[i];
        }
    }
}

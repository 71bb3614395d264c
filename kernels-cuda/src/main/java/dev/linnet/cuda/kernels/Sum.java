package dev.linnet.cuda.kernels;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

/**
 * The sum of floats: each thread adds every so manieth element, warps add by shuffles, blocks through shared memory, and a
 * second launch adds the blocks. No atomics: the order of the additions depends on the length alone, so the bits are the
 * same on every run and machine.
 */
public final class Sum {
    private static final int BLOCK = 256;
    /** Elements for each thread before there are more blocks. */
    private static final int SHARE = 16;
    private static final int MOST_BLOCKS = 1024;

    private Sum() {}

    /** The kernel {@code sum(int n, const float* x, float* sums)}: one sum for each block of 256 threads. */
    public static CudaModule module(Target target) {
        return KernelFile.load(Sum.class, "sum", target);
    }

    /**
     * {@code x[0] + x[1] + ...} in single precision. The error is at most {@code (n / threads + 20) 2^-24} of the sum of
     * magnitudes, where threads are up to 262,144.
     *
     * @param target where it runs
     * @param x      n floats: {@code float[]}, {@code Buffer.f32} or a MemorySegment; 0 of none
     */
    public static float of(Target target, Object x) {
        long n = Elements.floats("x", x);
        if (n == 0) {
            return 0;
        }
        try (var sum = Buffer.f32(1)) {
            launch(target, x, sum);
            return sum.toFloats()[0];
        }
    }

    /**
     * Puts the sum into {@code sum[0]}.
     *
     * @param sum 1 float
     * @return the report of the launch that reads {@code x}
     */
    public static LaunchReport launch(Target target, Object x, Object sum) {
        long n = Elements.floats("x", x);
        if (n < 1 || n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("x has " + n + " floats; 1 to " + Integer.MAX_VALUE + " are possible");
        }
        Elements.requireFloats("sum", sum, 1, "a sum");
        var kernel = module(target).kernel("sum");
        int blocks = blocks(n);
        if (blocks == 1) {
            return kernel.launch(LaunchShape.of(1, BLOCK), (int) n, x, sum);
        }
        try (var parts = Buffer.f32(blocks)) {
            var report = kernel.launch(LaunchShape.of(blocks, BLOCK), (int) n, x, parts);
            kernel.launch(LaunchShape.of(1, BLOCK), blocks, parts, sum);
            return report;
        }
    }

    private static int blocks(long n) {
        return (int) Math.min(MOST_BLOCKS, (n + BLOCK * SHARE - 1) / (BLOCK * SHARE));
    }

    /** The same in double precision, as one reads it. */
    public static double twin(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum;
    }
}

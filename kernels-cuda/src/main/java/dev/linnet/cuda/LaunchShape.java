package dev.linnet.cuda;

import dev.linnet.cuda.backend.Dim3;

/**
 * How many threads run a kernel and how they are grouped.
 *
 * @param grid        blocks
 * @param block       threads of each block
 * @param sharedBytes dynamic shared memory of each block ({@code extern __shared__})
 */
public record LaunchShape(Dim3 grid, Dim3 block, int sharedBytes) {
    private static final int RANGE_BLOCK = 256;

    /** {@code grid} blocks of {@code block} threads. */
    public static LaunchShape of(int grid, int block) {
        return new LaunchShape(Dim3.of(grid), Dim3.of(block), 0);
    }

    /** {@code grid} blocks of {@code block} threads. */
    public static LaunchShape of(Dim3 grid, Dim3 block) {
        return new LaunchShape(grid, block, 0);
    }

    /** At least one thread for each of {@code n} elements, in blocks of 256. */
    public static LaunchShape forRange(long n) {
        if (n < 1) {
            throw new IllegalArgumentException("n: " + n + " is not possible; a launch has at least 1 thread");
        }
        return of(Math.toIntExact((n + RANGE_BLOCK - 1) / RANGE_BLOCK), RANGE_BLOCK);
    }

    /** With this much dynamic shared memory. */
    public LaunchShape shared(int bytes) {
        return new LaunchShape(grid, block, bytes);
    }
}

package dev.linnet.cuda.kernels;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Elements;
import dev.linnet.cuda.LaunchReport;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.gpu.GpuException;
import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * {@code C = A B} on tensor cores, row-major, {@code 2 m n k} operations: A and B in bf16, sums in single precision, C in either. On
 * GPUs of {@code sm_90} (Hopper) by {@code wgmma}, where n and k are multiples of 8; on others from {@code sm_80} on, and on the CPU's
 * engine, by {@code mma.sync}. Tiles of A and B are copied asynchronously into swizzled shared memory while others are multiplied.
 *
 * <p>Products of bf16 numbers are exact. The order of the sums is the tensor core's, so a GPU's last bits may differ from the engine's;
 * rounding C to bf16 errs by up to {@code 2^-9} of each number.
 */
public final class GemmBf16 {
    private static final String HOPPER = "sm_90";
    private static final int EIGHT = 8;

    /** Kernels of one file: rows and columns of a block's tile, its threads and its bytes of shared memory. */
    private record Form(String file, String kernel, int rows, int columns, int threads, int shared) {
        static final Form WARPS = new Form("gemm-bf16", "gemm_bf16", 128, 128, 256, 3 * stage(128, 128));
        static final Form GROUPS = new Form("gemm-bf16-hopper", "gemm_bf16_hopper", 128, 256, 256,
                4 * stage(128, 256));

        /** Bytes of 64 columns of a tile of A and 64 rows of one of B. */
        static int stage(int rows, int columns) {
            return (rows + columns) * 64 * Short.BYTES;
        }

        CudaModule module(Target target) {
            return KernelFile.load(GemmBf16.class, file, target);
        }

        LaunchReport launch(Target target, boolean eights, boolean wide, int m, int n, int k, Object a, Object b,
                Object c) {
            int blocks = Math.multiplyExact(tiles(m, rows), tiles(n, columns));
            var name = eights ? kernel : kernel + "_any";
            return module(target).kernel(wide ? name + "_float" : name)
                    .launch(LaunchShape.of(blocks, threads).shared(shared), m, n, k, a, b, c);
        }

        private static int tiles(int size, int tile) {
            return (int) (((long) size + tile - 1) / tile);
        }
    }

    /** Until they could not be launched. */
    private static volatile boolean groups = true;

    private GemmBf16() {}

    /**
     * The kernels for every machine: {@code gemm_bf16(int m, int n, int k, const bf16* a, const bf16* b, bf16* c)}, for C in single
     * precision {@code gemm_bf16_float}, and for sizes that are no multiples of 8 {@code gemm_bf16_any} and
     * {@code gemm_bf16_any_float}.
     */
    public static CudaModule module(Target target) {
        return Form.WARPS.module(target);
    }

    /**
     * {@code C = A B}.
     *
     * @param target where it runs
     * @param m      rows of A and C, at least 1
     * @param n      columns of B and C, at least 1
     * @param k      columns of A and rows of B, at least 1
     * @param a      {@code [m][k]} in bf16: {@code Buffer.bf16}, or {@code short[]} or a MemorySegment of bits
     * @param b      {@code [k][n]} in bf16
     * @param c      {@code [m][n]} in bf16, or in single precision where it is a {@code float[]} or {@code Buffer.f32}; written
     * @throws IllegalArgumentException where a size, length or type does not fit
     */
    public static LaunchReport launch(Target target, int m, int n, int k, Object a, Object b, Object c) {
        Sizes.atLeastOne("m", m);
        Sizes.atLeastOne("n", n);
        Sizes.atLeastOne("k", k);
        require("A", a, Scalar.BFLOAT16, "m * k", m, k);
        require("B", b, Scalar.BFLOAT16, "k * n", k, n);
        boolean wide = c instanceof float[] || (c instanceof Buffer buffer && buffer.type() == Scalar.FLOAT);
        require("C", c, wide ? Scalar.FLOAT : Scalar.BFLOAT16, "m * n", m, n);
        if (c == a || c == b) {
            throw new IllegalArgumentException("C is also " + (c == a ? "A" : "B")
                    + ", which would be overwritten while it is read: pass another array");
        }
        boolean eights = n % EIGHT == 0 && k % EIGHT == 0;
        if (eights && groups && isHopper(target)) {
            try {
                return Form.GROUPS.launch(target, eights, wide, m, n, k, a, b, c);
            } catch (GpuException e) {
                groups = false; // a driver older than CUDA 12 does not read these kernels
            }
        }
        return Form.WARPS.launch(target, eights, wide, m, n, k, a, b, c);
    }

    private static boolean isHopper(Target target) {
        var module = module(target);
        return !module.machine().equals("CPU") && module.compiled().arch().equals(HOPPER);
    }

    private static void require(String name, Object array, Scalar type, String shape, int rows, int columns) {
        long length = Elements.count(name, type, array);
        long wanted = (long) rows * columns;
        if (length != wanted) {
            throw new IllegalArgumentException(name + " has " + length + " numbers, and " + shape + " = " + rows + " * "
                    + columns + " needs " + wanted);
        }
    }

    /** The same in double precision, as one reads it. */
    public static void twin(int m, int n, int k, double[] a, double[] b, double[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[i * k + l] * b[l * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * {@code mma.sync} and {@code wmma}: D = A B + C by all lanes of a warp together. Products of 16-bit floats and tf32 are exact; the
 * products and the element of C are added in double precision in the order of k, C last, and rounded once to D's type. Doubles are
 * chained by fused multiply-adds in the order of k, starting from C. Integers are exact modulo 2^32. (NVIDIA does not say in which
 * order and with how many bits its units add; results of a device may differ in the last bits.)
 */
final class MatrixMultiply {
    private final int m;
    private final int n;
    private final int k;
    private final boolean saturate;
    private final String accumulator;

    private MatrixMultiply(Instruction i, String accumulator) {
        int[] sizes = shape(i);
        this.m = sizes[0];
        this.n = sizes[1];
        this.k = sizes[2];
        this.saturate = i.has(".satfinite");
        this.accumulator = accumulator;
    }

    static void register(Forms f) {
        f.add("mma.sync.aligned(.m16n8k8|.m16n8k16).row.col(.f16|.f32).f16.f16(.f16|.f32)", Form.Flow.ALONE,
                MatrixMultiply::mma);
        f.add("mma.sync.aligned(.m16n8k8|.m16n8k16).row.col.f32.bf16.bf16.f32", Form.Flow.ALONE, MatrixMultiply::mma);
        f.add("mma.sync.aligned(.m16n8k4|.m16n8k8).row.col.f32.tf32.tf32.f32", Form.Flow.ALONE, MatrixMultiply::mma);
        f.add("mma.sync.aligned(.m8n8k4|.m16n8k4|.m16n8k8|.m16n8k16).row.col.f64.f64.f64.f64", Form.Flow.ALONE,
                MatrixMultiply::mma);
        f.add("mma.sync.aligned(.m8n8k16|.m16n8k16|.m16n8k32).row.col{.satfinite}.s32(.s8|.u8)(.s8|.u8).s32",
                Form.Flow.ALONE,
                MatrixMultiply::mma);
        f.add("wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16)(.f16|.f32)(.f16|.f32){.satfinite}",
                Form.Flow.ALONE, MatrixMultiply::wmma);
        f.add("wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16).f32.bf16.bf16.f32",
                Form.Flow.ALONE,
                MatrixMultiply::wmma);
        f.add("wmma.mma.sync.aligned(.row|.col)(.row|.col).m16n16k8.f32.tf32.tf32.f32", Form.Flow.ALONE,
                MatrixMultiply::wmma);
        f.add("wmma.mma.sync.aligned(.row|.col)(.row|.col).m8n8k4.f64.f64.f64.f64{.rn}", Form.Flow.ALONE,
                MatrixMultiply::wmma);
        f.add("wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16).s32(.s8|.u8)(.s8|.u8).s32{.satfinite}",
                Form.Flow.ALONE, MatrixMultiply::wmma);
    }

    /** m, n and k of the instruction's shape. */
    static int[] shape(Instruction i) {
        for (String part : i.opcode().split("\\.", -1)) {
            if (part.matches("m\\d+n\\d+k\\d+")) {
                String[] sizes = part.substring(1).split("[nk]", -1);
                return new int[] {Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2])};
            }
        }
        throw i.reject("no shape");
    }

    private static String[] types(Instruction i) {
        String[] parts = i.opcode().replace(".satfinite", "").replaceAll("\\.rn$", "").split("\\.", -1);
        int shape = 0;
        while (!parts[shape].matches("m\\d+n\\d+k\\d+")) {
            shape++;
        }
        int last = parts.length;
        if (i.base().equals("wmma") && last - shape - 1 == 2) {
            return new String[] {parts[last - 2], "f16", "f16", parts[last - 1]};
        }
        return new String[] {parts[last - 4], parts[last - 3], parts[last - 2], parts[last - 1]};
    }

    private static Op mma(Instruction i, Operands o) {
        return decode(i, o, false);
    }

    private static Op wmma(Instruction i, Operands o) {
        return decode(i, o, true);
    }

    private static Op decode(Instruction i, Operands o, boolean opaque) {
        String[] types = types(i);
        MatrixMultiply product = new MatrixMultiply(i, types[0]);
        MatrixElement d = MatrixElement.target(i, o, arg(i, 0), types[0]);
        MatrixElement a = MatrixElement.source(i, o, arg(i, 1), types[1]);
        MatrixElement b = MatrixElement.source(i, o, arg(i, 2), types[2]);
        MatrixElement c = MatrixElement.source(i, o, arg(i, 3), types[3]);
        return w -> {
            if (w.together(-1)) {
                if (opaque) {
                    product.run(w, product.opaque(w, a, product.m * product.k),
                            product.opaque(w, b, product.k * product.n),
                            product.opaque(w, c, product.m * product.n), d, true);
                } else {
                    product.run(w, product.left(w, a), product.right(w, b), product.sum(w, c), d, false);
                }
            }
        };
    }

    private void run(Warp w, double[] a, double[] b, double[] c, MatrixElement d, boolean opaque) {
        double[] out = new double[m * n];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                out[row * n + column] = element(a, b, c[row * n + column], row, column);
            }
        }
        for (int lane = 0; lane < 32; lane++) {
            for (int e = 0; e < d.perLane(); e++) {
                int at = opaque ? (lane * d.perLane() + e) % out.length : sumPlace(lane, e);
                d.set(w, lane, e, out[at]);
            }
        }
    }

    private double element(double[] a, double[] b, double c, int row, int column) {
        if (accumulator.equals("f64")) {
            double sum = c;
            for (int x = 0; x < k; x++) {
                sum = Math.fma(a[row * k + x], b[x * n + column], sum);
            }
            return sum;
        }
        double sum = 0;
        for (int x = 0; x < k; x++) {
            sum += a[row * k + x] * b[x * n + column];
        }
        sum += c;
        if (accumulator.equals("s32")) {
            return saturate ? Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, sum)) : (int) (long) sum;
        }
        return sum;
    }

    /** A fragment whose layout is ours to choose: elements in the order of lanes; where there is room for two copies, twice. */
    private double[] opaque(Warp w, MatrixElement f, int size) {
        double[] all = new double[size];
        for (int at = 0; at < size; at++) {
            all[at] = f.get(w, at / f.perLane(), at % f.perLane());
        }
        return all;
    }

    /** A in the layout of the PTX manual: rows in groups of four lanes, each register a strip of columns. */
    private double[] left(Warp w, MatrixElement f) {
        double[] all = new double[m * k];
        int per = f.perRegister();
        for (int lane = 0; lane < 32; lane++) {
            for (int e = 0; e < f.perLane(); e++) {
                int register = e / per;
                int row = (lane >> 2) + (m == 16 ? 8 * (register & 1) : 0);
                int strip = m == 16 ? register >> 1 : register;
                int column = (lane & 3) * per + e % per + strip * 4 * per;
                all[row * k + column] = f.get(w, lane, e);
            }
        }
        return all;
    }

    /** B: columns in groups of four lanes, each register a strip of rows. */
    private double[] right(Warp w, MatrixElement f) {
        double[] all = new double[k * n];
        int per = f.perRegister();
        for (int lane = 0; lane < 32; lane++) {
            for (int e = 0; e < f.perLane(); e++) {
                int row = (lane & 3) * per + e % per + e / per * 4 * per;
                all[row * n + (lane >> 2)] = f.get(w, lane, e);
            }
        }
        return all;
    }

    private double[] sum(Warp w, MatrixElement f) {
        double[] all = new double[m * n];
        for (int lane = 0; lane < 32; lane++) {
            for (int e = 0; e < f.perLane(); e++) {
                all[sumPlace(lane, e)] = f.get(w, lane, e);
            }
        }
        return all;
    }

    /** C and D: pairs of neighbours in a row. */
    private int sumPlace(int lane, int e) {
        return ((lane >> 2) + 8 * (e >> 1)) * n + (lane & 3) * 2 + (e & 1);
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * {@code mma.sync} and {@code wmma}: D = A B + C by all lanes of a warp together. Products of 16-bit floats and tf32 are exact; the
 * products and the element of C are added in double precision in the order of k, C last, and rounded once to D's type. Doubles are
 * chained by fused multiply-adds in the order of k, starting from C. Integers are exact modulo 2^32. (NVIDIA does not say in which
 * order and with how many bits its units add; results of a device may differ in the last bits.) Of single bits those are counted in
 * which a row of A and a column of B differ, or which both have.
 */
final class MatrixMultiply {
    private final int m;
    private final int n;
    private final int k;
    private final boolean saturate;
    private final boolean exclusive;
    private final String accumulator;

    /** For results of a type: {@code f16}, {@code f32}, {@code f64} or {@code s32}. */
    private MatrixMultiply(Instruction i, String accumulator) {
        int[] sizes = shape(i);
        this.m = sizes[0];
        this.n = sizes[1];
        this.k = sizes[2];
        this.saturate = i.has(".satfinite");
        this.exclusive = i.has(".xor");
        this.accumulator = accumulator;
    }

    static void register(Forms f) {
        if (f.wants("mma.sync.aligned(.m16n8k8|.m16n8k16).row.col(.f16.f16.f16.f16|.f32.f16.f16.f32)")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m16n8k8|.m16n8k16).row.col.f32.bf16.bf16.f32")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m16n8k4|.m16n8k8).row.col.f32.tf32.tf32.f32")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m8n8k4|.m16n8k4|.m16n8k8|.m16n8k16).row.col.f64.f64.f64.f64")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m8n8k16|.m16n8k16|.m16n8k32).row.col{.satfinite}.s32(.s8|.u8)(.s8|.u8).s32")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m8n8k32|.m16n8k32|.m16n8k64).row.col{.satfinite}.s32(.s4|.u4)(.s4|.u4).s32")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m8n8k128|.m16n8k128|.m16n8k256).row.col.s32.b1.b1.s32(.xor|.and).popc")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m16n8k16|.m16n8k32).row.col.f16(.e4m3|.e5m2)(.e4m3|.e5m2).f16")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants("mma.sync.aligned(.m16n8k16|.m16n8k32).row.col.f32(.e4m3|.e5m2)(.e4m3|.e5m2).f32")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::mma);
        }
        if (f.wants(
                "wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16)(.f16|.f32)(.f16|.f32)")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::wmma);
        }
        if (f.wants("wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16).f32.bf16.bf16.f32")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::wmma);
        }
        if (f.wants("wmma.mma.sync.aligned(.row|.col)(.row|.col).m16n16k8.f32.tf32.tf32.f32")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::wmma);
        }
        if (f.wants("wmma.mma.sync.aligned(.row|.col)(.row|.col).m8n8k4.f64.f64.f64.f64{.rn}")) {
            f.add(Form.Flow.ALONE,
                    MatrixMultiply::wmma);
        }
        if (f.wants(
                "wmma.mma.sync.aligned(.row|.col)(.row|.col)(.m16n16k16|.m32n8k16|.m8n32k16).s32(.s8|.u8)(.s8|.u8).s32{.satfinite}")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::wmma);
        }
        if (f.wants("wmma.mma.sync.aligned.row.col.m8n8k32.s32(.s4|.u4)(.s4|.u4).s32{.satfinite}")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::wmma);
        }
        if (f.wants("wmma.mma(.xor|.and).popc.sync.aligned.row.col.m8n8k128.s32.b1.b1.s32")) {
            f.add(Form.Flow.ALONE, MatrixMultiply::wmma);
        }
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
        String[] parts = i.opcode()
                .replace(".satfinite", "")
                .replaceAll("\\.(rn|(xor|and)\\.popc)$", "")
                .split("\\.", -1);
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
        int m = product.m;
        int n = product.n;
        int k = product.k;
        MatrixElement d = MatrixElement.target(i, o, arg(i, 0), types[0]);
        MatrixElement a = MatrixElement.source(i, o, arg(i, 1), types[1]);
        MatrixElement b = MatrixElement.source(i, o, arg(i, 2), types[2]);
        MatrixElement c = MatrixElement.source(i, o, arg(i, 3), types[3]);
        expect(i, "A", a, m * k, opaque);
        expect(i, "B", b, k * n, opaque);
        expect(i, "C", c, m * n, opaque);
        expect(i, "D", d, m * n, opaque);
        int[] atA = opaque ? MatrixLayout.opaque(a, m * k) : MatrixLayout.left(a, m, k);
        int[] atB = opaque ? MatrixLayout.opaque(b, k * n) : MatrixLayout.right(b, n);
        int[] atC = opaque ? MatrixLayout.opaque(c, m * n) : MatrixLayout.sum(c, n);
        int[] atD = opaque ? MatrixLayout.opaque(d, m * n) : MatrixLayout.sum(d, n);
        return w -> {
            if (w.together(-1)) {
                d.put(w, atD, product.of(a.matrix(w, atA, m * k), b.matrix(w, atB, k * n), c.matrix(w, atC, m * n)));
            }
        };
    }

    private static void expect(Instruction i, String which, MatrixElement f, int elements, boolean copies) {
        int held = Lanes.COUNT * f.perLane();
        if (held != elements && (!copies || held % elements != 0)) {
            throw i.reject("fragment " + which + " has " + f.registers() + " registers a lane, which is not a matrix");
        }
    }

    private double[] of(double[] a, double[] b, double[] c) {
        if (accumulator.equals("f64")) {
            return chained(a, b, c);
        }
        double[] out = new double[m * n];
        for (int row = 0; row < m; row++) {
            for (int x = 0; x < k; x++) {
                double factor = a[row * k + x];
                for (int column = 0; column < n; column++) {
                    double other = b[x * n + column];
                    out[row * n + column] += exclusive ? Math.abs(factor - other) : factor * other;
                }
            }
        }
        for (int at = 0; at < out.length; at++) {
            double sum = out[at] + c[at];
            out[at] = !accumulator.equals("s32")
                    ? sum
                    : saturate ? Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, sum)) : (int) (long) sum;
        }
        return out;
    }

    private double[] chained(double[] a, double[] b, double[] c) {
        double[] out = c.clone();
        for (int row = 0; row < m; row++) {
            for (int x = 0; x < k; x++) {
                for (int column = 0; column < n; column++) {
                    int at = row * n + column;
                    out[at] = Math.fma(a[row * k + x], b[x * n + column], out[at]);
                }
            }
        }
        return out;
    }
}

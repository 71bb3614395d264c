package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** Every form of {@code wmma.mma}, with its loads and its store by rows and by columns, against sums of exact decimal products. */
class WmmaFormsTest {
    /** Shape and types of a multiplication, and how A, B and C lie. */
    private record Product(String opcode, int m, int n, int k, String d, String a, String b, String c, boolean rowA,
            boolean rowB, boolean rowC, String space) {
        static Product of(String opcode, boolean rowC, String space) {
            String[] parts = opcode.replace(".satfinite", "").replaceAll("\\.rn$", "").split("\\.", -1);
            int at = 0;
            while (!parts[at].matches("m\\d+n\\d+k\\d+")) {
                at++;
            }
            String[] s = parts[at].substring(1).split("[nk]", -1);
            boolean two = parts.length == at + 3;
            return new Product(opcode, Integer.parseInt(s[0]), Integer.parseInt(s[1]), Integer.parseInt(s[2]),
                    parts[at + 1], two ? "f16" : parts[at + 2], two ? "f16" : parts[at + 3], parts[parts.length - 1],
                    parts[at - 2].equals("row"), parts[at - 1].equals("row"), rowC, space);
        }

        String shape() {
            return "m" + m + "n" + n + "k" + k;
        }
    }

    /** Registers of a fragment: halves of A and B are held twice. */
    private static int registers(String type, int elements, boolean factor) {
        if (type.equals("f16") && factor) {
            return 8;
        }
        return Math.max(1, elements * Fragments.bits(type) / (type.equals("f64") ? 64 : 32) / 32);
    }

    private static String fragment(String type, int count, int first) {
        StringBuilder s = new StringBuilder("{");
        for (int k = 0; k < count; k++) {
            s.append(k == 0 ? "" : ", ").append(type.equals("f64") ? "%q" : "%r").append(first + k);
        }
        return s.append('}').toString();
    }

    private static String layout(boolean row) {
        return row ? "row" : "col";
    }

    /** Elements from one row, or one column, to the next. */
    private static int stride(String type, boolean row, int rows, int columns) {
        int length = row ? columns : rows;
        return length + (Fragments.bits(type) < 8 ? 128 : 16);
    }

    private static String kernel(Product p) {
        int a = registers(p.a, p.m * p.k, true);
        int b = registers(p.b, p.k * p.n, true);
        int c = registers(p.c, p.m * p.n, false);
        int d = registers(p.d, p.m * p.n, false);
        String name = p.space.isEmpty() ? "" : "." + p.space;
        return """
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u64 pd) {
                .reg .b32 %r<64>;
                .reg .b64 %q<64>, %a, %b, %c, %d;
                ld.param.u64 %a, [pa];
                ld.param.u64 %b, [pb];
                ld.param.u64 %c, [pc];
                ld.param.u64 %d, [pd];
                """
                + "wmma.load.a.sync.aligned." + layout(p.rowA) + "." + p.shape() + name + "." + p.a + " "
                + fragment(p.a, a, 0) + ", [%a], " + stride(p.a, p.rowA, p.m, p.k) + ";\n"
                + "wmma.load.b.sync.aligned." + layout(p.rowB) + "." + p.shape() + name + "." + p.b + " "
                + fragment(p.b, b, 10) + ", [%b], " + stride(p.b, p.rowB, p.k, p.n) + ";\n"
                + "wmma.load.c.sync.aligned." + layout(p.rowC) + "." + p.shape() + name + "." + p.c + " "
                + fragment(p.c, c, 20) + ", [%c], " + stride(p.c, p.rowC, p.m, p.n) + ";\n"
                + p.opcode + " " + fragment(p.d, d, 30) + ", " + fragment(p.a, a, 0) + ", " + fragment(p.b, b, 10)
                + ", " + fragment(p.c, c, 20) + ";\n"
                + "wmma.store.d.sync.aligned." + layout(p.rowC) + "." + p.shape() + name + "." + p.d + " [%d], "
                + fragment(p.d, d, 30) + ", " + stride(p.d, p.rowC, p.m, p.n) + ";\nret;\n}\n";
    }

    private static Buffer lay(Machine m, String name, long[][] matrix, String type, boolean row) {
        int stride = stride(type, row, matrix.length, matrix[0].length);
        int bits = Fragments.bits(type);
        int lines = row ? matrix.length : matrix[0].length;
        long[] flat = new long[stride * lines];
        for (int r = 0; r < matrix.length; r++) {
            for (int c = 0; c < matrix[0].length; c++) {
                flat[row ? r * stride + c : c * stride + r] = matrix[r][c];
            }
        }
        int[] words = Fragments.pack(java.util.Arrays.copyOf(flat, (flat.length + 31) / 32 * 32), bits);
        return m.ints(name, words);
    }

    private static void check(Product p) {
        SplittableRandom r = new SplittableRandom(p.opcode.hashCode());
        long[][] a = TensorFormsTest.matrix(p.m, p.k, p.a, r);
        long[][] b = TensorFormsTest.matrix(p.k, p.n, p.b, r);
        long[][] c = TensorFormsTest.matrix(p.m, p.n, p.c, r);
        if (p.opcode.contains("satfinite")) {
            c[0][0] = Integer.MAX_VALUE;
            a[0][0] = 1;
            b[0][0] = 1;
            for (int x = 1; x < p.k; x++) {
                a[0][x] = 0;
            }
        }
        Machine m = new Machine(kernel(p));
        m.options = m.options.withChecks(true);
        int strideD = stride(p.d, p.rowC, p.m, p.n);
        Buffer d = m.memory.allocate("d", Fragments.bits(p.d) / 8, (long) strideD * (p.rowC ? p.m : p.n));
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, lay(m, "a", a, p.a, p.rowA), lay(m, "b", b, p.b, p.rowB),
                lay(m, "c", c, p.c, p.rowC), d);
        for (int row = 0; row < p.m; row++) {
            for (int column = 0; column < p.n; column++) {
                int at = p.rowC ? row * strideD + column : column * strideD + row;
                assertEquals(expected(p, a, b, c, row, column), value(d, at, p.d),
                        p + " row " + row + " column " + column);
            }
        }
    }

    private static double value(Buffer d, int at, String type) {
        return switch (type) {
            case "f64" -> d.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, at);
            case "f32" -> d.segment().getAtIndex(ValueLayout.JAVA_FLOAT, at);
            case "f16" -> Formats.value(d.segment().getAtIndex(ValueLayout.JAVA_SHORT, at) & 0xffff, "f16");
            default -> d.segment().getAtIndex(ValueLayout.JAVA_INT, at);
        };
    }

    private static double expected(Product p, long[][] a, long[][] b, long[][] c, int row, int column) {
        BigDecimal sum = TensorFormsTest.number(c[row][column], p.c);
        for (int x = 0; x < p.k; x++) {
            BigDecimal u = TensorFormsTest.number(a[row][x], p.a);
            BigDecimal v = TensorFormsTest.number(b[x][column], p.b);
            sum = sum.add(p.opcode.contains(".xor") ? u.subtract(v).abs() : u.multiply(v));
        }
        if (p.d.equals("s32")) {
            return p.opcode.contains("satfinite")
                    ? Math.min(sum.doubleValue(), Integer.MAX_VALUE)
                    : sum.toBigInteger().intValue();
        }
        return sum.signum() == 0 ? 0 : Expected.round(sum, p.d, RoundingMode.HALF_EVEN);
    }

    @Test
    void every_shape_type_and_layout_multiplies() {
        int done = 0;
        for (Form f : Forms.all()) {
            if (f.notation().startsWith("wmma.mma")) {
                for (String opcode : f.opcodes()) {
                    boolean rowC = done % 2 == 0;
                    check(Product.of(opcode, rowC, done % 3 == 0 ? "global" : ""));
                    done++;
                }
            }
        }
        assertEquals(178, done);
    }

    @Test
    void fragments_pass_through_shared_memory_without_a_false_alarm() {
        Machine m = new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 in, .param .u64 out) {
                .reg .b32 %r<16>;
                .reg .b64 %i, %o;
                .shared .align 32 .b8 mem[1024];
                ld.param.u64 %i, [in];
                ld.param.u64 %o, [out];
                mov.u32 %r15, mem;
                wmma.load.c.sync.aligned.row.m16n16k16.f32 {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7}, [%i];
                wmma.store.d.sync.aligned.row.m16n16k16.shared.f32 [%r15], {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7};
                bar.warp.sync -1;
                wmma.load.c.sync.aligned.col.m16n16k16.shared.f32 {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7}, [%r15], 16;
                wmma.store.d.sync.aligned.row.m16n16k16.global.f32 [%o], {%r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7};
                ret;
                }
                """);
        m.options = m.options.withChecks(true);
        float[] x = new float[256];
        for (int k = 0; k < 256; k++) {
            x[k] = k;
        }
        Buffer out = m.floats("out", new float[256]);
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, m.floats("x", x), out);
        for (int k = 0; k < 256; k++) {
            assertEquals(k % 16 * 16 + k / 16, Machine.floats(out)[k]);
        }
    }
}

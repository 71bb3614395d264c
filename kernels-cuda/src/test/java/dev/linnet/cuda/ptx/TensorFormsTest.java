package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** Every form of {@code mma.sync} against sums of exact decimal products, with the fragments' layouts of {@link Fragments}. */
class TensorFormsTest {
    /** A form's shape and types. */
    private record Shape(String opcode, int m, int n, int k, String d, String a, String b, String c) {
        static Shape of(String opcode) {
            String[] parts = opcode.split("\\.", -1);
            int at = 0;
            while (!parts[at].matches("m\\d+n\\d+k\\d+")) {
                at++;
            }
            String[] sizes = parts[at].substring(1).split("[nk]", -1);
            int types = at + 3;
            types += parts[types].equals("satfinite") ? 1 : 0;
            return new Shape(opcode, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]),
                    parts[types], parts[types + 1], parts[types + 2], parts[types + 3]);
        }
    }

    /** A random element's bits. */
    private static long random(String type, SplittableRandom r) {
        return switch (type) {
            case "f16" -> r.nextInt(0x3000, 0x4400) | r.nextInt(2) << 15;
            case "bf16" -> r.nextInt(0x3e00, 0x4080) | r.nextInt(2) << 15;
            case "tf32", "f32" -> Float.floatToRawIntBits((float) ((r.nextDouble() - 0.5) * 8)) & 0xffffffffL;
            case "f64" -> Double.doubleToRawLongBits(r.nextInt(-1000, 1000) / 64.0);
            case "e4m3" -> r.nextInt(0x7f) | r.nextInt(2) << 7;
            case "e5m2" -> r.nextInt(0x18, 0x54) | r.nextInt(2) << 7;
            case "s32" -> r.nextInt(1000);
            default -> r.nextInt() & ((1 << Fragments.bits(type)) - 1);
        };
    }

    static BigDecimal number(long bits, String type) {
        return switch (type) {
            case "tf32" -> new BigDecimal(Float.intBitsToFloat((int) bits & 0xffffe000));
            case "f16", "bf16", "f32", "f64", "e4m3", "e5m2" -> new BigDecimal(Formats.value(bits, type));
            case "b1", "u4", "u8" -> BigDecimal.valueOf(bits);
            case "s4" -> BigDecimal.valueOf(bits >= 8 ? bits - 16 : bits);
            case "s8" -> BigDecimal.valueOf(bits << 56 >> 56);
            default -> BigDecimal.valueOf(bits << 32 >> 32);
        };
    }

    static long[][] matrix(int rows, int columns, String type, SplittableRandom r) {
        long[][] all = new long[rows][columns];
        for (long[] row : all) {
            for (int c = 0; c < columns; c++) {
                row[c] = random(type, r);
            }
        }
        return all;
    }

    /** What a lane holds of a matrix. */
    private interface Held {
        int[] place(int lane, int i);
    }

    private static int[] fragment(long[][] matrix, int perLane, String type, int lane, Held held) {
        long[] elements = new long[perLane];
        for (int i = 0; i < perLane; i++) {
            int[] at = held.place(lane, i);
            elements[i] = matrix[at[0]][at[1]];
        }
        return Fragments.pack(elements, Fragments.bits(type));
    }

    private static String list(String name, int registers, int first) {
        StringBuilder s = new StringBuilder("{");
        for (int k = 0; k < registers; k++) {
            s.append(k == 0 ? "" : ", ").append(name).append(first + k);
        }
        return s.append('}').toString();
    }

    /** A kernel in which each lane loads its registers, multiplies, and stores the result. */
    private static String kernel(Shape shape) {
        String opcode = shape.opcode;
        String d = shape.d;
        int[] words = {shape.m * shape.k * Fragments.bits(shape.a) / 1024,
                shape.k * shape.n * Fragments.bits(shape.b) / 1024, shape.m * shape.n * Fragments.bits(shape.c) / 1024};
        boolean wide = d.equals("f64");
        StringBuilder s = new StringBuilder("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 in, .param .u64 out) {
                .reg .b32 %r<120>;
                .reg .b64 %q<40>;
                .reg .b64 %i, %o, %at;
                .reg .b32 %t;
                ld.param.u64 %i, [in];
                ld.param.u64 %o, [out];
                mov.u32 %t, %tid.x;
                mul.wide.u32 %at, %t, 256;
                add.s64 %i, %i, %at;
                add.s64 %o, %o, %at;
                """);
        StringBuilder operands = new StringBuilder();
        int r = 0;
        int q = 0;
        int offset = 0;
        for (int f = 0; f < words.length; f++) {
            int registers = wide ? words[f] / 2 : words[f];
            operands.append(", ").append(list(wide ? "%q" : "%r", registers, wide ? q : r));
            for (int k = 0; k < registers; k++) {
                s.append(wide ? "ld.global.b64 %q" + q++ : "ld.global.b32 %r" + r++)
                        .append(", [%i+")
                        .append(offset)
                        .append("];\n");
                offset += wide ? 8 : 4;
            }
        }
        int results = wide ? words[2] / 2 : d.equals("f16") ? 2 : d.equals("f32") ? 4 : words[2];
        String dest = wide ? "%q" : "%r";
        int first = wide ? 30 : 100;
        s.append(opcode).append(' ').append(list(dest, results, first)).append(operands).append(";\n");
        for (int k = 0; k < results; k++) {
            s.append(wide ? "st.global.b64 [%o+" : "st.global.b32 [%o+")
                    .append(k * (wide ? 8 : 4))
                    .append("], ")
                    .append(dest)
                    .append(first + k)
                    .append(";\n");
        }
        return s.append("ret;\n}\n").toString();
    }

    static String ptx(String opcode) {
        return kernel(Shape.of(opcode));
    }

    private static void check(Shape s) {
        SplittableRandom r = new SplittableRandom(s.opcode.hashCode());
        long[][] a = matrix(s.m, s.k, s.a, r);
        long[][] b = matrix(s.k, s.n, s.b, r);
        long[][] c = matrix(s.m, s.n, s.c, r);
        if (s.opcode.contains("satfinite")) {
            c[0][0] = Integer.MAX_VALUE;
            c[1][1] = Integer.MIN_VALUE;
            for (int x = 0; x < s.k; x++) { // both ends are passed
                a[0][x] = 1;
                a[1][x] = s.a.startsWith("s") ? -1 : 1;
                b[x][0] = 1;
                b[x][1] = 1;
            }
        }
        int perA = s.m * s.k / 32;
        int perB = s.k * s.n / 32;
        int perC = s.m * s.n / 32;
        Held inA = (lane, i) -> Fragments.a(s.a, s.m, s.k, lane, i);
        Held inB = (lane, i) -> Fragments.b(s.b, s.k, lane, i);
        Machine m = new Machine(kernel(s));
        int[] in = new int[32 * 64];
        for (int lane = 0; lane < 32; lane++) {
            int at = 64 * lane;
            int[][] fragments = {fragment(a, perA, s.a, lane, inA), fragment(b, perB, s.b, lane, inB),
                    fragment(c, perC, s.c, lane, Fragments::c)};
            for (int[] f : fragments) {
                System.arraycopy(f, 0, in, at, f.length);
                at += f.length;
            }
        }
        Buffer out = m.ints("out", new int[32 * 64]);
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, m.ints("in", in), out);
        int[] got = Machine.ints(out);
        for (int lane = 0; lane < 32; lane++) {
            for (int i = 0; i < perC; i++) {
                int[] at = Fragments.c(lane, i);
                long is = Fragments.element(got, 64 * lane, i, Fragments.bits(s.d));
                assertEquals(expected(s, a, b, c, at[0], at[1]),
                        s.d.equals("s32") ? (int) is : Formats.value(is, s.d),
                        s.opcode + " row " + at[0] + " column " + at[1]);
            }
        }
    }

    private static double expected(Shape s, long[][] a, long[][] b, long[][] c, int row, int column) {
        BigDecimal sum = number(c[row][column], s.c);
        for (int x = 0; x < s.k; x++) {
            BigDecimal p = number(a[row][x], s.a);
            BigDecimal q = number(b[x][column], s.b);
            sum = sum.add(s.opcode.contains(".xor") ? p.subtract(q).abs() : p.multiply(q));
        }
        if (s.d.equals("s32")) {
            BigInteger whole = sum.toBigInteger();
            return s.opcode.contains("satfinite")
                    ? whole.max(BigInteger.valueOf(Integer.MIN_VALUE))
                            .min(BigInteger.valueOf(Integer.MAX_VALUE))
                            .doubleValue()
                    : whole.intValue();
        }
        return sum.signum() == 0 ? 0 : Expected.round(sum, s.d, RoundingMode.HALF_EVEN);
    }

    @Test
    void every_shape_and_type_multiplies_in_the_manuals_layout() {
        int done = 0;
        for (Form f : Forms.all()) {
            if (f.notation().startsWith("mma.")) {
                for (String opcode : f.opcodes()) {
                    check(Shape.of(opcode));
                    done++;
                }
            }
        }
        assertEquals(82, done);
    }
}

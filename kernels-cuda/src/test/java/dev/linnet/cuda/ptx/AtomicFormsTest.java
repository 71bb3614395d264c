package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Atomics on floats of every width, on vectors, and in every order in which their modifiers may stand. */
class AtomicFormsTest {
    private static final String SHARED = "{ .reg .b32 %r9; .reg .b64 %w9, %w8; .shared .align 16 .b8 mem[4096]; "
            + "mov.u32 %r9, %tid.x; mul.wide.u32 %w9, %r9, 32; mov.u64 %w8, mem; add.s64 %w8, %w8, %w9; ";

    /** A sum of two numbers of a format, rounded once. */
    private static double sum(double a, double b, String type) {
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            return a + b;
        }
        BigDecimal exact = new BigDecimal(a).add(new BigDecimal(b));
        return exact.signum() == 0
                ? 1 / a == 1 / b ? a : 0.0
                : Expected.round(exact, type, RoundingMode.HALF_EVEN);
    }

    private static double flushed(double a) {
        return Math.abs(a) < Float.MIN_NORMAL ? Math.copySign(0, a) : a;
    }

    /** Old and new contents of a thread's own place in shared memory. */
    private static long[][] run(String form, String type, long[][] in) {
        String bits = "b" + Math.max(16, Expected.bits(type));
        String start = SHARED + "st.shared." + bits + " [%w8], %a; atom.shared." + form + " %d, [%w8], %b; ";
        List<String> from = List.of(type, type);
        return new long[][] {OneOpcode.run(start + "}", type, from, in),
                OneOpcode.run(start + "ld.shared." + bits + " %d, [%w8]; }", type, from, in)};
    }

    @Test
    void sums_of_floats_round_once_and_keep_subnormals_in_shared_memory() {
        for (String type : List.of("f32", "f64", "f16", "bf16", "f16x2", "bf16x2")) {
            String form = "add." + (type.contains("16") ? "noftz." : "") + type;
            long[][] in = OneOpcode.operands(List.of(type, type), type.hashCode());
            long[][] got = run(form, type, in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                long keep = Expected.bits(type) == 64 ? -1 : (1L << Expected.bits(type)) - 1;
                assertEquals(in[0][t] & keep, got[0][t] & keep, form);
                for (int half = 0; half < (type.endsWith("x2") ? 32 : 16); half += 16) {
                    double a = Formats.value(in[0][t] >>> half, type);
                    double b = Formats.value(in[1][t] >>> half, type);
                    assertEquals(sum(a, b, type.replace("x2", "")), Formats.value(got[1][t] >>> half, type),
                            form + " of " + a + " and " + b);
                }
            }
        }
    }

    @Test
    void sums_of_single_precision_flush_subnormals_in_global_memory() {
        float[] a = {Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL / 2, 1, Float.MIN_NORMAL};
        float[] b = {1, Float.MIN_VALUE, -0f, -Float.MIN_VALUE, -Float.MIN_NORMAL * 1.5f};
        for (String space : List.of(".global", "")) {
            Machine m = new Machine("""
                    .version 8.7
                    .target sm_90
                    .address_size 64
                    .visible .entry k(.param .u64 x, .param .u64 y) {
                    .reg .b64 %x, %y, %at;
                    .reg .b32 %t, %v;
                    ld.param.u64 %x, [x];
                    ld.param.u64 %y, [y];
                    mov.u32 %t, %tid.x;
                    mul.wide.u32 %at, %t, 4;
                    add.s64 %x, %x, %at;
                    add.s64 %y, %y, %at;
                    ld.global.b32 %v, [%y];
                    red""" + space + ".add.f32 [%x], %v;\nret;\n}\n");
            Buffer x = m.floats("x", a);
            m.launch("k", Dim3.of(1), Dim3.of(a.length), 0, x, m.floats("y", b));
            for (int t = 0; t < a.length; t++) {
                double want = flushed(sum(flushed(a[t]), flushed(b[t]), "f32"));
                assertEquals(want, Machine.floats(x)[t], "sum of " + a[t] + " and " + b[t]);
            }
        }
    }

    @Test
    void vectors_are_changed_element_by_element() {
        for (String op : List.of("add", "min", "max")) {
            for (String type : List.of("v2.f16", "v4.bf16", "v2.f16x2", "v2.bf16x2")) {
                String element = type.substring(3);
                boolean pairs = element.endsWith("x2");
                Machine m = new Machine("""
                        .version 8.7
                        .target sm_90
                        .address_size 64
                        .visible .entry k(.param .u64 x, .param .u64 y) {
                        .reg .b64 %x, %y;
                        .reg .b16 %h<8>;
                        .reg .b32 %r<8>;
                        ld.param.u64 %x, [x];
                        ld.param.u64 %y, [y];
                        """ + vector(op, type) + "ret;\n}\n");
                int count = (type.charAt(1) - '0') * (pairs ? 2 : 1);
                long[] a = OneOpcode.operands(List.of(pairs ? element.replace("x2", "") : element), 7)[0];
                long[] b = OneOpcode.operands(List.of(pairs ? element.replace("x2", "") : element), 8)[0];
                Buffer x = m.ints("x", words(a, count));
                m.launch("k", Dim3.of(1), Dim3.of(1), 0, x, m.ints("y", words(b, count)));
                for (int e = 0; e < count; e++) {
                    double p = Formats.value(a[e] & 0xffff, element);
                    double q = Formats.value(b[e] & 0xffff, element);
                    double want = op.equals("add")
                            ? sum(p, q, element.replace("x2", ""))
                            : Double.isNaN(p)
                                    ? q
                                    : Double.isNaN(q) ? p : op.equals("min") ? Math.min(p, q) : Math.max(p, q);
                    int word = Machine.ints(x)[e / 2];
                    assertEquals(want, Formats.value((word >>> (16 * (e % 2))) & 0xffff, element),
                            op + "." + type + " of " + p + " and " + q);
                }
            }
        }
    }

    private static String vector(String op, String type) {
        int n = type.charAt(1) - '0';
        String name = type.endsWith("x2") ? "%r" : "%h";
        String bits = type.endsWith("x2") ? "b32" : "b16";
        StringBuilder list = new StringBuilder("{");
        for (int k = 0; k < n; k++) {
            list.append(k == 0 ? "" : ", ").append(name).append(k);
        }
        return "ld.global.v" + n + "." + bits + " " + list + "}, [%y];\nred.global." + op + ".noftz." + type + " [%x], "
                + list + "};\n";
    }

    private static int[] words(long[] halves, int count) {
        int[] words = new int[(count + 1) / 2];
        for (int e = 0; e < count; e++) {
            words[e / 2] |= (int) (halves[e] & 0xffff) << (16 * (e % 2));
        }
        return words;
    }

    @Test
    void order_and_scope_may_stand_before_or_behind_the_operation() {
        Machine m = new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 x) {
                .reg .b64 %x, %policy;
                .reg .b32 %r<8>;
                ld.param.u64 %x, [x];
                createpolicy.fractional.L2::evict_last.b64 %policy, 0f3F800000;
                atom.relaxed.gpu.global.add.u32 %r0, [%x], 1;
                atom.global.acq_rel.sys.add.u32 %r1, [%x], 1;
                atom.add.release.cta.u32 %r2, [%x], 1;
                atom.global.gpu.add.s32 %r3, [%x], 1;
                atom.global.add.L2::cache_hint.u32 %r4, [%x], 1, %policy;
                red.max.relaxed.gpu.s32 [%x+4], 5;
                st.global.v4.b32 [%x+16], {%r0, %r1, %r2, %r3};
                st.global.b32 [%x+32], %r4;
                ret;
                }
                """);
        Buffer x = m.ints("x", new int[9]);
        m.launch("k", Dim3.of(1), Dim3.of(1), 0, x);
        assertArrayEquals(new int[] {5, 5, 0, 0, 0, 1, 2, 3, 4}, Machine.ints(x));
    }
}

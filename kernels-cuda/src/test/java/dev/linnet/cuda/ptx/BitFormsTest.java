package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

import org.junit.jupiter.api.Test;

/** Opcodes on bits and carries whose operands are not all of one type. */
class BitFormsTest {
    /** The result for one thread's operands. */
    private interface Want {
        long of(long a, long b, long c);
    }

    private static void check(String statement, String to, List<String> from, Want want) {
        long[][] in = OneOpcode.operands(from, statement.hashCode());
        long[] got = OneOpcode.run(statement, to, from, in);
        long keep = Expected.bits(to) == 64 ? -1 : (1L << Expected.bits(to)) - 1;
        for (int t = 0; t < OneOpcode.CASES; t++) {
            long a = in[0][t];
            long b = from.size() > 1 ? in[1][t] : 0;
            long c = from.size() > 2 ? in[2][t] : 0;
            assertEquals(Long.toHexString(want.of(a, b, c) & keep), Long.toHexString(got[t] & keep),
                    () -> statement + " of " + Long.toHexString(a) + ", " + Long.toHexString(b) + ", "
                            + Long.toHexString(c));
        }
    }

    private static final List<String> THREE = List.of("u32", "u32", "u32");

    @Test
    void lop3_takes_any_truth_table() {
        for (int table : new int[] {0, 0x1b, 0x80, 0x96, 0xca, 0xfe, 0xff}) {
            check("lop3.b32 %d, %a, %b, %c, " + table, "u32", THREE, (a, b, c) -> {
                long r = 0;
                for (int k = 0; k < 32; k++) {
                    long index = ((a >> k) & 1) * 4 + ((b >> k) & 1) * 2 + ((c >> k) & 1);
                    r |= ((table >> index) & 1L) << k;
                }
                return r;
            });
        }
    }

    private static BigInteger both(long low, long high) {
        return Expected.number(high, "u32").shiftLeft(32).or(Expected.number(low, "u32"));
    }

    @Test
    void funnel_shifts_wrap_or_clamp() {
        for (String mode : new String[] {"wrap", "clamp"}) {
            check("shf.l." + mode + ".b32 %d, %a, %b, %c", "u32", THREE,
                    (a, b, c) -> both(a, b).shiftLeft(amount(mode, c)).shiftRight(32).longValue());
            check("shf.r." + mode + ".b32 %d, %a, %b, %c", "u32", THREE,
                    (a, b, c) -> both(a, b).shiftRight(amount(mode, c)).longValue());
        }
    }

    private static int amount(String mode, long c) {
        long u = c & 0xffffffffL;
        return (int) (mode.equals("wrap") ? u % 32 : Math.min(u, 32));
    }

    @Test
    void bytes_are_permuted_with_sign_replication() {
        check("prmt.b32 %d, %a, %b, %c", "u32", THREE, (a, b, c) -> {
            long r = 0;
            for (int k = 0; k < 4; k++) {
                int select = (int) (c >> (4 * k)) & 15;
                long source = both(a, b).shiftRight(8 * (select & 7)).longValue() & 0xff;
                r |= (select < 8 ? source : source >= 128 ? 255 : 0) << (8 * k);
            }
            return r;
        });
    }

    @Test
    void fields_are_inserted() {
        check("bfi.b32 %d, %a, %b, %c, 7", "u32", THREE, (a, b, c) -> insert(a, b, (int) (c & 0xff), 7, 32));
        check("bfi.b64 %d, %a, %b, %c, 40", "u64", List.of("u64", "u64", "u32"),
                (a, b, c) -> insert(a, b, (int) Math.min(c & 0xffffffffL, 64), 40, 64));
    }

    private static long insert(long a, long b, int from, int count, int width) {
        BigInteger r = Expected.number(b, "u" + width);
        for (int k = 0; k < count && from + k < width; k++) {
            r = BigInteger.valueOf(a).testBit(k) ? r.setBit(from + k) : r.clearBit(from + k);
        }
        return r.longValue();
    }

    @Test
    void carries_run_through_chains() {
        check("add.cc.u32 %d, %a, %b; addc.u32 %d, %c, 0", "u32", THREE,
                (a, b, c) -> c + (Expected.number(a, "u32").add(Expected.number(b, "u32")).bitLength() > 32 ? 1 : 0));
        check("sub.cc.u32 %d, %a, %b; subc.u32 %d, %c, 0", "u32", THREE,
                (a, b, c) -> c - (Expected.number(a, "u32").compareTo(Expected.number(b, "u32")) < 0 ? 1 : 0));
        check("add.cc.u64 %d, %a, %b; addc.u64 %d, %a, 0", "u64", List.of("u64", "u64"),
                (a, b, _) -> a + (Expected.number(a, "u64").add(Expected.number(b, "u64")).bitLength() > 64 ? 1 : 0));
        check("mad.lo.cc.u32 %d, %a, %b, %c; madc.hi.u32 %d, %a, %b, 0", "u32", THREE,
                (a, b, c) -> Expected.number(a, "u32")
                        .multiply(Expected.number(b, "u32"))
                        .add(Expected.number(c, "u32"))
                        .shiftRight(32)
                        .longValue());
    }

    @Test
    void dot_products_of_bytes_are_exact() {
        check("dp4a.s32.u32 %d, %a, %b, %c", "u32", THREE, (a, b, c) -> {
            long sum = c;
            for (int k = 0; k < 4; k++) {
                sum += (long) (byte) (a >> (8 * k)) * ((b >> (8 * k)) & 0xff);
            }
            return sum;
        });
        check("dp2a.hi.s32.s32 %d, %a, %b, %c", "u32", THREE,
                (a, b, c) -> c + (short) a * (long) (byte) (b >> 16) + (short) (a >> 16) * (long) (byte) (b >> 24));
    }

    @Test
    void comparisons_select() {
        for (String relation : new String[] {"eq", "ne", "lt", "le", "gt", "ge"}) {
            for (String type : new String[] {"u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64"}) {
                check("setp." + relation + "." + type + " %p, %a, %b; selp.b32 %d, 1, 0, %p", "u32",
                        List.of(type, type), (a, b, _) -> {
                            if (type.startsWith("f")) {
                                return holds(relation, Formats.value(a, type), Formats.value(b, type));
                            }
                            int sign = Expected.number(a, type).compareTo(Expected.number(b, type));
                            return holds(relation, sign, 0);
                        });
            }
        }
        check("setp.gtu.f32 %p|%q, %a, %b; selp.b32 %d, 1, 0, %p", "u32", List.of("f32", "f32"),
                (a, b, _) -> unordered(a, b, "f32") || Formats.value(a, "f32") > Formats.value(b, "f32") ? 1 : 0);
        check("setp.lt.s32 %q, %a, 0; setp.gt.and.s32 %p, %b, 5, !%q; selp.b32 %d, 1, 0, %p", "u32",
                List.of("u32", "u32"),
                (a, b, _) -> (int) b > 5 && (int) a >= 0 ? 1 : 0);
        check("set.le.u32.f32 %d, %a, %b", "u32", List.of("f32", "f32"),
                (a, b, _) -> Formats.value(a, "f32") <= Formats.value(b, "f32") ? -1 : 0);
    }

    @Test
    void comparisons_of_floats_let_nan_through_where_the_relation_says_so() {
        for (String type : new String[] {"f32", "f64"}) {
            for (String relation : new String[] {"eq", "ne", "lt", "le", "gt", "ge"}) {
                check("setp." + relation + "u." + type + " %p, %a, %b; selp.b32 %d, 1, 0, %p", "u32",
                        List.of(type, type), (a, b, _) -> unordered(a, b, type)
                                ? 1
                                : holds(relation, Formats.value(a, type), Formats.value(b, type)));
            }
            check("setp.num." + type + " %p, %a, %b; selp.b32 %d, 1, 0, %p", "u32", List.of(type, type),
                    (a, b, _) -> unordered(a, b, type) ? 0 : 1);
            check("setp.nan." + type + " %p, %a, %b; selp.b32 %d, 1, 0, %p", "u32", List.of(type, type),
                    (a, b, _) -> unordered(a, b, type) ? 1 : 0);
        }
    }

    @Test
    void lower_and_higher_compare_unsigned() {
        Map<String, String> relations = Map.of("lo", "lt", "ls", "le", "hi", "gt", "hs", "ge");
        for (String type : new String[] {"u32", "u64"}) {
            relations.forEach((name, relation) -> check(
                    "setp." + name + "." + type + " %p, %a, %b; selp.b32 %d, 1, 0, %p", "u32", List.of(type, type),
                    (a, b, _) -> holds(relation, Expected.number(a, type).compareTo(Expected.number(b, type)), 0)));
        }
    }

    private static boolean unordered(long a, long b, String type) {
        return Double.isNaN(Formats.value(a, type)) || Double.isNaN(Formats.value(b, type));
    }

    private static long holds(String relation, double x, double y) {
        boolean yes = switch (relation) {
            case "eq" -> x == y;
            case "ne" -> x < y || x > y;
            case "lt" -> x < y;
            case "le" -> x <= y;
            case "gt" -> x > y;
            default -> x >= y;
        };
        return yes ? 1 : 0;
    }

    @Test
    void guarded_instructions_work_for_some_lanes_only() {
        check("setp.lt.s32 %p, %a, 0; mov.b32 %d, 5; @%p add.s32 %d, %b, 1; @!%p sub.s32 %d, %d, %b", "u32",
                List.of("u32", "u32"),
                (a, b, _) -> (int) a < 0 ? b + 1 : 5 - b);
    }

    @Test
    void approximations_are_within_one_unit_in_the_last_place() {
        ulp("ex2", v -> Math.pow(2, v));
        ulp("lg2", v -> Math.log(v) / Math.log(2));
        ulp("rcp", v -> 1 / v);
        ulp("rsqrt", v -> 1 / Math.sqrt(v));
        ulp("sqrt", Math::sqrt);
        ulp("sin", Math::sin);
        ulp("cos", Math::cos);
        ulp("tanh", Math::tanh);
    }

    private static void ulp(String op, DoubleUnaryOperator f) {
        long[][] in = OneOpcode.operands(List.of("f32"), op.hashCode());
        long[] got = OneOpcode.run(op + ".approx.f32 %d, %a", "f32", List.of("f32"), in);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            double x = Formats.value(in[0][t], "f32");
            double want = f.applyAsDouble(x);
            double is = Formats.value(got[t], "f32");
            if (Double.isNaN(want) || Double.isInfinite((float) want)) {
                assertEquals((float) want, (float) is, () -> op + " of " + x);
            } else {
                assertEquals(want, is, Math.ulp((float) want), () -> op + " of " + x);
            }
        }
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.LongVector;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Integer products, with a sum, quotients and remainders, dot products of bytes. */
final class IntegerMultiply {
    private IntegerMultiply() {}

    static void register(Forms f) {
        if (f.wants("mul.lo(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)),
                    o.i16(arg(i, 2)), (x, y) -> x * y & 0xffff));
        }
        if (f.wants("mul.hi(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)),
                    signed(i) ? (x, y) -> ((short) x * (short) y) >>> 16 & 0xffff : (x, y) -> (x * y) >>> 16));
        }
        if (f.wants("mul.wide(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)),
                    signed(i) ? (x, y) -> (short) x * (short) y : (x, y) -> x * y));
        }
        if (f.wants("mul.lo(.u32|.s32)")) {
            f.add((i, o) -> mul32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2))));
        }
        if (f.wants("mul.hi(.u32|.s32)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    signed(i) ? IntegerMultiply::high : IntegerMultiply::highUnsigned));
        }
        if (f.wants("mul.wide(.u32|.s32)")) {
            f.add((i, o) -> wide(o.to64(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.constant(0L), signed(i)));
        }
        if (f.wants("mul.lo(.u64|.s64)")) {
            f.add((i, o) -> mul64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2))));
        }
        if (f.wants("mul.hi(.u64|.s64)")) {
            f.add((i, o) -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)),
                    signed(i) ? Math::multiplyHigh : Math::unsignedMultiplyHigh));
        }
        if (f.wants("(mul24|mad24)(.lo|.hi)(.u32|.s32)")) {
            f.add(IntegerMultiply::twentyFour);
        }
        if (f.wants("mad.lo(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)), o.i16(arg(i, 3)),
                    (x, y, z) -> x * y + z & 0xffff));
        }
        if (f.wants("mad.hi(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)), o.i16(arg(i, 3)),
                    signed(i)
                            ? (x, y, z) -> (((short) x * (short) y) >>> 16) + z & 0xffff
                            : (x, y, z) -> ((x * y) >>> 16) + z & 0xffff));
        }
        if (f.wants("mad.wide(.u16|.s16)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)), o.i32(arg(i, 3)),
                    signed(i) ? (x, y, z) -> (short) x * (short) y + z : (x, y, z) -> x * y + z));
        }
        if (f.wants("mad.lo(.u32|.s32)")) {
            f.add((i, o) -> mad32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3))));
        }
        if (f.wants("mad.hi(.u32|.s32)")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                    signed(i) ? (x, y, z) -> high(x, y) + z : (x, y, z) -> highUnsigned(x, y) + z));
        }
        if (f.wants("mad.hi.sat.s32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    o.i32(arg(i, 3)),
                    (x, y, z) -> (int) Math.max(Integer.MIN_VALUE,
                            Math.min(Integer.MAX_VALUE, (long) high(x, y) + z))));
        }
        if (f.wants("mad.wide(.u32|.s32)")) {
            f.add((i, o) -> wide(o.to64(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i64(arg(i, 3)), signed(i)));
        }
        if (f.wants("mad.lo(.u64|.s64)")) {
            f.add((i, o) -> mad64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)), o.i64(arg(i, 3))));
        }
        if (f.wants("mad.hi(.u64|.s64)")) {
            f.add((i, o) -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)), o.i64(arg(i, 3)),
                    signed(i)
                            ? (x, y, z) -> Math.multiplyHigh(x, y) + z
                            : (x, y, z) -> Math.unsignedMultiplyHigh(x, y) + z));
        }
        if (f.wants("(mad|madc)(.lo|.hi){.cc}(.u32|.s32|.u64|.s64)")) {
            f.add(IntegerMultiply::carrying);
        }
        if (f.wants("(div|rem)(.u16|.s16|.u32|.s32|.u64|.s64)")) {
            f.add(IntegerMultiply::divide);
        }
        if (f.wants("dp4a(.u32|.s32)(.u32|.s32)")) {
            f.add(IntegerMultiply::dot4);
        }
        if (f.wants("dp2a(.lo|.hi)(.u32|.s32)(.u32|.s32)")) {
            f.add(IntegerMultiply::dot2);
        }
    }

    private static boolean signed(Instruction i) {
        return i.type().startsWith("s");
    }

    private static int high(int x, int y) {
        return (int) (((long) x * y) >> 32);
    }

    private static int highUnsigned(int x, int y) {
        return (int) (((x & 0xffffffffL) * (y & 0xffffffffL)) >>> 32);
    }

    private static Op twentyFour(Instruction i, Operands o) {
        boolean signed = signed(i);
        boolean high = i.has(".hi");
        int c = i.base().equals("mad24") ? o.i32(arg(i, 3)) : o.constant(0);
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), c, (x, y, z) -> {
            long product = signed ? (long) (x << 8 >> 8) * (y << 8 >> 8) : (long) (x & 0xffffff) * (y & 0xffffff);
            return (int) (high ? product >> 16 : product) + z;
        });
    }

    /** PTX leaves division by zero open; an H100 gives all ones, for quotients and for remainders. */
    private static Op divide(Instruction i, Operands o) {
        boolean div = i.base().equals("div");
        return switch (i.type()) {
            case "u16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)),
                    div ? (x, y) -> y == 0 ? 0xffff : x / y : (x, y) -> y == 0 ? 0xffff : x % y);
            case "s16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)),
                    div
                            ? (x, y) -> y == 0 ? 0xffff : (short) x / (short) y & 0xffff
                            : (x, y) -> y == 0 ? 0xffff : (short) x % (short) y & 0xffff);
            case "u32" -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    div
                            ? (x, y) -> y == 0 ? -1 : Integer.divideUnsigned(x, y)
                            : (x, y) -> y == 0 ? -1 : Integer.remainderUnsigned(x, y));
            case "s32" -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    div ? (x, y) -> y == 0 ? -1 : x / y : (x, y) -> y == 0 ? -1 : x % y);
            case "u64" -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)),
                    div
                            ? (x, y) -> y == 0 ? -1 : Long.divideUnsigned(x, y)
                            : (x, y) -> y == 0 ? -1 : Long.remainderUnsigned(x, y));
            default -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)),
                    div ? (x, y) -> y == 0 ? -1 : x / y : (x, y) -> y == 0 ? -1 : x % y);
        };
    }

    private static int part(int x, int k, int bits, boolean signed) {
        int shifted = x << (32 - bits * (k + 1));
        return signed ? shifted >> (32 - bits) : shifted >>> (32 - bits);
    }

    private static Op dot4(Instruction i, Operands o) {
        boolean sa = i.modifier(0).equals("s32");
        boolean sb = i.modifier(1).equals("s32");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)), (x, y, z) -> {
            int sum = z;
            for (int k = 0; k < 4; k++) {
                sum += part(x, k, 8, sa) * part(y, k, 8, sb);
            }
            return sum;
        });
    }

    private static Op dot2(Instruction i, Operands o) {
        int from = i.has(".hi") ? 2 : 0;
        boolean sa = i.modifier(1).equals("s32");
        boolean sb = i.modifier(2).equals("s32");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)), (x, y, z) -> {
            int sum = z;
            for (int k = 0; k < 2; k++) {
                sum += part(x, k, 16, sa) * part(y, from + k, 8, sb);
            }
            return sum;
        });
    }

    /** {@code mad.cc} and {@code madc}. */
    private static Op carrying(Instruction i, Operands o) {
        boolean in = i.base().equals("madc");
        boolean out = i.has(".cc");
        boolean high = i.has(".hi");
        boolean signed = signed(i);
        int carry = o.carry();
        if (i.type().endsWith("64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = o.i64(arg(i, 2));
            int c = o.i64(arg(i, 3));
            return w -> {
                int before = w.p[carry];
                int after = before & ~w.mask;
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int k = Integer.numberOfTrailingZeros(m);
                    long x = w.q[a + k];
                    long y = w.q[b + k];
                    long product = !high ? x * y : signed ? Math.multiplyHigh(x, y) : Math.unsignedMultiplyHigh(x, y);
                    long carried = in ? before >>> k & 1 : 0;
                    long sum = product + w.q[c + k] + carried;
                    int s = Long.compareUnsigned(sum, product);
                    after |= (s < 0 || (carried == 1 && s == 0) ? 1 : 0) << k;
                    w.q[d + k] = sum;
                }
                if (out) {
                    w.p[carry] = after;
                }
            };
        }
        int d = o.to32(arg(i, 0));
        int a = o.i32(arg(i, 1));
        int b = o.i32(arg(i, 2));
        int c = o.i32(arg(i, 3));
        return w -> {
            int before = w.p[carry];
            int after = before & ~w.mask;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                int x = w.r[a + k];
                int y = w.r[b + k];
                int product = !high ? x * y : signed ? high(x, y) : highUnsigned(x, y);
                long sum = (product & 0xffffffffL) + (w.r[c + k] & 0xffffffffL) + (in ? before >>> k & 1 : 0);
                after |= (int) (sum >>> 32) << k;
                w.r[d + k] = (int) sum;
            }
            if (out) {
                w.p[carry] = after;
            }
        };
    }

    /** 64-bit product of 32-bit factors plus a 64-bit summand. */
    private static Op wide(int d, int a, int b, int c, boolean signed) {
        if (signed) {
            return w -> {
                long[] q = w.q;
                int[] r = w.r;
                int m = w.mask;
                boolean full = m == -1;
                for (int i = 0; i < COUNT; i += LL) {
                    LongVector x = Widening.signed(r, a + i);
                    LongVector y = Widening.signed(r, b + i);
                    put(x.mul(y).add(longs(q, c + i)), q, d + i, full, m >>> i);
                }
            };
        }
        return w -> {
            long[] q = w.q;
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector x = Widening.unsigned(r, a + i);
                LongVector y = Widening.unsigned(r, b + i);
                put(x.mul(y).add(longs(q, c + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op mul32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).mul(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op mad32(int d, int a, int b, int c) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).mul(ints(r, b + i)).add(ints(r, c + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op mul64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).mul(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op mad64(int d, int a, int b, int c) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).mul(longs(q, b + i)).add(longs(q, c + i)), q, d + i, full, m >>> i);
            }
        };
    }
}

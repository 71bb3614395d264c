package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;

import java.util.function.IntBinaryOperator;

import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Integer sums, differences, minima, maxima, signs and sums with carry. */
final class IntegerArithmetic {
    private IntegerArithmetic() {}

    static void register(Forms f) {
        if (f.wants("add(.u16|.s16)")) {
            f.add((i, o) -> sixteen(i, o, (x, y) -> x + y));
        }
        if (f.wants("sub(.u16|.s16)")) {
            f.add((i, o) -> sixteen(i, o, (x, y) -> x - y));
        }
        if (f.wants("add(.u32|.s32)")) {
            f.add((i, o) -> add32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2))));
        }
        if (f.wants("sub(.u32|.s32)")) {
            f.add((i, o) -> sub32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2))));
        }
        if (f.wants("add(.u64|.s64)")) {
            f.add((i, o) -> add64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2))));
        }
        if (f.wants("sub(.u64|.s64)")) {
            f.add((i, o) -> sub64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2))));
        }
        if (f.wants("add.sat.s32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, y) -> clamp((long) x + y)));
        }
        if (f.wants("sub.sat.s32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, y) -> clamp((long) x - y)));
        }
        if (f.wants("add(.u16x2|.s16x2)")) {
            f.add((i, o) -> pairs(i, o, (x, y) -> x + y));
        }
        if (f.wants("(min|max)(.u16|.s16)")) {
            f.add(IntegerArithmetic::extreme16);
        }
        if (f.wants("(min|max)(.u16x2|.s16x2)")) {
            f.add(IntegerArithmetic::extreme16x2);
        }
        if (f.wants("(min|max){.relu}(.u32|.s32)")) {
            f.add(IntegerArithmetic::extreme32);
        }
        if (f.wants("(min|max)(.u64|.s64)")) {
            f.add(IntegerArithmetic::extreme64);
        }
        if (f.wants("neg(.s16|.s32|.s64)")) {
            f.add(IntegerArithmetic::neg);
        }
        if (f.wants("abs(.s16|.s32|.s64)")) {
            f.add(IntegerArithmetic::abs);
        }
        if (f.wants("sad(.u16|.s16|.u32|.s32|.u64|.s64)")) {
            f.add(IntegerArithmetic::sad);
        }
        if (f.wants("(add|sub|addc|subc){.cc}(.u32|.s32|.u64|.s64)")) {
            f.add(IntegerArithmetic::carrying);
        }
    }

    static Operand arg(Instruction i, int k) {
        if (k >= i.operands().size()) {
            throw i.reject("operand " + k + " is missing");
        }
        return i.operands().get(k);
    }

    private static int clamp(long v) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, v));
    }

    private static boolean signed(Instruction i) {
        return i.type().startsWith("s");
    }

    private static Op sixteen(Instruction i, Operands o, IntBinaryOperator f) {
        return Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)),
                (x, y) -> f.applyAsInt(x, y) & 0xffff);
    }

    private static Op pairs(Instruction i, Operands o, IntBinaryOperator f) {
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                (x, y) -> (f.applyAsInt(x, y) & 0xffff) | f.applyAsInt(x >>> 16, y >>> 16) << 16);
    }

    private static int half(int x, boolean signed) {
        return signed ? (short) x : x & 0xffff;
    }

    private static Op extreme16(Instruction i, Operands o) {
        boolean signed = signed(i);
        boolean min = i.base().equals("min");
        return sixteen(i, o, (x,
                y) -> min ? Math.min(half(x, signed), half(y, signed)) : Math.max(half(x, signed), half(y, signed)));
    }

    private static Op extreme16x2(Instruction i, Operands o) {
        boolean signed = signed(i);
        boolean min = i.base().equals("min");
        return pairs(i, o, (x,
                y) -> min ? Math.min(half(x, signed), half(y, signed)) : Math.max(half(x, signed), half(y, signed)));
    }

    private static Op extreme32(Instruction i, Operands o) {
        int d = o.to32(arg(i, 0));
        int a = o.i32(arg(i, 1));
        int b = o.i32(arg(i, 2));
        boolean min = i.base().equals("min");
        if (i.has(".relu")) {
            if (!signed(i)) {
                throw i.reject(".relu needs .s32");
            }
            return Elementwise.ints(d, a, b, (x, y) -> Math.max(0, min ? Math.min(x, y) : Math.max(x, y)));
        }
        if (signed(i)) {
            return min ? min32(d, a, b) : max32(d, a, b);
        }
        return min ? minUnsigned32(d, a, b) : maxUnsigned32(d, a, b);
    }

    private static Op extreme64(Instruction i, Operands o) {
        int d = o.to64(arg(i, 0));
        int a = o.i64(arg(i, 1));
        int b = o.i64(arg(i, 2));
        boolean min = i.base().equals("min");
        if (signed(i)) {
            return min ? min64(d, a, b) : max64(d, a, b);
        }
        return Elementwise.longs(d, a, b, (x, y) -> Long.compareUnsigned(x, y) < 0 == min ? x : y);
    }

    private static Op neg(Instruction i, Operands o) {
        return switch (i.type()) {
            case "s16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), x -> -x & 0xffff);
            case "s32" -> neg32(o.to32(arg(i, 0)), o.i32(arg(i, 1)));
            default -> neg64(o.to64(arg(i, 0)), o.i64(arg(i, 1)));
        };
    }

    private static Op abs(Instruction i, Operands o) {
        return switch (i.type()) {
            case "s16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), x -> Math.abs((short) x) & 0xffff);
            case "s32" -> abs32(o.to32(arg(i, 0)), o.i32(arg(i, 1)));
            default -> abs64(o.to64(arg(i, 0)), o.i64(arg(i, 1)));
        };
    }

    private static Op sad(Instruction i, Operands o) {
        return switch (i.type()) {
            case "u16", "s16" ->
                Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i16(arg(i, 2)), o.i16(arg(i, 3)),
                        (x, y, z) -> z + Math.abs(half(x, signed(i)) - half(y, signed(i))) & 0xffff);
            case "s32" -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                    (x, y, z) -> z + (x < y ? y - x : x - y));
            case "u32" -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                    (x, y, z) -> z + (Integer.compareUnsigned(x, y) < 0 ? y - x : x - y));
            case "s64" -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)), o.i64(arg(i, 3)),
                    (x, y, z) -> z + (x < y ? y - x : x - y));
            default -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)), o.i64(arg(i, 3)),
                    (x, y, z) -> z + (Long.compareUnsigned(x, y) < 0 ? y - x : x - y));
        };
    }

    /** {@code add.cc}, {@code addc}, {@code sub.cc}, {@code subc}: the carry is a predicate; for differences it is the borrow. */
    private static Op carrying(Instruction i, Operands o) {
        boolean in = i.base().endsWith("c");
        boolean out = i.has(".cc");
        boolean plus = i.base().startsWith("add");
        int carry = o.carry();
        if (i.type().endsWith("64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = o.i64(arg(i, 2));
            return w -> {
                int before = w.p[carry];
                int after = before & ~w.mask;
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int k = Integer.numberOfTrailingZeros(m);
                    long x = w.q[a + k];
                    long y = w.q[b + k];
                    long c = in ? before >>> k & 1 : 0;
                    long sum = plus ? x + y + c : x - y - c;
                    int s = Long.compareUnsigned(plus ? sum : x, plus ? x : y);
                    after |= (s < 0 || (c == 1 && s == 0) ? 1 : 0) << k;
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
        return w -> {
            int before = w.p[carry];
            int after = before & ~w.mask;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                long x = w.r[a + k] & 0xffffffffL;
                long y = w.r[b + k] & 0xffffffffL;
                long c = in ? before >>> k & 1 : 0;
                long sum = plus ? x + y + c : x - y - c;
                after |= (int) (sum >>> 32 & 1) << k;
                w.r[d + k] = (int) sum;
            }
            if (out) {
                w.p[carry] = after;
            }
        };
    }

    private static Op add32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).add(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op sub32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).sub(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op min32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).min(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op max32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).max(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op minUnsigned32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).lanewise(VectorOperators.UMIN, ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op maxUnsigned32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).lanewise(VectorOperators.UMAX, ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op neg32(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).neg(), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op abs32(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).abs(), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op add64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).add(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op sub64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).sub(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op min64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).min(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op max64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).max(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op neg64(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).neg(), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op abs64(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).abs(), q, d + i, full, m >>> i);
            }
        };
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Shifts, of one word and of two. */
final class Shifts {
    private Shifts() {}

    static void register(Forms f) {
        if (f.wants("shl(.b16|.b32|.b64)")) {
            f.add(Shifts::shiftLeft);
        }
        if (f.wants("shr(.b16|.u16|.s16|.b32|.u32|.s32|.b64|.u64|.s64)")) {
            f.add(Shifts::shiftRight);
        }
        if (f.wants("shf(.l|.r)(.wrap|.clamp).b32")) {
            f.add(Shifts::funnel);
        }
    }

    private static Op shiftLeft(Instruction i, Operands o) {
        return switch (i.type()) {
            case "b16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> n < 0 || n > 15 ? 0 : x << n & 0xffff);
            case "b32" -> shl32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            default -> shl64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
        };
    }

    private static Op shiftRight(Instruction i, Operands o) {
        return switch (i.type()) {
            case "b16", "u16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> n < 0 || n > 15 ? 0 : x >>> n);
            case "s16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> (short) x >> (n < 0 || n > 15 ? 15 : n) & 0xffff);
            case "b32", "u32" -> shr32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            case "s32" -> sar32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            case "s64" -> sar64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
            default -> shr64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
        };
    }

    private static Op funnel(Instruction i, Operands o) {
        boolean left = i.has(".l");
        boolean wrap = i.has(".wrap");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                (low, high, c) -> {
                    int n = wrap ? c & 31 : Bits.atMost32(c);
                    long both = (long) high << 32 | (low & 0xffffffffL);
                    return (int) (left ? both << n >>> 32 : both >>> n);
                });
    }

    /** Shift amounts beyond the width give zero, or the sign. */
    private static Op shl32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i);
                VectorMask<Integer> in = n.compare(VectorOperators.ULT, 32);
                put(ints(r, a + i).lanewise(VectorOperators.LSHL, n).blend(0, in.not()), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op shr32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i);
                VectorMask<Integer> in = n.compare(VectorOperators.ULT, 32);
                put(ints(r, a + i).lanewise(VectorOperators.LSHR, n).blend(0, in.not()), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op sar32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i).lanewise(VectorOperators.UMIN, 31);
                put(ints(r, a + i).lanewise(VectorOperators.ASHR, n), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op shl64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i);
                VectorMask<Long> in = n.compare(VectorOperators.ULT, 64);
                put(longs(q, a + i).lanewise(VectorOperators.LSHL, n).blend(0, in.not()), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op shr64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i);
                VectorMask<Long> in = n.compare(VectorOperators.ULT, 64);
                put(longs(q, a + i).lanewise(VectorOperators.LSHR, n).blend(0, in.not()), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op sar64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i).min(63);
                put(longs(q, a + i).lanewise(VectorOperators.ASHR, n), q, d + i, full, m >>> i);
            }
        };
    }
}

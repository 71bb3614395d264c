package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.VectorMask;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Comparing into predicates or registers, and selecting. */
final class Comparisons {
    private static final String TYPES = "(.b16|.u16|.s16|.b32|.u32|.s32|.b64|.u64|.s64)";
    private static final String RELATIONS = "(.eq|.ne|.lt|.le|.gt|.ge|.lo|.ls|.hi|.hs)";
    private static final String FLOAT_RELATIONS = "(.eq|.ne|.lt|.le|.gt|.ge|.equ|.neu|.ltu|.leu|.gtu|.geu|.num|.nan)";

    private Comparisons() {}

    static void register(Forms f) {
        if (f.wants("setp" + RELATIONS + "{.and|.or|.xor}" + TYPES)) {
            f.add(Comparisons::setPredicate);
        }
        if (f.wants("setp" + FLOAT_RELATIONS + "{.and|.or|.xor}{.ftz}(.f32|.f64)")) {
            f.add(Comparisons::setPredicate);
        }
        if (f.wants("set" + RELATIONS + "{.and|.or|.xor}(.u32|.s32|.f32)" + TYPES)) {
            f.add(Comparisons::set);
        }
        if (f.wants("set" + FLOAT_RELATIONS + "{.and|.or|.xor}{.ftz}(.u32|.s32|.f32)(.f32|.f64)")) {
            f.add(Comparisons::set);
        }
        if (f.wants("selp(.b16|.u16|.s16|.b32|.u32|.s32|.f32|.b64|.u64|.s64|.f64)")) {
            f.add(Comparisons::select);
        }
        if (f.wants("slct{.ftz}(.b16|.u16|.s16|.b32|.u32|.s32|.f32|.b64|.u64|.s64|.f64)(.s32|.f32)")) {
            f.add(Comparisons::selectBySign);
        }
    }

    static String combination(Instruction i) {
        return i.has(".and") ? "and" : i.has(".or") ? "or" : i.has(".xor") ? "xor" : "";
    }

    static int combine(String how, int result, int with) {
        return switch (how) {
            case "and" -> result & with;
            case "or" -> result | with;
            case "xor" -> result ^ with;
            default -> result;
        };
    }

    /** {@code p|q} counts as two operands: the second gets the opposite, combined in the same way. */
    private static Op setPredicate(Instruction i, Operands o) {
        String how = combination(i);
        int sources = how.isEmpty() ? 2 : 3;
        boolean two = i.operands().size() == sources + 2;
        int at = two ? 2 : 1;
        Compare.Test test = Compare.test(i, o, i.modifier(0), i.type(), i.has(".ftz"), arg(i, at), arg(i, at + 1));
        return store(i, o, test, how, two, at);
    }

    static Op store(Instruction i, Operands o, Compare.Test test, String how, boolean two, int at) {
        int d = o.toPred(arg(i, 0));
        if (!two && how.isEmpty()) {
            return w -> {
                int m = w.mask;
                w.p[d] = (w.p[d] & ~m) | (test.lanes(w) & m);
            };
        }
        int with = how.isEmpty() ? -1 : o.pred(arg(i, at + 2));
        int opposite = two ? o.toPred(arg(i, 1)) : -1;
        return w -> {
            int m = w.mask;
            int yes = test.lanes(w);
            int c = with < 0 ? 0 : w.p[with];
            w.p[d] = (w.p[d] & ~m) | (combine(how, yes, c) & m);
            if (opposite >= 0) {
                w.p[opposite] = (w.p[opposite] & ~m) | (combine(how, ~yes, c) & m);
            }
        };
    }

    private static Op set(Instruction i, Operands o) {
        String how = combination(i);
        String[] parts = i.opcode().split("\\.", -1);
        String to = parts[parts.length - 2];
        Compare.Test test = Compare.test(i, o, i.modifier(0), i.type(), i.has(".ftz"), arg(i, 1), arg(i, 2));
        int with = how.isEmpty() ? -1 : o.pred(arg(i, 3));
        int d = o.to32(arg(i, 0));
        int yes = to.equals("f32") ? Float.floatToRawIntBits(1) : -1;
        return w -> {
            int lanes = combine(how, test.lanes(w), with < 0 ? 0 : w.p[with]);
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                w.r[d + k] = (lanes >>> k & 1) != 0 ? yes : 0;
            }
        };
    }

    private static Op select(Instruction i, Operands o) {
        int p = o.pred(arg(i, 3));
        if (i.type().endsWith("64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = o.i64(arg(i, 2));
            return w -> {
                long[] q = w.q;
                int m = w.mask;
                int yes = w.p[p];
                boolean full = m == -1;
                for (int k = 0; k < COUNT; k += LL) {
                    put(longs(q, b + k).blend(longs(q, a + k), VectorMask.fromLong(Lanes.L, yes >>> k)), q, d + k, full,
                            m >>> k);
                }
            };
        }
        int d = o.to32(arg(i, 0));
        boolean narrow = i.type().endsWith("16");
        int a = narrow ? o.i16(arg(i, 1)) : o.f32(arg(i, 1));
        int b = narrow ? o.i16(arg(i, 2)) : o.f32(arg(i, 2));
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            int yes = w.p[p];
            boolean full = m == -1;
            for (int k = 0; k < COUNT; k += IL) {
                put(ints(r, b + k).blend(ints(r, a + k), VectorMask.fromLong(Lanes.I, yes >>> k)), r, d + k, full,
                        m >>> k);
            }
        };
    }

    private static Op selectBySign(Instruction i, Operands o) {
        int c = o.f32(arg(i, 3));
        boolean number = i.type().equals("f32");
        boolean ftz = i.has(".ftz");
        String[] parts = i.opcode().split("\\.", -1);
        boolean wide = parts[parts.length - 2].endsWith("64");
        int d = wide ? o.to64(arg(i, 0)) : o.to32(arg(i, 0));
        int a = wide ? o.i64(arg(i, 1)) : o.f32(arg(i, 1));
        int b = wide ? o.i64(arg(i, 2)) : o.f32(arg(i, 2));
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                int bits = w.r[c + k];
                float x = Float.intBitsToFloat(bits);
                boolean first = number ? (ftz ? FloatArithmetic.flush(x) : x) >= 0 : bits >= 0;
                if (wide) {
                    w.q[d + k] = w.q[(first ? a : b) + k];
                } else {
                    w.r[d + k] = w.r[(first ? a : b) + k];
                }
            }
        };
    }
}

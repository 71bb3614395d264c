package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.Locale;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Comparing 16-bit floats, alone and in pairs. */
final class HalfComparisons {
    private static final String RELATIONS = "(.eq|.ne|.lt|.le|.gt|.ge|.equ|.neu|.ltu|.leu|.gtu|.geu|.num|.nan){.and|.or|.xor}{.ftz}";

    private HalfComparisons() {}

    static void register(Forms f) {
        if (f.wants("setp" + RELATIONS + "(.f16|.bf16)")) {
            f.add(HalfComparisons::setPredicate);
        }
        if (f.wants("setp" + RELATIONS + "(.f16x2|.bf16x2)")) {
            f.add(HalfComparisons::setPredicates);
        }
        if (f.wants("set" + RELATIONS + "(.f16|.bf16|.u16|.s16|.u32|.s32)(.f16|.bf16)")) {
            f.add(HalfComparisons::set);
        }
        if (f.wants("set" + RELATIONS + "(.f16x2|.bf16x2|.u32|.s32)(.f16x2|.bf16x2)")) {
            f.add(HalfComparisons::set);
        }
    }

    private static Compare.Test test(Instruction i, int a, int b, int shift) {
        Compare.Relation relation = Compare.Relation.valueOf(i.modifier(0).toUpperCase(Locale.ROOT));
        SmallFloat format = SmallFloat.of(i.type());
        return w -> lanes(w, relation, format, a, b, shift);
    }

    private static int lanes(Warp w, Compare.Relation relation, SmallFloat format, int a, int b, int shift) {
        int yes = 0;
        for (int m = w.mask; m != 0; m &= m - 1) {
            int k = Integer.numberOfTrailingZeros(m);
            float x = format.toFloat((w.r[a + k] >>> shift) & 0xffff);
            float y = format.toFloat((w.r[b + k] >>> shift) & 0xffff);
            yes |= Compare.holds(relation, x, y) ? 1 << k : 0;
        }
        return yes;
    }

    private static Op setPredicate(Instruction i, Operands o) {
        String how = Comparisons.combination(i);
        boolean two = i.operands().size() == (how.isEmpty() ? 4 : 5);
        int at = two ? 2 : 1;
        return Comparisons.store(i, o, test(i, o.i16(arg(i, at)), o.i16(arg(i, at + 1)), 0), how, two, at);
    }

    /** {@code p|q}: the lower halves' result and the upper halves'. */
    private static Op setPredicates(Instruction i, Operands o) {
        String how = Comparisons.combination(i);
        int a = o.i32(arg(i, 2));
        int b = o.i32(arg(i, 3));
        int with = how.isEmpty() ? -1 : o.pred(arg(i, 4));
        int p = o.toPred(arg(i, 0));
        int q = o.toPred(arg(i, 1));
        Compare.Test low = test(i, a, b, 0);
        Compare.Test high = test(i, a, b, 16);
        return w -> {
            int c = with < 0 ? 0 : w.p[with];
            int first = Comparisons.combine(how, low.lanes(w), c);
            int second = Comparisons.combine(how, high.lanes(w), c);
            w.p[p] = (w.p[p] & ~w.mask) | (first & w.mask);
            w.p[q] = (w.p[q] & ~w.mask) | (second & w.mask);
        };
    }

    private static Op set(Instruction i, Operands o) {
        String how = Comparisons.combination(i);
        boolean pairs = i.type().endsWith("x2");
        String[] parts = i.opcode().split("\\.", -1);
        String to = parts[parts.length - 2];
        int a = pairs ? o.i32(arg(i, 1)) : o.i16(arg(i, 1));
        int b = pairs ? o.i32(arg(i, 2)) : o.i16(arg(i, 2));
        int with = how.isEmpty() ? -1 : o.pred(arg(i, 3));
        int d = o.to32(arg(i, 0));
        int yes = switch (to) {
            case "f16", "f16x2" -> 0x3c00;
            case "bf16", "bf16x2" -> 0x3f80;
            case "u32", "s32" -> pairs ? 0xffff : -1;
            default -> 0xffff;
        };
        Compare.Test low = test(i, a, b, 0);
        Compare.Test high = pairs ? test(i, a, b, 16) : low;
        return w -> {
            int c = with < 0 ? 0 : w.p[with];
            int first = Comparisons.combine(how, low.lanes(w), c);
            int second = Comparisons.combine(how, high.lanes(w), c);
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                int result = ((first >>> k) & 1) != 0 ? yes : 0;
                if (pairs) {
                    result |= (((second >>> k) & 1) != 0 ? yes : 0) << 16;
                }
                w.r[d + k] = result;
            }
        };
    }
}

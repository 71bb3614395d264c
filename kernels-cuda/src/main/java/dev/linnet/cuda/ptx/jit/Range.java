package dev.linnet.cuda.ptx.jit;

import java.util.List;
import java.util.function.Function;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Between which numbers the lanes of an integer register lie, as signed numbers of its width. Empty ({@code low > high}) before anything
 * is known.
 */
record Range(long low, long high) {
    static final Range NONE = new Range(Long.MAX_VALUE, Long.MIN_VALUE);
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Range INTS = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

    /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
    @Override
    public int hashCode() {
        return Long.hashCode(low) + Long.hashCode(high);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Range r && low == r.low && high == r.high;
    }

    static Range of(long value) {
        return new Range(value, value);
    }

    boolean none() {
        return low > high;
    }

    /** Whether there is but one number. */
    boolean single() {
        return low == high;
    }

    boolean within(long least, long most) {
        return !none() && low >= least && high <= most;
    }

    Range join(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** Whether 32-bit lanes that grow by a small step from one to the next cannot wrap around as signed numbers. */
    boolean wrapsNot() {
        return within(Integer.MIN_VALUE, Integer.MAX_VALUE) && high - low < 1L << 31;
    }

    /** What an instruction makes of its sources; {@link #ALL} where that is not known. */
    static Range result(Instruction i, Function<Operand, Range> of) {
        List<Operand> o = i.operands();
        String type = i.type();
        boolean wide = type.equals("s64") || type.equals("u64") || type.equals("b64");
        boolean narrow = type.equals("s32") || type.equals("u32") || type.equals("b32");
        if ((!wide && !narrow) || o.size() < 2 || i.has(".sat") || i.has(".cc") || i.has(".hi")
                || i.has(".relu") || !(o.getFirst() instanceof Operand.Register)) {
            return ALL;
        }
        for (int k = 1; k < o.size(); k++) {
            if (o.get(k) instanceof Operand.Tuple) {
                return ALL;
            }
        }
        Range a = of.apply(o.get(1));
        Range b = o.size() > 2 ? of.apply(o.get(2)) : of(0);
        Range c = o.size() > 3 ? of.apply(o.get(3)) : of(0);
        if (a.none() || b.none() || c.none()) {
            return NONE;
        }
        boolean unsigned = type.startsWith("u");
        boolean widens = i.has(".wide");
        Range known = switch (i.base()) {
            case "mov" -> a;
            case "cvt" -> converted(i, a);
            case "add" -> a.plus(b);
            case "sub" -> a.plus(b.negated());
            case "mul" -> widens && unsigned && (a.low < 0 || b.low < 0) ? ALL : a.times(b);
            case "mad" -> widens && unsigned && (a.low < 0 || b.low < 0) ? ALL : a.times(b).plus(c);
            case "shl" -> b.single() && b.low >= 0 && b.low < 31 ? a.times(of(1L << b.low)) : ALL;
            case "shr" -> b.single() && b.low >= 0 && b.low < (wide ? 64 : 32) && (type.startsWith("s") || a.low >= 0)
                    ? new Range(a.low >> b.low, a.high >> b.low)
                    : ALL;
            case "and" -> a.and(b);
            case "min" -> unsigned && (a.low < 0 || b.low < 0)
                    ? ALL
                    : new Range(Math.min(a.low, b.low), Math.min(a.high, b.high));
            case "max" -> unsigned && (a.low < 0 || b.low < 0)
                    ? ALL
                    : new Range(Math.max(a.low, b.low), Math.max(a.high, b.high));
            case "selp" -> a.join(b);
            default -> ALL;
        };
        return wide || widens || known.within(Integer.MIN_VALUE, Integer.MAX_VALUE) ? known : ALL;
    }

    private static Range converted(Instruction i, Range a) {
        return switch (i.opcode()) {
            case "cvt.s64.s32", "cvt.u64.s32" -> a;
            case "cvt.u64.u32", "cvt.s64.u32" -> a.low >= 0 ? a : ALL;
            case "cvt.u32.u64", "cvt.u32.s64", "cvt.s32.u64", "cvt.s32.s64" -> a.within(INTS.low, INTS.high) ? a : ALL;
            default -> ALL;
        };
    }

    private boolean small() {
        return within(-(1L << 40), 1L << 40);
    }

    private Range negated() {
        return small() ? new Range(-high, -low) : ALL;
    }

    private Range plus(Range b) {
        return small() && b.small() ? new Range(low + b.low, high + b.high) : ALL;
    }

    private Range times(Range b) {
        if (!within(INTS.low, INTS.high) || !b.within(INTS.low, INTS.high)) {
            return ALL;
        }
        long[] corners = {low * b.low, low * b.high, high * b.low, high * b.high};
        java.util.Arrays.sort(corners);
        return new Range(corners[0], corners[3]);
    }

    private Range and(Range b) {
        if (single() && b.single()) {
            return of(low & b.low);
        }
        if (low >= 0 && b.low >= 0) {
            return new Range(0, Math.min(high, b.high));
        }
        return low >= 0 ? new Range(0, high) : b.low >= 0 ? new Range(0, b.high) : ALL;
    }

    /** What comparing numbers always gives: 0 or 1; null where that depends. */
    static Long compared(Instruction i, Function<Operand, Range> of) {
        List<Operand> o = i.operands();
        String type = i.type();
        if (o.size() != 3 || (!type.equals("s32") && !type.equals("u32") && !type.equals("b32"))) {
            return null;
        }
        Range a = of.apply(o.get(1));
        Range b = of.apply(o.get(2));
        String relation = i.modifier(0);
        boolean unsigned = type.startsWith("u") || relation.equals("lo") || relation.equals("ls")
                || relation.equals("hi") || relation.equals("hs");
        if (!a.within(INTS.low, INTS.high) || !b.within(INTS.low, INTS.high)
                || (unsigned && (a.low < 0 || b.low < 0))) {
            return null;
        }
        return switch (relation) {
            case "lt", "lo" -> sure(a.high < b.low, a.low >= b.high);
            case "le", "ls" -> sure(a.high <= b.low, a.low > b.high);
            case "gt", "hi" -> sure(a.low > b.high, a.high <= b.low);
            case "ge", "hs" -> sure(a.low >= b.high, a.high < b.low);
            case "eq" -> sure(a.single() && a.equals(b), a.high < b.low || a.low > b.high);
            case "ne" -> sure(a.high < b.low || a.low > b.high, a.single() && a.equals(b));
            default -> null;
        };
    }

    private static Long sure(boolean yes, boolean no) {
        return yes ? Long.valueOf(1) : no ? Long.valueOf(0) : null;
    }
}

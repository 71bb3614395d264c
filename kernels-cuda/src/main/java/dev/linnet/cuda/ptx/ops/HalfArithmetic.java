package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.List;
import java.util.function.IntUnaryOperator;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Arithmetic on 16-bit floats, alone and in pairs: computed in double precision without loss and rounded once. */
final class HalfArithmetic {
    private static final String TYPES = "(.f16|.f16x2|.bf16|.bf16x2)";

    /** Of up to three values of the format, as numbers. */
    @FunctionalInterface
    private interface Exact {
        double apply(double a, double b, double c);
    }

    private HalfArithmetic() {}

    static void register(Forms f) {
        for (String form : List.of("{.rn}{.ftz}{.sat}(.f16|.f16x2)", "{.rn}(.bf16|.bf16x2)")) {
            if (f.wants("add" + form)) {
                f.add((i, o) -> op(i, o, 2, (a, b, _) -> sum(a, b)));
            }
            if (f.wants("sub" + form)) {
                f.add((i, o) -> op(i, o, 2, (a, b, _) -> sum(a, -b)));
            }
            if (f.wants("mul" + form)) {
                f.add((i, o) -> op(i, o, 2, (a, b, _) -> a * b));
            }
        }
        for (String form : List.of("{.ftz}{.sat}(.f16|.f16x2)", "{.ftz}.relu(.f16|.f16x2)", "{.relu}(.bf16|.bf16x2)")) {
            if (f.wants("fma.rn" + form)) {
                f.add((i, o) -> op(i, o, 3, (a, b, c) -> sum(a * b, c)));
            }
        }
        for (String form : List.of("{.ftz}(.f16|.f16x2)", "(.bf16|.bf16x2)")) {
            if (f.wants("neg" + form)) {
                f.add((i, o) -> sign(i, o, x -> x ^ 0x80008000));
            }
            if (f.wants("abs" + form)) {
                f.add((i, o) -> sign(i, o, x -> x & 0x7fff7fff));
            }
        }
        for (String form : List.of("{.ftz}{.NaN}{.xorsign.abs}(.f16|.f16x2)", "{.NaN}{.xorsign.abs}(.bf16|.bf16x2)")) {
            if (f.wants("(min|max)" + form)) {
                f.add(HalfArithmetic::extreme);
            }
        }
        if (f.wants("ex2.approx{.ftz}" + TYPES)) {
            f.add((i, o) -> op(i, o, 1, (a, _, _) -> Approximations.exp2((float) a)));
        }
        if (f.wants("tanh.approx" + TYPES)) {
            f.add((i, o) -> op(i, o, 1, (a, _, _) -> StrictMath.tanh(a)));
        }
    }

    private static Op extreme(Instruction i, Operands o) {
        boolean min = i.base().equals("min");
        int inputs = i.operands().size() - 1;
        boolean nan = i.has(".NaN");
        boolean xorSign = i.has(".abs");
        boolean half = i.type().startsWith("f16");
        return op(i, o, inputs, (a, b, c) -> {
            double two = extreme(a, b, min, nan, xorSign, half);
            return inputs == 3 ? extreme(two, c, min, nan, xorSign, half) : two;
        });
    }

    /** Of half precision an H100 takes the sign from both operands also where one of them is NaN; not so of other formats. */
    private static double extreme(double a, double b, boolean min, boolean nan, boolean xorSign, boolean half) {
        float chosen = FloatArithmetic.extreme((float) a, (float) b, min, nan, xorSign);
        if (half && xorSign && Double.isNaN(a) != Double.isNaN(b) && !Float.isNaN(chosen)) {
            return Math.copySign(chosen, sign(a) * sign(b));
        }
        return chosen;
    }

    private static double sign(double x) {
        return Double.doubleToRawLongBits(x) < 0 ? -1 : 1;
    }

    /**
     * A sum that rounds to any shorter format as the exact sum does: what a double cannot hold is kept as a last odd bit.
     */
    static double sum(double a, double b) {
        double sum = a + b;
        if (Double.isNaN(sum) || Double.isInfinite(sum)) {
            return sum;
        }
        double part = sum - a;
        double rest = a - (sum - part) + (b - part);
        if (rest != 0 && (Double.doubleToRawLongBits(sum) & 1) == 0) {
            return rest > 0 ? Math.nextUp(sum) : Math.nextDown(sum);
        }
        return sum;
    }

    private static boolean two(Instruction i) {
        return i.type().endsWith("x2");
    }

    private static int place(Instruction i, Operands o, int k) {
        return two(i) ? o.i32(arg(i, k)) : o.i16(arg(i, k));
    }

    private static Op sign(Instruction i, Operands o, IntUnaryOperator f) {
        SmallFloat format = SmallFloat.of(i.type());
        boolean ftz = i.has(".ftz");
        int keep = two(i) ? -1 : 0xffff;
        return Elementwise.ints(o.to32(arg(i, 0)), place(i, o, 1), x -> {
            int flushed = ftz ? flush(format, x & 0xffff) | flush(format, x >>> 16) << 16 : x;
            return f.applyAsInt(flushed) & keep;
        });
    }

    /** A subnormal number becomes a zero of its sign. */
    private static int flush(SmallFloat format, int bits) {
        return (bits & format.infinity()) == 0 ? bits & 0x8000 : bits;
    }

    private static Op op(Instruction i, Operands o, int inputs, Exact f) {
        SmallFloat format = SmallFloat.of(i.type());
        boolean two = two(i);
        boolean ftz = i.has(".ftz");
        boolean sat = i.has(".sat");
        boolean relu = i.has(".relu");
        int d = o.to32(arg(i, 0));
        int a = place(i, o, 1);
        int b = inputs > 1 ? place(i, o, 2) : a;
        int c = inputs > 2 ? place(i, o, 3) : a;
        return w -> {
            int[] r = w.r;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                int result = 0;
                for (int half = 0; half < (two ? 32 : 16); half += 16) {
                    double x = value(format, r[a + k] >>> half, ftz);
                    double y = value(format, r[b + k] >>> half, ftz);
                    double z = value(format, r[c + k] >>> half, ftz);
                    double exact = f.apply(x, y, z);
                    if (sat) {
                        exact = exact > 0 ? Math.min(exact, 1) : 0;
                    }
                    if (relu && exact <= 0) {
                        exact = 0;
                    }
                    int bits = format.round(exact);
                    result |= (ftz ? flush(format, bits) : bits) << half;
                }
                r[d + k] = result;
            }
        };
    }

    private static double value(SmallFloat format, int bits, boolean ftz) {
        return format.toFloat(ftz ? flush(format, bits & 0xffff) : bits & 0xffff);
    }
}

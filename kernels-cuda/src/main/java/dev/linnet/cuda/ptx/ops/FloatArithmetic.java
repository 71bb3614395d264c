package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.bits;
import static dev.linnet.cuda.ptx.machine.Lanes.floats;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.function.IntUnaryOperator;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Single-precision arithmetic, exact in every rounding mode; {@code .ftz} flushes subnormal inputs and results to zero. */
final class FloatArithmetic {
    /** Of up to three floats; those that an opcode lacks are zero. */
    @FunctionalInterface
    interface Exact {
        float apply(float a, float b, float c);
    }

    private FloatArithmetic() {}

    static void register(Forms f) {
        if (f.wants("add{.rn|.rz|.rm|.rp}{.ftz}{.sat}.f32")) {
            f.add((i, o) -> plain(i)
                    ? add(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).add(a, b)));
        }
        if (f.wants("sub{.rn|.rz|.rm|.rp}{.ftz}{.sat}.f32")) {
            f.add((i, o) -> plain(i)
                    ? sub(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).add(a, -b)));
        }
        if (f.wants("mul{.rn|.rz|.rm|.rp}{.ftz}{.sat}.f32")) {
            f.add((i, o) -> plain(i)
                    ? mul(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).mul(a, b)));
        }
        if (f.wants("(fma|mad)(.rn|.rz|.rm|.rp){.ftz}{.sat}.f32")) {
            f.add((i, o) -> plain(i)
                    ? fma(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)), o.f32(arg(i, 3)))
                    : exact(i, o, 3, Rounding.of(i)::fma));
        }
        if (f.wants("div(.rn|.rz|.rm|.rp){.ftz}.f32")) {
            f.add((i, o) -> plain(i)
                    ? div(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).div(a, b)));
        }
        if (f.wants("rcp(.rn|.rz|.rm|.rp){.ftz}.f32")) {
            f.add((i, o) -> plain(i)
                    ? div(o.to32(arg(i, 0)), o.constant(Float.floatToRawIntBits(1)), o.f32(arg(i, 1)))
                    : exact(i, o, 1, (a, _, _) -> Rounding.of(i).div(1, a)));
        }
        if (f.wants("sqrt(.rn|.rz|.rm|.rp){.ftz}.f32")) {
            f.add((i, o) -> plain(i)
                    ? sqrt(o.to32(arg(i, 0)), o.f32(arg(i, 1)))
                    : exact(i, o, 1, (a, _, _) -> Rounding.of(i).sqrt(a)));
        }
        if (f.wants("neg{.ftz}.f32")) {
            f.add((i, o) -> i.has(".ftz")
                    ? sign(i, o, x -> x ^ Integer.MIN_VALUE)
                    : neg(o.to32(arg(i, 0)), o.f32(arg(i, 1))));
        }
        if (f.wants("abs{.ftz}.f32")) {
            f.add((i, o) -> i.has(".ftz")
                    ? sign(i, o, x -> x & Integer.MAX_VALUE)
                    : abs(o.to32(arg(i, 0)), o.f32(arg(i, 1))));
        }
        if (f.wants("(min|max){.ftz}{.NaN}{.xorsign.abs}.f32")) {
            f.add(FloatArithmetic::extreme);
        }
        if (f.wants("copysign.f32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)),
                    (sign, x) -> (x & Integer.MAX_VALUE) | (sign & Integer.MIN_VALUE)));
        }
        if (f.wants("testp(.finite|.infinite|.number|.notanumber|.normal|.subnormal).f32")) {
            f.add((i, o) -> test(i, o));
        }
    }

    private static boolean plain(Instruction i) {
        return Rounding.of(i) == Rounding.NEAREST && !i.has(".ftz") && !i.has(".sat");
    }

    /** A subnormal number becomes a zero of its sign. */
    static float flush(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
    }

    /** Between 0 and 1; NaN becomes 0. */
    static float saturate(float x) {
        return x > 0 ? Math.min(x, 1f) : 0f;
    }

    /** Lane by lane with the instruction's {@code .ftz} and {@code .sat} around the function. */
    static Op exact(Instruction i, Operands o, int inputs, Exact f) {
        boolean ftz = i.has(".ftz");
        boolean sat = i.has(".sat");
        int d = o.to32(arg(i, 0));
        int a = o.f32(arg(i, 1));
        int b = inputs > 1 ? o.f32(arg(i, 2)) : a;
        int c = inputs > 2 ? o.f32(arg(i, 3)) : a;
        return w -> {
            int[] r = w.r;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                float x = Float.intBitsToFloat(r[a + k]);
                float y = Float.intBitsToFloat(r[b + k]);
                float z = Float.intBitsToFloat(r[c + k]);
                float result = ftz ? flush(f.apply(flush(x), flush(y), flush(z))) : f.apply(x, y, z);
                r[d + k] = bits(sat ? saturate(result) : result);
            }
        };
    }

    private static Op sign(Instruction i, Operands o, IntUnaryOperator f) {
        return Elementwise.ints(o.to32(arg(i, 0)), o.f32(arg(i, 1)),
                x -> f.applyAsInt(Float.floatToRawIntBits(flush(Float.intBitsToFloat(x)))));
    }

    private static Op extreme(Instruction i, Operands o) {
        boolean min = i.base().equals("min");
        int inputs = i.operands().size() - 1;
        if (!i.has(".ftz") && !i.has(".NaN") && !i.has(".abs") && inputs == 2) {
            int d = o.to32(arg(i, 0));
            int a = o.f32(arg(i, 1));
            int b = o.f32(arg(i, 2));
            return min ? min(d, a, b) : max(d, a, b);
        }
        boolean nan = i.has(".NaN");
        boolean xorSign = i.has(".abs");
        return exact(i, o, inputs, (a, b, c) -> {
            float two = extreme(a, b, min, nan, xorSign);
            return inputs == 3 ? extreme(two, c, min, nan, xorSign) : two;
        });
    }

    /** A number beats NaN unless {@code nan}; -0 is below +0. */
    static float extreme(float a, float b, boolean min, boolean nan, boolean xorSign) {
        if (Float.isNaN(a) || Float.isNaN(b)) {
            return nan || (Float.isNaN(a) && Float.isNaN(b)) ? Float.NaN : Float.isNaN(a) ? b : a;
        }
        if (xorSign) {
            float magnitude = min ? Math.min(Math.abs(a), Math.abs(b)) : Math.max(Math.abs(a), Math.abs(b));
            return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude)
                    | ((Float.floatToRawIntBits(a) ^ Float.floatToRawIntBits(b)) & Integer.MIN_VALUE));
        }
        return min ? Math.min(a, b) : Math.max(a, b);
    }

    private static Op test(Instruction i, Operands o) {
        int d = o.toPred(arg(i, 0));
        int a = o.f32(arg(i, 1));
        String what = i.modifier(0);
        return w -> {
            int yes = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                float x = Float.intBitsToFloat(w.r[a + k]);
                boolean is = switch (what) {
                    case "finite" -> Float.isFinite(x);
                    case "infinite" -> Float.isInfinite(x);
                    case "number" -> !Float.isNaN(x);
                    case "notanumber" -> Float.isNaN(x);
                    case "normal" -> Float.isFinite(x) && Math.abs(x) >= Float.MIN_NORMAL;
                    default -> x != 0 && Math.abs(x) < Float.MIN_NORMAL;
                };
                yes |= is ? 1 << k : 0;
            }
            w.p[d] = (w.p[d] & ~w.mask) | yes;
        };
    }

    private static FloatVector number(FloatVector chosen, FloatVector a, FloatVector b) {
        return chosen.blend(b, a.compare(VectorOperators.NE, a)).blend(a, b.compare(VectorOperators.NE, b));
    }

    private static Op add(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).add(floats(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op sub(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).sub(floats(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op mul(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).mul(floats(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op fma(int d, int a, int b, int c) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).fma(floats(r, b + i), floats(r, c + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op div(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).div(floats(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op sqrt(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(floats(r, a + i).sqrt(), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op min(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(number(floats(r, a + i).min(floats(r, b + i)), floats(r, a + i), floats(r, b + i)), r, d + i, full,
                        m >>> i);
            }
        };
    }

    private static Op max(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(number(floats(r, a + i).max(floats(r, b + i)), floats(r, a + i), floats(r, b + i)), r, d + i, full,
                        m >>> i);
            }
        };
    }

    private static Op neg(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).lanewise(VectorOperators.XOR, Integer.MIN_VALUE), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op abs(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).and(Integer.MAX_VALUE), r, d + i, full, m >>> i);
            }
        };
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.doubles;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Double-precision arithmetic, exact in every rounding mode. */
final class DoubleArithmetic {
    /** Of up to three doubles. */
    @FunctionalInterface
    interface Exact {
        double apply(double a, double b, double c);
    }

    private DoubleArithmetic() {}

    static void register(Forms f) {
        if (f.wants("add{.rn|.rz|.rm|.rp}.f64")) {
            f.add((i, o) -> plain(i)
                    ? add(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).add(a, b)));
        }
        if (f.wants("sub{.rn|.rz|.rm|.rp}.f64")) {
            f.add((i, o) -> plain(i)
                    ? sub(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).add(a, -b)));
        }
        if (f.wants("mul{.rn|.rz|.rm|.rp}.f64")) {
            f.add((i, o) -> plain(i)
                    ? mul(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).mul(a, b)));
        }
        if (f.wants("(fma|mad)(.rn|.rz|.rm|.rp).f64")) {
            f.add((i, o) -> plain(i)
                    ? fma(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)), o.i64(arg(i, 3)))
                    : exact(i, o, 3, Rounding.of(i)::fma));
        }
        if (f.wants("div(.rn|.rz|.rm|.rp).f64")) {
            f.add((i, o) -> plain(i)
                    ? div(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)))
                    : exact(i, o, 2, (a, b, _) -> Rounding.of(i).div(a, b)));
        }
        if (f.wants("rcp(.rn|.rz|.rm|.rp).f64")) {
            f.add((i, o) -> plain(i)
                    ? div(o.to64(arg(i, 0)), o.constant(Double.doubleToRawLongBits(1)), o.i64(arg(i, 1)))
                    : exact(i, o, 1, (a, _, _) -> Rounding.of(i).div(1, a)));
        }
        if (f.wants("sqrt(.rn|.rz|.rm|.rp).f64")) {
            f.add((i, o) -> plain(i)
                    ? sqrt(o.to64(arg(i, 0)), o.i64(arg(i, 1)))
                    : exact(i, o, 1, (a, _, _) -> Rounding.of(i).sqrt(a)));
        }
        if (f.wants("neg.f64")) {
            f.add((i, o) -> neg(o.to64(arg(i, 0)), o.i64(arg(i, 1))));
        }
        if (f.wants("abs.f64")) {
            f.add((i, o) -> abs(o.to64(arg(i, 0)), o.i64(arg(i, 1))));
        }
        if (f.wants("(min|max).f64")) {
            f.add((i, o) -> {
                boolean min = i.base().equals("min");
                return exact(i, o, 2,
                        (a, b, _) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : min ? Math.min(a, b) : Math.max(a, b));
            });
        }
        if (f.wants("copysign.f64")) {
            f.add((i, o) -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)),
                    (sign, x) -> (x & Long.MAX_VALUE) | (sign & Long.MIN_VALUE)));
        }
        if (f.wants("testp(.finite|.infinite|.number|.notanumber|.normal|.subnormal).f64")) {
            f.add(DoubleArithmetic::test);
        }
    }

    private static boolean plain(Instruction i) {
        return Rounding.of(i) == Rounding.NEAREST;
    }

    static Op exact(Instruction i, Operands o, int inputs, Exact f) {
        int d = o.to64(arg(i, 0));
        int a = o.i64(arg(i, 1));
        int b = inputs > 1 ? o.i64(arg(i, 2)) : a;
        int c = inputs > 2 ? o.i64(arg(i, 3)) : a;
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                q[d + k] = Double.doubleToRawLongBits(f.apply(Double.longBitsToDouble(q[a + k]),
                        Double.longBitsToDouble(q[b + k]), Double.longBitsToDouble(q[c + k])));
            }
        };
    }

    private static Op test(Instruction i, Operands o) {
        int d = o.toPred(arg(i, 0));
        int a = o.i64(arg(i, 1));
        String what = i.modifier(0);
        return w -> {
            int yes = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                double x = Double.longBitsToDouble(w.q[a + k]);
                boolean is = switch (what) {
                    case "finite" -> Double.isFinite(x);
                    case "infinite" -> Double.isInfinite(x);
                    case "number" -> !Double.isNaN(x);
                    case "notanumber" -> Double.isNaN(x);
                    case "normal" -> Double.isFinite(x) && Math.abs(x) >= Double.MIN_NORMAL;
                    default -> x != 0 && Math.abs(x) < Double.MIN_NORMAL;
                };
                yes |= is ? 1 << k : 0;
            }
            w.p[d] = (w.p[d] & ~w.mask) | yes;
        };
    }

    private static Op add(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).add(doubles(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op sub(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).sub(doubles(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op mul(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).mul(doubles(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op fma(int d, int a, int b, int c) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).fma(doubles(q, b + i), doubles(q, c + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op div(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).div(doubles(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op sqrt(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(doubles(q, a + i).sqrt(), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op neg(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).lanewise(VectorOperators.XOR, Long.MIN_VALUE), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op abs(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).and(Long.MAX_VALUE), q, d + i, full, m >>> i);
            }
        };
    }
}

package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.bits;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;
import java.math.BigDecimal;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Conversions between numbers. */
final class Conversions {
    /** What one lane's source is; floats as the double of the same value. */
    private interface Source {
        long integer(Warp w, int lane);

        double number(Warp w, int lane);
    }

    /** Stores one lane's result. */
    private interface Target {
        void put(Warp w, int lane, long bits);
    }

    private Conversions() {}

    /** Bits of a type. */
    static int width(String type) {
        return switch (type) {
            case "u8", "s8" -> 8;
            case "u16", "s16", "f16", "bf16" -> 16;
            case "u32", "s32", "f32" -> 32;
            default -> 64;
        };
    }

    private static String target(Instruction i) {
        String[] parts = i.opcode().split("\\.", -1);
        return parts[parts.length - 2];
    }

    private static Source source(Instruction i, Operands o, String type) {
        int width = width(type);
        boolean wide = width == 64;
        int a = wide ? o.i64(arg(i, 1)) : width == 32 ? o.f32(arg(i, 1)) : o.low32(arg(i, 1));
        return new Source() {
            @Override
            public long integer(Warp w, int lane) {
                return switch (type) {
                    case "u8" -> w.r[a + lane] & 0xff;
                    case "s8" -> (byte) w.r[a + lane];
                    case "u16" -> w.r[a + lane] & 0xffff;
                    case "s16" -> (short) w.r[a + lane];
                    case "u32" -> w.r[a + lane] & 0xffffffffL;
                    case "s32" -> w.r[a + lane];
                    default -> w.q[a + lane];
                };
            }

            @Override
            public double number(Warp w, int lane) {
                return switch (type) {
                    case "f16" -> SmallFloat.F16.toFloat(w.r[a + lane]);
                    case "bf16" -> SmallFloat.BF16.toFloat(w.r[a + lane]);
                    case "f32" -> Float.intBitsToFloat(w.r[a + lane]);
                    default -> Double.longBitsToDouble(w.q[a + lane]);
                };
            }
        };
    }

    private static Target store(Instruction i, Operands o, String type) {
        int width = width(type);
        if (width == 64) {
            int d = o.to64(arg(i, 0));
            return (w, lane, bits) -> w.q[d + lane] = bits;
        }
        boolean signed = type.startsWith("s");
        if (Operands.isLong(arg(i, 0))) {
            int d = o.to64(arg(i, 0));
            return (w, lane,
                    bits) -> w.q[d + lane] = signed ? bits << (64 - width) >> (64 - width) : bits & (1L << width) - 1;
        }
        int d = o.to32(arg(i, 0));
        // A register wider than the type is filled up with the sign or with zeros; one of 16 bits keeps its upper half zero.
        boolean narrow = arg(i, 0) instanceof dev.linnet.cuda.ptx.parse.Operand.Register r
                && r.type() == dev.linnet.cuda.ptx.parse.RegisterType.BITS16;
        return (w, lane, bits) -> {
            long filled = signed ? bits << (64 - width) >> (64 - width) : bits & (1L << width) - 1;
            w.r[d + lane] = narrow ? (int) filled & 0xffff : (int) filled;
        };
    }

    private static Op each(Source from, Target to, Lane f) {
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                to.put(w, k, f.convert(from, w, k));
            }
        };
    }

    /** What happens to one lane. */
    private interface Lane {
        long convert(Source from, Warp w, int lane);
    }

    static Op integers(Instruction i, Operands o) {
        String from = i.type();
        String to = target(i);
        if (!i.has(".sat")) {
            Op quick = quickIntegers(i, o, from, to);
            if (quick != null) {
                return quick;
            }
        }
        boolean sat = i.has(".sat");
        return each(source(i, o, from), store(i, o, to), (s, w, k) -> {
            long x = s.integer(w, k);
            return sat ? clamp(x, from.equals("u64") && x < 0, to) : x;
        });
    }

    /** Widening and narrowing between 32 and 64 bits is everywhere in address computations. */
    private static Op quickIntegers(Instruction i, Operands o, String from, String to) {
        if (width(from) == 32 && width(to) == 64) {
            int d = o.to64(arg(i, 0));
            int a = o.i32(arg(i, 1));
            if (from.equals("s32")) {
                return w -> {
                    int m = w.mask;
                    boolean full = m == -1;
                    for (int k = 0; k < COUNT; k += LL) {
                        put(Widening.signed(w.r, a + k), w.q, d + k, full, m >>> k);
                    }
                };
            }
            return w -> {
                int m = w.mask;
                boolean full = m == -1;
                for (int k = 0; k < COUNT; k += LL) {
                    put(Widening.unsigned(w.r, a + k), w.q, d + k, full, m >>> k);
                }
            };
        }
        if (width(from) == 64 && width(to) == 32 && !Operands.isLong(arg(i, 0))) {
            return Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), x -> (int) x);
        }
        return null;
    }

    /** The nearest value of an integer type. */
    private static long clamp(long x, boolean huge, String to) {
        int width = width(to);
        if (to.startsWith("s")) {
            long max = Long.MAX_VALUE >>> (64 - width);
            return huge || x > max ? max : Math.max(x, -max - 1);
        }
        if (huge) {
            return width == 64 ? x : (1L << width) - 1;
        }
        return x < 0 ? 0 : width == 64 ? x : Math.min(x, (1L << width) - 1);
    }

    private static Rounding integerRounding(Instruction i) {
        return i.has(".rzi")
                ? Rounding.ZERO
                : i.has(".rmi") ? Rounding.DOWN : i.has(".rpi") ? Rounding.UP : Rounding.NEAREST;
    }

    private static boolean roundsToInteger(Instruction i) {
        return i.has(".rni") || i.has(".rzi") || i.has(".rmi") || i.has(".rpi");
    }

    static Op toInteger(Instruction i, Operands o) {
        String from = i.type();
        String to = target(i);
        Rounding mode = integerRounding(i);
        boolean ftz = i.has(".ftz");
        int width = width(to);
        boolean signed = to.startsWith("s");
        long nan = from.equals("f64") || width == 64 ? 1L << (width - 1) : 0;
        return each(source(i, o, from), store(i, o, to), (s, w, k) -> {
            double x = s.number(w, k);
            if (Double.isNaN(x)) {
                return nan;
            }
            double whole = mode.toInteger(ftz ? FloatArithmetic.flush((float) x) : x);
            if (signed) {
                return clamp((long) whole, false, to);
            }
            if (width < 64) {
                return clamp((long) whole, false, to);
            }
            return whole <= 0
                    ? 0
                    : whole >= 0x1p64 ? -1 : whole >= 0x1p63 ? (long) (whole - 0x1p63) ^ Long.MIN_VALUE : (long) whole;
        });
    }

    static Op fromInteger(Instruction i, Operands o) {
        String from = i.type();
        String to = target(i);
        Rounding mode = Rounding.of(i);
        boolean sat = i.has(".sat");
        return each(source(i, o, from), store(i, o, to), (s, w, k) -> {
            long x = s.integer(w, k);
            boolean huge = from.equals("u64") && x < 0;
            if (sat) {
                x = huge || x > 0 ? 1 : 0;
                huge = false;
            }
            if (to.equals("f64") || to.equals("f32")) {
                return toFloat(x, huge, mode, to.equals("f64"));
            }
            return SmallFloat.of(to).round(sticky(x, huge), mode, false);
        });
    }

    private static long toFloat(long x, boolean huge, Rounding mode, boolean twice) {
        if (!huge && mode == Rounding.NEAREST) {
            return twice ? Double.doubleToRawLongBits((double) x) : Float.floatToRawIntBits((float) x);
        }
        BigDecimal exact = huge ? new BigDecimal(Long.toUnsignedString(x)) : BigDecimal.valueOf(x);
        return twice ? Double.doubleToRawLongBits(mode.toDouble(exact)) : Float.floatToRawIntBits(mode.toFloat(exact));
    }

    /** A double that every shorter format rounds to the same value as the integer: what does not fit is kept as a last odd bit. */
    private static double sticky(long x, boolean huge) {
        long a = huge ? x : Math.abs(x);
        if (a >>> 53 == 0) {
            return x;
        }
        long odd = (a & 0x7ff) != 0 ? 1L << 11 : 0;
        double magnitude = (double) (a >>> 11 | odd >>> 11) * 2048;
        return huge || x > 0 ? magnitude : -magnitude;
    }

    static Op floats(Instruction i, Operands o) {
        String from = i.type();
        String to = target(i);
        boolean whole = roundsToInteger(i);
        Rounding mode = whole ? integerRounding(i) : Rounding.of(i);
        boolean ftz = i.has(".ftz");
        boolean sat = i.has(".sat");
        boolean relu = i.has(".relu");
        boolean finite = i.has(".satfinite");
        return each(source(i, o, from), store(i, o, to), (s, w, k) -> {
            double x = s.number(w, k);
            // Before rounding to half precision an H100 does not flush.
            if (ftz && !from.equals("f64") && !to.equals("f16")) {
                x = FloatArithmetic.flush((float) x);
            }
            if (whole && !Double.isNaN(x) && !Double.isInfinite(x)) {
                x = Math.copySign(mode.toInteger(x), x);
            }
            if (sat) {
                x = x > 0 ? Math.min(x, 1) : 0;
            }
            if (relu && (x < 0 || x == 0)) {
                x = 0;
            }
            return encode(x, to, whole ? Rounding.NEAREST : mode, ftz, finite);
        });
    }

    private static long encode(double x, String to, Rounding mode, boolean ftz, boolean finite) {
        switch (to) {
            case "f64" -> {
                return Double.doubleToRawLongBits(x);
            }
            case "f32" -> {
                float f = mode.toFloat(x);
                return bits(ftz ? FloatArithmetic.flush(f) : f);
            }
            default -> {
                SmallFloat format = SmallFloat.of(to);
                double limit = format.largest();
                return format.round(finite && !Double.isNaN(x) ? Math.max(-limit, Math.min(limit, x)) : x, mode, false);
            }
        }
    }

    /** The first source goes into the upper half. */
    static Op pair(Instruction i, Operands o) {
        SmallFloat format = SmallFloat.of(target(i));
        Rounding mode = Rounding.of(i);
        boolean relu = i.has(".relu");
        boolean finite = i.has(".satfinite");
        int bits = format.bits();
        return Elementwise.ints(o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)),
                (high, low) -> small(Float.intBitsToFloat(high), format, mode, relu, finite) << bits
                        | small(Float.intBitsToFloat(low), format, mode, relu, finite));
    }

    /** Between pairs of one format and pairs of another. */
    static Op pairs(Instruction i, Operands o) {
        SmallFloat from = SmallFloat.of(i.type());
        SmallFloat to = SmallFloat.of(target(i));
        boolean relu = i.has(".relu");
        boolean finite = i.has(".satfinite");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), x -> {
            int ones = (1 << from.bits()) - 1;
            return small(from.toFloat(x >>> from.bits() & ones), to, Rounding.NEAREST, relu, finite) << to.bits()
                    | small(from.toFloat(x & ones), to, Rounding.NEAREST, relu, finite);
        });
    }

    private static int small(float x, SmallFloat format, Rounding mode, boolean relu, boolean finite) {
        float kept = relu && x <= 0 ? 0 : x;
        double limit = format.largest();
        return format.round(finite && !Float.isNaN(kept) ? Math.max(-limit, Math.min(limit, kept)) : kept, mode, false);
    }

    static Op tf32(Instruction i, Operands o) {
        boolean away = i.has(".rna");
        boolean relu = i.has(".relu");
        boolean finite = i.has(".satfinite");
        Rounding mode = Rounding.of(i);
        double limit = SmallFloat.TF32.largest();
        return Elementwise.ints(o.to32(arg(i, 0)), o.f32(arg(i, 1)), x -> {
            float f = Float.intBitsToFloat(x);
            double kept = relu && f <= 0 ? 0 : f;
            return SmallFloat.TF32.round(finite && !Double.isNaN(kept) ? Math.max(-limit, Math.min(limit, kept)) : kept,
                    mode, away);
        });
    }

    /** Two integers cut to a narrow type, the second below the first; above them the low bits of the third source. */
    static Op pack(Instruction i, Operands o) {
        String to = i.modifier(2);
        int bits = Integer.parseInt(to.substring(1));
        long least = to.startsWith("s") ? -1L << (bits - 1) : 0;
        long most = (1L << (to.startsWith("s") ? bits - 1 : bits)) - 1;
        int ones = (1 << bits) - 1;
        int above = i.operands().size() > 3 ? o.i32(arg(i, 3)) : o.constant(0);
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), above, (a, b, c) -> {
            int high = (int) Math.clamp((long) a, least, most) & ones;
            int low = (int) Math.clamp((long) b, least, most) & ones;
            return (bits == 16 ? 0 : c << (2 * bits)) | high << bits | low;
        });
    }
}

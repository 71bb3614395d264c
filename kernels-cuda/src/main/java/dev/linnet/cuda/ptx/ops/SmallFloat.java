package dev.linnet.cuda.ptx.ops;

/**
 * Floating-point formats of 16 bits and of 8, and tf32, which is 32 bits wide with a short fraction. E4M3 has no infinities: the
 * largest exponent holds numbers too, and only all ones is NaN.
 */
enum SmallFloat {
    F16(5, 10, 0), BF16(8, 7, 0), TF32(8, 10, 13), E4M3(4, 3, 0), E5M2(5, 2, 0);

    private final int exponentBits;
    private final int fractionBits;
    private final int shift;

    SmallFloat(int exponentBits, int fractionBits, int shift) {
        this.exponentBits = exponentBits;
        this.fractionBits = fractionBits;
        this.shift = shift;
    }

    static SmallFloat of(String type) {
        return type.startsWith("bf16")
                ? BF16
                : type.startsWith("e4m3") ? E4M3 : type.startsWith("e5m2") ? E5M2 : F16;
    }

    /** Bits of a value as it lies in a register. */
    int bits() {
        return 1 + exponentBits + fractionBits + shift;
    }

    /** The value of the bits, exact. */
    float toFloat(int bits) {
        return switch (this) {
            case F16 -> Float.float16ToFloat((short) bits);
            case BF16 -> Float.intBitsToFloat(bits << 16);
            case TF32 -> Float.intBitsToFloat(bits);
            case E5M2 -> Float.float16ToFloat((short) (bits << 8));
            case E4M3 -> (bits & 0x7f) == 0x7f
                    ? Float.NaN
                    // As a half the bits stand for 2^-8 of the number, also where it is subnormal.
                    : Float.float16ToFloat((short) ((bits & 0x80) << 8 | (bits & 0x7f) << 7)) * 256;
        };
    }

    /** The bits of the nearest value. */
    int round(double x) {
        return round(x, Rounding.NEAREST, false);
    }

    /**
     * The bits of an exactly known number.
     *
     * @param away whether halves are rounded away from zero, instead of by the mode
     */
    int round(double x, Rounding mode, boolean away) {
        if (Double.isNaN(x)) {
            return this == TF32 ? 0x7fffffff : exponentBits + fractionBits == 7 ? 0x7f : 0x7fff;
        }
        int sign = (Double.doubleToRawLongBits(x) < 0 ? 1 : 0) << (exponentBits + fractionBits);
        double a = Math.abs(x);
        long infinity = this == E4M3 ? 0x7f : ((1L << exponentBits) - 1) << fractionBits;
        long bits;
        if (Double.isInfinite(a)) {
            bits = infinity;
        } else {
            int bias = (1 << (exponentBits - 1)) - 1;
            int exponent = Math.max(Math.getExponent(a), 1 - bias);
            double scaled = Math.scalb(a, fractionBits - exponent);
            double whole = away ? Math.floor(scaled + 0.5) : magnitude(scaled, mode, sign != 0);
            bits = ((long) (exponent + bias - 1) << fractionBits) + (long) whole;
            if (bits >= infinity) {
                boolean toInfinity = away || mode == Rounding.NEAREST
                        || mode == (sign != 0 ? Rounding.DOWN : Rounding.UP);
                bits = toInfinity ? infinity : infinity - 1;
            }
        }
        return (int) (bits | sign) << shift;
    }

    private static double magnitude(double a, Rounding mode, boolean negative) {
        return switch (mode) {
            case NEAREST -> Math.rint(a);
            case ZERO -> Math.floor(a);
            case DOWN -> negative ? Math.ceil(a) : Math.floor(a);
            case UP -> negative ? Math.floor(a) : Math.ceil(a);
        };
    }

    /** The bits of infinity: all of the exponent; of NaN where there is none. */
    int infinity() {
        return this == E4M3 ? 0x7f : ((1 << exponentBits) - 1) << (fractionBits + shift);
    }

    /** The largest finite value. */
    double largest() {
        return toFloat(((infinity() >>> shift) - 1) << shift);
    }
}

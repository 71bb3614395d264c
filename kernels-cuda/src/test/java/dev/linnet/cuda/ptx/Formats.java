package dev.linnet.cuda.ptx;

/** Values of float formats, read from their bits. */
final class Formats {
    private Formats() {}

    static double value(long bits, String type) {
        return switch (type) {
            case "f64" -> Double.longBitsToDouble(bits);
            case "f32", "tf32" -> Float.intBitsToFloat((int) bits);
            case "bf16", "bf16x2" -> small(bits, 8, 7);
            case "e4m3" -> (bits & 0x7f) == 0x7f ? Double.NaN : (bits & 0x80) != 0 ? -e4m3(bits) : e4m3(bits);
            case "e5m2" -> small(bits & 0xff, 5, 2);
            default -> small(bits, 5, 10);
        };
    }

    /** The largest exponent is one like the others: there is no infinity. */
    private static double e4m3(long bits) {
        long exponent = bits >> 3 & 15;
        return exponent == 0
                ? Math.scalb((double) (bits & 7), -9)
                : Math.scalb(8.0 + (bits & 7), (int) exponent - 10);
    }

    private static double small(long bits, int exponentBits, int fractionBits) {
        int exponent = (int) (bits >> fractionBits) & ((1 << exponentBits) - 1);
        long fraction = bits & ((1L << fractionBits) - 1);
        double sign = ((bits >> (exponentBits + fractionBits)) & 1) != 0 ? -1 : 1;
        int bias = (1 << (exponentBits - 1)) - 1;
        if (exponent == (1 << exponentBits) - 1) {
            return fraction == 0
                    ? sign * Double.POSITIVE_INFINITY
                    : Double.longBitsToDouble(sign < 0 ? 0xfff8_0000_0000_0000L : 0x7ff8_0000_0000_0000L);
        }
        double magnitude = exponent == 0
                ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                : Math.scalb((double) (fraction + (1L << fractionBits)), exponent - bias - fractionBits);
        return sign * magnitude;
    }
}

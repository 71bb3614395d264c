package dev.linnet.cuda.ptx;

/** Values of float formats, read from their bits. */
final class Formats {
    private Formats() {}

    static double value(long bits, String type) {
        return switch (type) {
            case "f64" -> Double.longBitsToDouble(bits);
            case "f32", "tf32" -> Float.intBitsToFloat((int) bits);
            case "bf16", "bf16x2" -> small(bits, 8, 7);
            default -> small(bits, 5, 10);
        };
    }

    private static double small(long bits, int exponentBits, int fractionBits) {
        int exponent = (int) (bits >> fractionBits) & ((1 << exponentBits) - 1);
        long fraction = bits & ((1L << fractionBits) - 1);
        double sign = ((bits >> (exponentBits + fractionBits)) & 1) != 0 ? -1 : 1;
        int bias = (1 << (exponentBits - 1)) - 1;
        if (exponent == (1 << exponentBits) - 1) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        double magnitude = exponent == 0
                ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                : Math.scalb((double) (fraction + (1L << fractionBits)), exponent - bias - fractionBits);
        return sign * magnitude;
    }
}

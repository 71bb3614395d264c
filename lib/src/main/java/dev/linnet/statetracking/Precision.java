package dev.linnet.statetracking;

/** The arithmetic that a construction runs in. In the narrow formats sums are made in float and every stored number is rounded. */
public enum Precision {
    /** Eight bits of exponent, eight of significand: the upper half of a float. */
    BFLOAT16,
    /** IEEE binary16: eleven bits of significand. */
    FLOAT16,
    /** IEEE binary32. */
    FLOAT,
    /** IEEE binary64. */
    DOUBLE;

    /** The nearest number of this format, ties to even. */
    double round(double x) {
        return switch (this) {
            case BFLOAT16 -> bfloat16((float) x);
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) x));
            case FLOAT -> (float) x;
            case DOUBLE -> x;
        };
    }

    private static float bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int tie = (bits >>> 16) & 1;
        return Float.isNaN(x) ? x : Float.intBitsToFloat((bits + 0x7fff + tie) & 0xffff0000);
    }
}

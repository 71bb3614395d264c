package dev.linnet.cuda;

import dev.linnet.cuda.signature.CudaType.Scalar;

/** The two 16-bit formats, as Java has neither. */
final class SmallFloats {
    private SmallFloats() {}

    /** The nearest number of the format, ties to even. */
    static short bits(Scalar type, float value) {
        if (type == Scalar.HALF) {
            return Float.floatToFloat16(value);
        }
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The number that the bits stand for. */
    static float value(Scalar type, short bits) {
        return type == Scalar.HALF ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
    }
}

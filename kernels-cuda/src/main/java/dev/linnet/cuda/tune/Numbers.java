package dev.linnet.cuda.tune;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.linnet.cuda.signature.CudaType;
import dev.linnet.cuda.signature.CudaType.Scalar;

/** What a launch left in an array, read as its parameter's type says; structs as bytes. */
final class Numbers {
    private final ByteBuffer bytes;
    private final Scalar type;

    private Numbers(ByteBuffer bytes, Scalar type) {
        this.bytes = bytes;
        this.type = type;
    }

    static Numbers of(CudaType parameter, byte[] bytes) {
        var type = parameter instanceof CudaType.Pointer pointer ? element(pointer.to()) : Scalar.UNSIGNED_CHAR;
        return new Numbers(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), type);
    }

    private static Scalar element(CudaType type) {
        return switch (type) {
            case Scalar scalar -> scalar;
            case CudaType.Array array -> element(array.of());
            case CudaType.Struct struct when struct.name().matches("float[1-4]") -> Scalar.FLOAT;
            case CudaType.Struct struct when struct.name().matches("double[1-4]") -> Scalar.DOUBLE;
            default -> Scalar.UNSIGNED_CHAR;
        };
    }

    int length() {
        return bytes.capacity() / (int) type.size();
    }

    private double value(int k) {
        return switch (type) {
            case FLOAT -> bytes.getFloat(4 * k);
            case DOUBLE -> bytes.getDouble(8 * k);
            case HALF -> Float.float16ToFloat(bytes.getShort(2 * k));
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(2 * k) << 16);
            default -> bits(k);
        };
    }

    private long bits(int k) {
        return switch ((int) type.size()) {
            case 1 -> bytes.get(k);
            case 2 -> bytes.getShort(2 * k);
            case 4 -> bytes.getInt(4 * k);
            default -> bytes.getLong(8 * k);
        };
    }

    String text(int k) {
        return type == Scalar.DOUBLE
                ? Double.toString(value(k))
                : type.floating() ? Float.toString((float) value(k)) : Long.toString(bits(k));
    }

    /**
     * The first element that is further from the expected one than it may be; -1 where there is none.
     *
     * @param expected  as many elements of the same type
     * @param tolerance relative to the largest finite magnitude that is expected; 0 for the same bits
     */
    int firstDifference(Numbers expected, double tolerance) {
        double largest = 0;
        for (int k = 0; k < length() && type.floating(); k++) {
            double magnitude = Math.abs(expected.value(k));
            largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
        }
        for (int k = 0; k < length(); k++) {
            if (bits(k) != expected.bits(k)) {
                double a = value(k);
                double b = expected.value(k);
                boolean close = type.floating() && tolerance > 0
                        && (a == b || (Double.isNaN(a) && Double.isNaN(b)) || Math.abs(a - b) <= tolerance * largest);
                if (!close) {
                    return k;
                }
            }
        }
        return -1;
    }
}

package dev.linnet.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;

import dev.linnet.cuda.signature.CudaType.Scalar;

/** Java's numbers as CUDA's: what fits without loss is taken, anything else is refused with what to write instead. */
final class ScalarValue {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    private ScalarValue() {}

    /**
     * Writes {@code value} at {@code offset}.
     *
     * @param what how a message begins: {@code argument 2 'a'}
     */
    static void write(String what, Scalar type, Object value, MemorySegment target, long offset) {
        switch (type) {
            case FLOAT -> target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offset, floating(what, type, value));
            case HALF, BFLOAT16 -> target.set(SHORT, offset, value instanceof Short bits
                    ? bits
                    : SmallFloats.bits(type, floating(what, type, value)));
            case DOUBLE -> {
                if (!(value instanceof Double || value instanceof Float)) {
                    throw mismatch(what, type, value);
                }
                target.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, ((Number) value).doubleValue());
            }
            case BOOL -> {
                if (!(value instanceof Boolean truth)) {
                    throw mismatch(what, type, value);
                }
                target.set(ValueLayout.JAVA_BYTE, offset, (byte) (truth ? 1 : 0));
            }
            case CHAR -> target.set(ValueLayout.JAVA_BYTE, offset, (byte) whole(what, type, value, -128, 255));
            case SIGNED_CHAR -> target.set(ValueLayout.JAVA_BYTE, offset, (byte) whole(what, type, value, -128, 127));
            case UNSIGNED_CHAR -> target.set(ValueLayout.JAVA_BYTE, offset, (byte) whole(what, type, value,
                    value instanceof Byte ? -128 : 0, 255));
            case SHORT -> target.set(SHORT, offset, (short) whole(what, type, value, -32768, 32767));
            case UNSIGNED_SHORT -> target.set(SHORT, offset,
                    (short) whole(what, type, value, value instanceof Short ? -32768 : 0, 65535));
            case INT -> target.set(INT, offset,
                    (int) whole(what, type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UNSIGNED -> target.set(INT, offset,
                    (int) whole(what, type, value, value instanceof Integer ? Integer.MIN_VALUE : 0, 0xffff_ffffL));
            case LONG, LONG_LONG, UNSIGNED_LONG, UNSIGNED_LONG_LONG -> target.set(LONG, offset,
                    whole(what, type, value, isUnsigned(type) && !(value instanceof Long) ? 0 : Long.MIN_VALUE,
                            Long.MAX_VALUE));
        }
    }

    private static boolean isUnsigned(Scalar type) {
        return type == Scalar.UNSIGNED_LONG || type == Scalar.UNSIGNED_LONG_LONG;
    }

    /** What {@code type} at {@code offset} is for Java. */
    static Object read(Scalar type, MemorySegment source, long offset, Class<?> wanted) {
        return switch (type) {
            case FLOAT -> source.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset);
            case DOUBLE -> source.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset);
            case HALF, BFLOAT16 -> wanted == short.class
                    ? (Object) source.get(SHORT, offset)
                    : (Object) SmallFloats.value(type, source.get(SHORT, offset));
            case BOOL -> source.get(ValueLayout.JAVA_BYTE, offset) != 0;
            case CHAR, SIGNED_CHAR, UNSIGNED_CHAR -> integer(source.get(ValueLayout.JAVA_BYTE, offset),
                    type == Scalar.UNSIGNED_CHAR ? 0xff : -1, wanted);
            case SHORT, UNSIGNED_SHORT -> integer(source.get(SHORT, offset),
                    type == Scalar.UNSIGNED_SHORT ? 0xffff : -1, wanted);
            case INT, UNSIGNED -> integer(source.get(INT, offset), type == Scalar.UNSIGNED ? 0xffff_ffffL : -1,
                    wanted);
            case LONG, LONG_LONG, UNSIGNED_LONG, UNSIGNED_LONG_LONG -> integer(source.get(LONG, offset), -1, wanted);
        };
    }

    /** A whole number in the form that a record's component has; {@code mask} keeps an unsigned one positive. */
    private static Object integer(long value, long mask, Class<?> wanted) {
        if (wanted == byte.class) {
            return (byte) value;
        }
        if (wanted == short.class) {
            return (short) value;
        }
        if (wanted == char.class) {
            return (char) value;
        }
        return wanted == int.class ? (Object) (int) value : (Object) (value & mask);
    }

    private static float floating(String what, Scalar type, Object value) {
        if (value instanceof Float number) {
            return number;
        }
        throw mismatch(what, type, value);
    }

    private static long whole(String what, Scalar type, Object value, long least, long most) {
        long number = switch (value) {
            case Byte b -> b;
            case Short s -> s;
            case Integer i -> i;
            case Long l -> l;
            case Character c -> c;
            case null, default -> throw mismatch(what, type, value);
        };
        if (number < least || number > most) {
            throw new IllegalArgumentException(what + " is " + type.text() + ", which holds " + least + " to " + most
                    + ", got " + number);
        }
        return number;
    }

    /** {@code argument 2 'a' is float, got Double 2.5: write 2.5f}. */
    static IllegalArgumentException mismatch(String what, Scalar type, Object value) {
        var got = value == null ? "null" : value.getClass().getSimpleName() + (isPlain(value) ? " " + value : "");
        return new IllegalArgumentException(what + " is " + type.text() + ", got " + got + advice(type, value));
    }

    /** Whether a long is the same number. */
    private static boolean isWhole(Number number) {
        return number instanceof BigInteger big
                ? big.bitLength() <= Long.SIZE
                : number.longValue() == number.doubleValue();
    }

    private static boolean isPlain(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof Character;
    }

    private static String advice(Scalar type, Object value) {
        if (value instanceof Number number) {
            return switch (type) {
                case FLOAT, HALF, BFLOAT16 -> ": write " + (value instanceof Double
                        ? number.doubleValue() + "f"
                        : number.longValue() + "f");
                case DOUBLE -> ": write " + number.longValue() + ".0";
                case BOOL -> ": write " + (number.doubleValue() == 0 ? "false" : "true");
                default -> isWhole(number)
                        ? ": write " + number.longValue() + (number.intValue() == number.longValue() ? "" : "L")
                        : ": cast it, (int) " + value;
            };
        }
        return "";
    }
}

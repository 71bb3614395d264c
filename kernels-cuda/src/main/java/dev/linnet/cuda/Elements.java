package dev.linnet.cuda;

import java.lang.foreign.MemorySegment;

import dev.linnet.cuda.signature.CudaType.Scalar;

/** How many elements something has that can be passed for a pointer; for code that computes launches from lengths. */
public final class Elements {
    private Elements() {}

    /**
     * The number of floats in a {@code float[]}, a {@link Buffer} of floats or a {@link MemorySegment}.
     *
     * @param name what messages call it
     * @throws IllegalArgumentException where it is something else
     */
    public static long floats(String name, Object value) {
        return count(name, Scalar.FLOAT, value);
    }

    /**
     * The number of elements of this type.
     *
     * @param name what messages call it
     * @throws IllegalArgumentException where the value does not hold this type
     */
    public static long count(String name, Scalar type, Object value) {
        return switch (value) {
            case Buffer buffer when buffer.type() == type -> buffer.length();
            case MemorySegment segment when segment.byteSize() % type.size() == 0 -> segment.byteSize() / type.size();
            case null -> throw misfit(name, type, "null");
            case Buffer buffer -> throw misfit(name, type, "a " + buffer);
            default -> {
                int length = HostArray.length(value);
                if (length >= 0 && HostArray.fits(value, type)) {
                    yield length;
                }
                yield foreign(name, type, value);
            }
        };
    }

    private static long foreign(String name, Scalar type, Object value) {
        ForeignArray foreign;
        try {
            foreign = ForeignArray.of(value).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        if (foreign == null || foreign.type() != type) {
            throw misfit(name, type, foreign == null ? described(value) : foreign.title());
        }
        return foreign.length();
    }

    private static IllegalArgumentException misfit(String name, Scalar type, String described) {
        return new IllegalArgumentException(name + " holds " + type.text() + ", got " + described + ": pass "
                + HostArray.advice(type) + " or a MemorySegment");
    }

    /**
     * Requires that it has exactly {@code wanted} floats.
     *
     * @param name  what messages call it
     * @param shape what the number is, such as {@code rows * columns = 3 * 5}
     * @throws IllegalArgumentException where it has not
     */
    public static void requireFloats(String name, Object value, long wanted, String shape) {
        long length = floats(name, value);
        if (length != wanted) {
            throw new IllegalArgumentException(
                    name + " has " + length + " floats, and " + shape + " needs " + wanted);
        }
    }

    /** What it is, in messages: {@code null}, {@code double[3]}, {@code String}. */
    static String described(Object value) {
        if (value == null) {
            return "null";
        }
        int length = HostArray.length(value);
        return length < 0
                ? value.getClass().getSimpleName()
                : value.getClass().getComponentType().getSimpleName() + "[" + length + "]";
    }
}

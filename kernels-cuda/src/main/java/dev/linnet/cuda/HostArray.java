package dev.linnet.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.signature.CudaType;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.cuda.signature.CudaType.Struct;

/** An array of Java's own that is copied for a launch, and back where the kernel may write it. */
final class HostArray {
    private static final Set<Scalar> BYTES = Set.of(Scalar.CHAR, Scalar.SIGNED_CHAR, Scalar.UNSIGNED_CHAR, Scalar.BOOL);
    private static final Set<Scalar> SHORTS = Set.of(Scalar.SHORT, Scalar.UNSIGNED_SHORT, Scalar.HALF, Scalar.BFLOAT16);
    private static final Set<Scalar> INTS = Set.of(Scalar.INT, Scalar.UNSIGNED);
    private static final Set<Scalar> LONGS = Set.of(Scalar.LONG, Scalar.UNSIGNED_LONG, Scalar.LONG_LONG,
            Scalar.UNSIGNED_LONG_LONG);

    private HostArray() {}

    /** Elements of an array of numbers or truth values; -1 for anything else. */
    static int length(Object value) {
        return switch (value) {
            case float[] array -> array.length;
            case double[] array -> array.length;
            case int[] array -> array.length;
            case long[] array -> array.length;
            case short[] array -> array.length;
            case byte[] array -> array.length;
            case boolean[] array -> array.length;
            case null, default -> -1;
        };
    }

    /** Whether the array's elements, one or several, make up what a pointer points to. */
    static boolean fits(Object array, CudaType element) {
        return switch (element) {
            case CudaType.Anything _ -> true;
            case CudaType.Array inner -> fits(array, inner.of());
            case Struct struct -> vector(struct) != null && fits(array, vector(struct))
                    && length(array) % width(struct) == 0;
            case Scalar scalar -> switch (array) {
                case float[] _ -> scalar == Scalar.FLOAT;
                case double[] _ -> scalar == Scalar.DOUBLE;
                case int[] _ -> INTS.contains(scalar);
                case long[] _ -> LONGS.contains(scalar);
                case short[] _ -> SHORTS.contains(scalar);
                case byte[] _ -> BYTES.contains(scalar);
                case boolean[] _ -> scalar == Scalar.BOOL;
                case null, default -> false;
            };
            case CudaType.Pointer _ -> false;
        };
    }

    /** What CUDA's vector types are made of: {@code float} of {@code float4}; null of any other struct. */
    static Scalar vector(Struct struct) {
        var name = struct.name();
        if (!name.matches("(float|double|int|uint|longlong|ulonglong|char|uchar|short|ushort)[1-4]")) {
            return null;
        }
        return switch (name.substring(0, name.length() - 1)) {
            case "float" -> Scalar.FLOAT;
            case "double" -> Scalar.DOUBLE;
            case "int", "uint" -> Scalar.INT;
            case "longlong", "ulonglong" -> Scalar.LONG_LONG;
            case "short", "ushort" -> Scalar.SHORT;
            default -> Scalar.CHAR;
        };
    }

    private static int width(Struct struct) {
        return struct.name().charAt(struct.name().length() - 1) - '0';
    }

    /** What to pass for a pointer to this, for messages. */
    static String advice(CudaType to) {
        return switch (to) {
            case CudaType.Array array -> advice(array.of());
            case Struct struct when vector(struct) != null -> advice(vector(struct))
                    .replaceFirst(",", " whose length is a multiple of " + width(struct) + ",");
            case Scalar.FLOAT -> "a float[], a Buffer.f32";
            case Scalar.DOUBLE -> "a double[], a Buffer.f64";
            case Scalar.INT, Scalar.UNSIGNED -> "an int[], a Buffer.i32";
            case Scalar.LONG, Scalar.LONG_LONG, Scalar.UNSIGNED_LONG, Scalar.UNSIGNED_LONG_LONG ->
                "a long[], a Buffer.i64";
            case Scalar.SHORT, Scalar.UNSIGNED_SHORT -> "a short[], a Buffer.i16";
            case Scalar.HALF -> "a Buffer.f16, a short[] of bits";
            case Scalar.BFLOAT16 -> "a Buffer.bf16, a short[] of bits";
            case Scalar.CHAR, Scalar.SIGNED_CHAR, Scalar.UNSIGNED_CHAR -> "a byte[], a Buffer.i8";
            case Scalar.BOOL -> "a boolean[], a Buffer.i8";
            case Struct struct -> "an array of records with the members of " + struct.name();
            default -> "an array, a Buffer";
        };
    }

    /** Native memory with the array's values. */
    static Storage copy(String name, Object array) {
        var storage = switch (array) {
            case float[] values -> allocate(name, values.length, Float.BYTES);
            case double[] values -> allocate(name, values.length, Double.BYTES);
            case int[] values -> allocate(name, values.length, Integer.BYTES);
            case long[] values -> allocate(name, values.length, Long.BYTES);
            case short[] values -> allocate(name, values.length, Short.BYTES);
            case byte[] values -> allocate(name, values.length, 1);
            case boolean[] values -> allocate(name, values.length, 1);
            default -> throw new AssertionError(array);
        };
        if (array instanceof boolean[] truths) {
            for (int i = 0; i < truths.length; i++) {
                storage.bytes().set(ValueLayout.JAVA_BYTE, i, (byte) (truths[i] ? 1 : 0));
            }
        } else {
            storage.bytes().copyFrom(heap(array));
        }
        return storage;
    }

    /** Copies the values back. */
    static void copyBack(Storage storage, Object array) {
        storage.download();
        if (array instanceof boolean[] truths) {
            for (int i = 0; i < truths.length; i++) {
                truths[i] = storage.bytes().get(ValueLayout.JAVA_BYTE, i) != 0;
            }
        } else {
            heap(array).copyFrom(storage.bytes());
        }
    }

    static Storage allocate(String name, long length, int elementBytes) {
        return new Storage(name, Arena.ofAuto().allocate(length * elementBytes, 64), elementBytes);
    }

    /** The elements as memory; not of truth values. */
    static MemorySegment heap(Object array) {
        return switch (array) {
            case float[] values -> MemorySegment.ofArray(values);
            case double[] values -> MemorySegment.ofArray(values);
            case int[] values -> MemorySegment.ofArray(values);
            case long[] values -> MemorySegment.ofArray(values);
            case short[] values -> MemorySegment.ofArray(values);
            case byte[] values -> MemorySegment.ofArray(values);
            default -> throw new AssertionError(array);
        };
    }
}

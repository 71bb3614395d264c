package dev.linnet.arrays;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import dev.linnet.cuda.ArrayAdapter;
import dev.linnet.cuda.ForeignArray;
import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * ND4J arrays: those whose elements lie row by row are used in place, also where they are part of a larger one; others,
 * such as transposes and columns, are copied and copied back.
 */
public final class Nd4jAdapter implements ArrayAdapter {
    @Override
    public Optional<ForeignArray> adapt(Object value) {
        return value instanceof INDArray array ? Optional.of(adapted(array)) : Optional.empty();
    }

    private static ForeignArray adapted(INDArray array) {
        if (array.wasClosed()) {
            throw new IllegalArgumentException("an INDArray that was closed: make a new one");
        }
        var title = "an INDArray " + array.dataType() + Arrays.stream(array.shape())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", " (", ")"));
        var type = scalar(array.dataType(), title);
        if (array.isEmpty()) {
            return new ForeignArray.Copied(type, 0, title, _ -> {}, _ -> {});
        }
        return rowMajor(array)
                ? new ForeignArray.InPlace(type, memory(array), title)
                : new ForeignArray.Copied(type, array.length(), title, to -> {
                    try (var rows = array.dup('c')) {
                        to.copyFrom(memory(rows));
                    }
                }, from -> {
                    try (var rows = Nd4j.createUninitialized(array.dataType(), array.shape(), 'c')) {
                        memory(rows).copyFrom(from);
                        array.assign(rows);
                    }
                });
    }

    private static Scalar scalar(DataType type, String title) {
        return switch (type) {
            case FLOAT -> Scalar.FLOAT;
            case DOUBLE -> Scalar.DOUBLE;
            case HALF -> Scalar.HALF;
            case BFLOAT16 -> Scalar.BFLOAT16;
            case LONG -> Scalar.LONG_LONG;
            case UINT64 -> Scalar.UNSIGNED_LONG_LONG;
            case INT -> Scalar.INT;
            case UINT32 -> Scalar.UNSIGNED;
            case SHORT -> Scalar.SHORT;
            case UINT16 -> Scalar.UNSIGNED_SHORT;
            case BYTE -> Scalar.SIGNED_CHAR;
            case UBYTE -> Scalar.UNSIGNED_CHAR;
            case BOOL -> Scalar.BOOL;
            default -> throw new IllegalArgumentException(title + " holds no numbers; kernels take arrays of numbers");
        };
    }

    /** Whether the last index runs first, without gaps. */
    private static boolean rowMajor(INDArray array) {
        long expected = 1;
        for (int d = array.rank() - 1; d >= 0; d--) {
            if (array.size(d) != 1 && array.stride(d) != expected) {
                return false;
            }
            expected *= array.size(d);
        }
        return true;
    }

    /** The elements of an array whose elements lie row by row. */
    @SuppressWarnings("restricted") // an address of ND4J has no length of its own; the array's is known
    private static MemorySegment memory(INDArray array) {
        long element = array.data().getElementSize();
        return MemorySegment.ofAddress(array.data().address() + array.offset() * element)
                .reinterpret(array.length() * element);
    }
}

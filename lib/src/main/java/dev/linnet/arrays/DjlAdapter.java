package dev.linnet.arrays;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;

import dev.linnet.cuda.ArrayAdapter;
import dev.linnet.cuda.ForeignArray;
import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * DJL arrays in the processor's memory: those whose elements lie row by row are used in place, also where they are part of
 * a larger one; others, such as transposes and columns, are copied and copied back. Automatic differentiation does not see
 * what a kernel writes.
 */
public final class DjlAdapter implements ArrayAdapter {
    private static final NDIndex EVERYTHING = new NDIndex("...");

    @Override
    public Optional<ForeignArray> adapt(Object value) {
        return value instanceof NDArray array ? Optional.of(adapted(array)) : Optional.empty();
    }

    private static ForeignArray adapted(NDArray array) {
        if (array.isReleased()) {
            throw new IllegalArgumentException("an NDArray that was closed, perhaps with its manager: make a new one");
        }
        var title = "an NDArray " + array.getDataType().name().toLowerCase(Locale.ROOT) + " " + array.getShape();
        if (array.getDevice().isGpu()) {
            throw new IllegalArgumentException(title + " is on " + array.getDevice()
                    + ": pass array.toDevice(Device.cpu(), true)");
        }
        if (array.isSparse()) {
            throw new IllegalArgumentException(title + " is sparse: pass array.toDense()");
        }
        var type = scalar(array.getDataType(), title);
        if (array.size() == 0) {
            return new ForeignArray.Copied(type, 0, title, _ -> {}, _ -> {});
        }
        try (var scope = new NDScope()) { // what does not lie row by row is first copied to an array that does
            scope.suppressNotUsedWarning();
            var memory = memory(array);
            return memory.address() == memory(array).address()
                    ? new ForeignArray.InPlace(type, memory, title)
                    : copied(array, type, title);
        }
    }

    private static ForeignArray copied(NDArray array, Scalar type, String title) {
        return new ForeignArray.Copied(type, array.size(), title, to -> {
            try (var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                to.copyFrom(memory(array));
            }
        }, from -> {
            try (var rows = array.getManager().create(array.getShape(), array.getDataType())) {
                memory(rows).copyFrom(from);
                array.set(EVERYTHING, rows); // copyTo would give the array memory of its own
            }
        });
    }

    private static Scalar scalar(DataType type, String title) {
        return switch (type) {
            case FLOAT32 -> Scalar.FLOAT;
            case FLOAT64 -> Scalar.DOUBLE;
            case FLOAT16 -> Scalar.HALF;
            case BFLOAT16 -> Scalar.BFLOAT16;
            case INT64 -> Scalar.LONG_LONG;
            case UINT64 -> Scalar.UNSIGNED_LONG_LONG;
            case INT32 -> Scalar.INT;
            case UINT32 -> Scalar.UNSIGNED;
            case INT16 -> Scalar.SHORT;
            case UINT16 -> Scalar.UNSIGNED_SHORT;
            case INT8 -> Scalar.SIGNED_CHAR;
            case UINT8 -> Scalar.UNSIGNED_CHAR;
            case BOOLEAN -> Scalar.BOOL;
            default ->
                throw new IllegalArgumentException(title + " holds no numbers that kernels know: convert it, such"
                        + " as by array.toType(DataType.FLOAT32, true)");
        };
    }

    /** The elements, row by row: the array's own memory, or that of a copy which lives as long as the scope. */
    private static MemorySegment memory(NDArray array) {
        return MemorySegment.ofBuffer(array.toByteBuffer(true).rewind());
    }
}

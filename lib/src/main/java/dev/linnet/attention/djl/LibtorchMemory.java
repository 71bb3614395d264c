package dev.linnet.attention.djl;

import java.nio.ByteBuffer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Tensors in memory of libtorch's own.
 *
 * <p>{@code NDManager.create} and arithmetic with numbers, {@code x.mul(0.5)}, lend libtorch memory of a Java buffer, which may be
 * collected once the Java array is closed, while libtorch still keeps the tensor for a backward pass: the gradients are then
 * garbage. Whatever is multiplied in a differentiable computation comes from here instead.
 */
final class LibtorchMemory {
    private LibtorchMemory() {}

    /** A copy of float numbers. */
    static NDArray tensor(NDManager manager, float[] numbers, Shape shape) {
        NDArray tensor = manager.create(shape, DataType.FLOAT32);
        if (numbers.length > 0) {
            memory(tensor).asFloatBuffer().put(numbers);
        }
        return tensor;
    }

    /** A copy of double numbers. */
    static NDArray tensor(NDManager manager, double[] numbers, Shape shape) {
        NDArray tensor = manager.create(shape, DataType.FLOAT64);
        if (numbers.length > 0) {
            memory(tensor).asDoubleBuffer().put(numbers);
        }
        return tensor;
    }

    /** A number that multiplies tensors of a type. */
    static NDArray number(NDManager manager, DataType type, double value) {
        return type == DataType.FLOAT64
                ? tensor(manager, new double[] {value}, new Shape(1))
                : tensor(manager, new float[] {(float) value}, new Shape(1));
    }

    /** x times a number. */
    static NDArray scaled(NDArray x, double factor) {
        return x.mul(number(x.getManager(), x.getDataType(), factor));
    }

    /** The numbers of a float tensor, in rows. */
    static float[] floats(NDArray tensor) {
        var numbers = new float[Math.toIntExact(tensor.size())];
        if (numbers.length > 0) {
            try (var scope = new NDScope()) { // what is not in rows is first copied to a tensor that is
                scope.suppressNotUsedWarning();
                memory(tensor).asFloatBuffer().get(numbers);
            }
        }
        return numbers;
    }

    private static ByteBuffer memory(NDArray tensor) {
        return tensor.toByteBuffer(true);
    }
}

package dev.linnet.attention.djl;

import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * How a batch of heads falls into chunks: {@code [batch, heads, time, ...]} becomes {@code [batch * heads, chunks, size, ...]},
 * filled up with zeros at the end.
 */
record Chunks(int batch, int heads, int time, int size) {
    /** Chunks of a head. */
    int count() {
        return (time + size - 1) / size;
    }

    /**
     * Cuts a tensor.
     *
     * @param x      {@code [batch, heads, time * writes, ...]}
     * @param writes rows of a step
     */
    NDArray cut(NDArray x, int writes) {
        long[] shape = x.getShape().getShape();
        int missing = (count() * size - time) * writes;
        NDArray whole = x;
        if (missing > 0) {
            long[] rest = shape.clone();
            rest[2] = missing;
            whole = Composition.concat(List.of(x, x.getManager().zeros(new Shape(rest), x.getDataType())), 2);
        }
        var cut = new long[shape.length + 1];
        cut[0] = (long) batch * heads;
        cut[1] = count();
        cut[2] = (long) size * writes;
        System.arraycopy(shape, 3, cut, 3, shape.length - 3);
        return whole.reshape(java.util.Arrays.copyOf(cut, shape.length));
    }

    /** Puts {@code [batch * heads, chunks, size, width]} together again. */
    NDArray join(NDArray x) {
        long width = x.getShape().get(3);
        NDArray whole = x.reshape(batch, heads, (long) count() * size, width);
        return count() * size == time ? whole : whole.get(new NDIndex().addAllDim(2).addSliceDim(0, time));
    }

    /** {@code [batch, heads, ...]} states as one axis of heads, and back. */
    NDArray flat(NDArray state) {
        long[] n = state.getShape().getShape();
        return state.reshape(n[0] * n[1], n[2], n[3]);
    }

    NDArray unflat(NDArray state) {
        return state.reshape(batch, heads, state.getShape().get(1), state.getShape().get(2));
    }

    /**
     * A constant matrix with 0 where column step s is at or before row step r and minus infinity elsewhere: added to exponents.
     *
     * @param writes columns of a step
     */
    static NDArray causal(NDManager manager, DataType type, int rows, int writes) {
        return matrix(manager, type, rows, rows * writes,
                (r, c) -> c / writes <= r ? 0 : Double.NEGATIVE_INFINITY);
    }

    /** An entry of a matrix. */
    interface Entry {
        double at(int row, int column);
    }

    static NDArray matrix(NDManager manager, DataType type, int rows, int columns, Entry entry) {
        var shape = new Shape(rows, columns);
        if (type == DataType.FLOAT64) {
            var numbers = new double[rows * columns];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = entry.at(i / columns, i % columns);
            }
            return LibtorchMemory.tensor(manager, numbers, shape);
        }
        var numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) entry.at(i / columns, i % columns);
        }
        return LibtorchMemory.tensor(manager, numbers, shape);
    }

    /** x^T of the last two axes. */
    static NDArray transposed(NDArray x) {
        int n = x.getShape().dimension();
        return x.swapAxes(n - 2, n - 1);
    }

    /** Row differences {@code G_r - G_s}, shape {@code [..., rows, columns]}. */
    static NDArray differences(NDArray rows, NDArray columns) {
        return rows.expandDims(rows.getShape().dimension()).sub(columns.expandDims(columns.getShape().dimension() - 1));
    }
}

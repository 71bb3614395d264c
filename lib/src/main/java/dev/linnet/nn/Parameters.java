package dev.linnet.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** All parameters of a model in one flat array, allocated and initialised in the order in which the model is built. */
public final class Parameters {
    private final SplittableRandom random;
    private final List<Parameter> list = new ArrayList<>();
    private float[] values = new float[1024];
    private int size;

    /** No parameters yet; {@code seed} decides every initial value. */
    public Parameters(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A tensor drawn from N(0, deviation^2). */
    public Parameter normal(String name, int rows, int columns, double deviation) {
        return add(name, rows, columns, () -> deviation * random.nextGaussian());
    }

    /** A tensor drawn from U(-bound, bound). */
    public Parameter uniform(String name, int rows, int columns, double bound) {
        return add(name, rows, columns, () -> bound * (2 * random.nextDouble() - 1));
    }

    /** A tensor with the same value everywhere. */
    public Parameter constant(String name, int rows, int columns, double value) {
        return add(name, rows, columns, () -> value);
    }

    /** A tensor of independent draws of {@code draw}. */
    public Parameter drawn(String name, int rows, int columns, ToDoubleFunction<SplittableRandom> draw) {
        return add(name, rows, columns, () -> draw.applyAsDouble(random));
    }

    private Parameter add(String name, int rows, int columns, DoubleSupplier initial) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("Parameter %s is %d x %d; both must be at least 1.".formatted(name, rows,
                    columns));
        }
        var parameter = new Parameter(name, size, rows, columns);
        int end = Math.addExact(size, Math.multiplyExact(rows, columns));
        if (end > values.length) {
            values = Arrays.copyOf(values, Math.max(end, 2 * values.length));
        }
        for (int i = size; i < end; i++) {
            values[i] = (float) initial.getAsDouble();
        }
        size = end;
        list.add(parameter);
        return parameter;
    }

    /** The number of trained numbers. */
    public int size() {
        return size;
    }

    /** The tensors in order. */
    public List<Parameter> list() {
        return List.copyOf(list);
    }

    /** The live values; positions from {@link #size()} on are unused. */
    public float[] values() {
        return values;
    }
}

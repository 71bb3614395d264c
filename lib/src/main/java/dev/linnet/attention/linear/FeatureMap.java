package dev.linnet.attention.linear;

import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Exponentials;
import dev.linnet.attention.matrix.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A function applied to every entry of queries and keys. */
public enum FeatureMap {
    /** x */
    IDENTITY,
    /** x for x &gt; 0, e^x - 1 otherwise (TransNormer T1; may be negative). */
    ELU,
    /** 1 + elu(x) (Katharopoulos et al.; TransNormer T2). */
    ELU_PLUS_ONE,
    /** max(x, 0) */
    RELU;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    /** The value at x. */
    public double apply(double x) {
        return switch (this) {
            case IDENTITY -> x;
            case ELU -> x > 0 ? x : Math.expm1(x);
            case ELU_PLUS_ONE -> x > 0 ? 1 + x : Math.exp(x);
            case RELU -> Math.max(x, 0);
        };
    }

    /** The derivative at x. */
    public double derivative(double x) {
        return switch (this) {
            case IDENTITY -> 1;
            case ELU, ELU_PLUS_ONE -> x > 0 ? 1 : Math.exp(x);
            case RELU -> x > 0 ? 1 : 0;
        };
    }

    /** As {@link Blocks#load}, with the map applied to each number on the way; the padding is zero. */
    public void load(float[] from, int at, int rows, int columns, float[] block, int ld, int paddedRows) {
        if (this == IDENTITY) {
            Blocks.load(from, at, rows, columns, block, ld, paddedRows);
        } else if (columns == ld) {
            apply(from, at, block, rows * ld);
            Arrays.fill(block, rows * ld, paddedRows * ld, 0f);
        } else {
            Blocks.load(from, at, rows, columns, block, ld, paddedRows);
            apply(block, 0, block, rows * ld);
            for (int r = 0; r < rows; r++) {
                Arrays.fill(block, r * ld + columns, (r + 1) * ld, 0f);
            }
        }
    }

    /** Whole vectors. */
    private void apply(float[] from, int from0, float[] to, int n) {
        switch (this) {
            case IDENTITY -> System.arraycopy(from, from0, to, 0, n);
            case ELU -> Exponentials.elu(from, from0, to, n, 1f);
            case ELU_PLUS_ONE -> Exponentials.elu(from, from0, to, n, 0f);
            case RELU -> relu(from, from0, to, n);
        }
    }

    private static void relu(float[] from, int from0, float[] to, int n) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            FloatVector.fromArray(S, from, from0 + i).max(0f).intoArray(to, i);
        }
    }

    /**
     * Turns gradients of mapped numbers into gradients of the numbers themselves.
     *
     * @param mapped the mapped numbers, from which the derivative can be told
     */
    public void applyDerivative(float[] mapped, float[] gradient, int n) {
        switch (this) {
            case IDENTITY -> {
            }
            case ELU -> eluDerivative(mapped, gradient, n, 1f);
            case ELU_PLUS_ONE -> eluDerivative(mapped, gradient, n, 0f);
            case RELU -> reluDerivative(mapped, gradient, n);
        }
    }

    private static void eluDerivative(float[] mapped, float[] gradient, int n, float less) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            FloatVector slope = FloatVector.fromArray(S, mapped, i).add(less).min(1f);
            FloatVector.fromArray(S, gradient, i).mul(slope).intoArray(gradient, i);
        }
    }

    private static void reluDerivative(float[] mapped, float[] gradient, int n) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            FloatVector g = FloatVector.fromArray(S, gradient, i);
            g.blend(0f, FloatVector.fromArray(S, mapped, i).compare(VectorOperators.LE, 0f)).intoArray(gradient, i);
        }
    }
}

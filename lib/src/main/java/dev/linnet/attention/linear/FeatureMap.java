package dev.linnet.attention.linear;

import dev.linnet.attention.matrix.Lanes;
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

    /** Applies the map to the {@code rows x columns} numbers of a block of width {@code ld}; the padding stays as it is. */
    public void apply(float[] block, int ld, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int from = r * ld;
            int to = from + columns;
            switch (this) {
                case IDENTITY -> {
                }
                case ELU -> elu(block, from, to, 1f);
                case ELU_PLUS_ONE -> elu(block, from, to, 0f);
                case RELU -> relu(block, from, to);
            }
        }
    }

    /** 1 + elu(x) - less. */
    private static void elu(float[] block, int from, int to, float less) {
        int i = from;
        for (; i <= to - Lanes.COUNT; i += Lanes.COUNT) {
            FloatVector x = FloatVector.fromArray(S, block, i);
            Lanes.exp(x.min(0f)).add(x.max(0f)).sub(less).intoArray(block, i);
        }
        if (i < to) {
            FloatVector x = FloatVector.fromArray(S, block, i);
            FloatVector y = Lanes.exp(x.min(0f)).add(x.max(0f)).sub(less);
            x.blend(y, S.indexInRange(i, to)).intoArray(block, i);
        }
    }

    private static void relu(float[] block, int from, int to) {
        for (int i = from; i < to; i += Lanes.COUNT) {
            FloatVector.fromArray(S, block, i).max(0f).intoArray(block, i);
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

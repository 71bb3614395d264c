package dev.linnet.nn;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) with β1 = 0.9, β2 = 0.999, eps = 1e-8.
 *
 * <pre>
 *   m = β1 m + (1-β1) g     v = β2 v + (1-β2) g^2     w -= lr (decay w + (m / (1-β1^n)) / (sqrt(v / (1-β2^n)) + eps))
 * </pre>
 */
public final class AdamW {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final float[] first;
    private final float[] second;
    private final List<Stretch> stretches;
    private int steps;

    /** Decays every parameter. */
    public AdamW(int parameters, double weightDecay) {
        this(parameters, List.of(new Stretch(0, parameters, (float) weightDecay)));
    }

    private AdamW(int parameters, List<Stretch> stretches) {
        first = new float[parameters];
        second = new float[parameters];
        this.stretches = stretches;
    }

    /** Decays matrices only: no norm weights, biases or other parameters of one row. */
    public static AdamW decayingMatrices(Parameters parameters, double weightDecay) {
        return new AdamW(parameters.size(), parameters.list()
                .stream()
                .map(p -> new Stretch(p.offset(), p.offset() + p.size(), p.rows() == 1 ? 0 : (float) weightDecay))
                .toList());
    }

    /** Parameters from {@code from} up to {@code to} and their decay. */
    private record Stretch(int from, int to, float weightDecay) {}

    /** One step of size {@code learningRate} against {@code gradient}. */
    public void step(float[] values, float[] gradient, double learningRate) {
        steps++;
        float correction1 = (float) (1 / (1 - StrictMath.pow(BETA1, steps)));
        float correction2 = (float) (1 / (1 - StrictMath.pow(BETA2, steps)));
        float rate = (float) learningRate;
        for (Stretch stretch : stretches) {
            step(values, gradient, rate, correction1, correction2, stretch);
        }
    }

    private void step(float[] values, float[] gradient, float rate, float correction1, float correction2,
            Stretch stretch) {
        float weightDecay = stretch.weightDecay();
        for (int i = stretch.from(); i < stretch.to(); i++) {
            float g = gradient[i];
            float m = BETA1 * first[i] + (1 - BETA1) * g;
            float v = BETA2 * second[i] + (1 - BETA2) * g * g;
            first[i] = m;
            second[i] = v;
            float direction = m * correction1 / ((float) Math.sqrt(v * correction2) + EPSILON);
            values[i] -= rate * (weightDecay * values[i] + direction);
        }
    }

    /** The steps done. */
    public int steps() {
        return steps;
    }

    /** The running means m, live: with {@link #second()} and {@link #steps()} all that a training remembers. */
    public float[] first() {
        return first;
    }

    /** The running means v of squares, live. */
    public float[] second() {
        return second;
    }

    /** Goes on from what another optimiser of the same parameters remembered. */
    public void restore(float[] savedFirst, float[] savedSecond, int savedSteps) {
        if (savedFirst.length != first.length || savedSecond.length != second.length || savedSteps < 0) {
            throw new IllegalArgumentException(
                    "The saved optimiser has %d and %d numbers and %d steps; this one has %d."
                            .formatted(savedFirst.length, savedSecond.length, savedSteps, first.length));
        }
        System.arraycopy(savedFirst, 0, first, 0, first.length);
        System.arraycopy(savedSecond, 0, second, 0, second.length);
        steps = savedSteps;
    }

    /** Scales {@code gradient} to a Euclidean norm of at most {@code limit}; returns the norm before. */
    public static double clip(float[] gradient, int size, double limit) {
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (double) gradient[i] * gradient[i];
        }
        double norm = Math.sqrt(squares);
        if (norm > limit) {
            float factor = (float) (limit / (norm + 1e-6));
            for (int i = 0; i < size; i++) {
                gradient[i] *= factor;
            }
        }
        return norm;
    }
}

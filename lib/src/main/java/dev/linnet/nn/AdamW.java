package dev.linnet.nn;

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
    private final float weightDecay;
    private int steps;

    public AdamW(int parameters, double weightDecay) {
        first = new float[parameters];
        second = new float[parameters];
        this.weightDecay = (float) weightDecay;
    }

    /** One step of size {@code learningRate} against {@code gradient}. */
    public void step(float[] values, float[] gradient, double learningRate) {
        steps++;
        float correction1 = (float) (1 / (1 - StrictMath.pow(BETA1, steps)));
        float correction2 = (float) (1 / (1 - StrictMath.pow(BETA2, steps)));
        float rate = (float) learningRate;
        for (int i = 0; i < first.length; i++) {
            float g = gradient[i];
            float m = BETA1 * first[i] + (1 - BETA1) * g;
            float v = BETA2 * second[i] + (1 - BETA2) * g * g;
            first[i] = m;
            second[i] = v;
            float direction = m * correction1 / ((float) Math.sqrt(v * correction2) + EPSILON);
            values[i] -= rate * (weightDecay * values[i] + direction);
        }
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

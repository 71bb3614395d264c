package dev.linnet.language;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How a token is drawn from logits.
 *
 * @param temperature divides the logits; 0 takes the most probable token
 * @param topK        how many of the most probable tokens are drawn from; 0 for all
 */
public record Sampling(double temperature, int topK) {
    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature is " + temperature
                    + "; it must be at least 0 and finite.");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK is " + topK + "; it must be at least 0.");
        }
    }

    /** The most probable token, always. */
    public static Sampling greedy() {
        return new Sampling(0, 0);
    }

    /**
     * Draws a token. Of equally probable tokens the lower one comes first.
     *
     * @throws IllegalArgumentException if a logit is NaN or infinite, as a model's that diverged in training
     */
    public int draw(float[] logits, RandomGenerator random) {
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new IllegalArgumentException("The logit of token " + i + " is " + logits[i]
                        + "; the model's weights are no longer numbers: train it anew with a lower learning rate.");
            }
        }
        if (temperature == 0) {
            return best(logits);
        }
        boolean[] kept = kept(logits);
        double max = logits[best(logits)];
        var weights = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            weights[i] = kept[i] ? StrictMath.exp((logits[i] - max) / temperature) : 0;
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private boolean[] kept(float[] logits) {
        var kept = new boolean[logits.length];
        if (topK == 0 || topK >= logits.length) {
            Arrays.fill(kept, true);
            return kept;
        }
        for (int n = 0; n < topK; n++) {
            int best = -1;
            for (int i = 0; i < logits.length; i++) {
                if (!kept[i] && (best < 0 || logits[i] > logits[best])) {
                    best = i;
                }
            }
            kept[best] = true;
        }
        return kept;
    }
}

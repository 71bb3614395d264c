package dev.linnet.odeen.transformer;

import java.util.SplittableRandom;

/** Factors of 0 with probability p and of 1 / (1 - p) otherwise, drawn anew by each training pass. */
final class Dropout {
    private final int threshold;
    private final float kept;
    private final float[] factors;
    private boolean on;

    /** For at most so many numbers; a share of 0 leaves everything as it is. */
    Dropout(double share, int most) {
        threshold = (int) Math.round(share * 65_536);
        kept = (float) (1 / (1 - share));
        factors = new float[threshold == 0 ? 0 : most];
    }

    /** Draws the factors of {@code count} numbers, or none if {@code random} is null, and multiplies x by them. */
    void forward(float[] x, int count, SplittableRandom random) {
        on = threshold > 0 && random != null;
        if (!on) {
            return;
        }
        for (int i = 0; i < count; i += 4) {
            long bits = random.nextLong();
            for (int j = 0; j < 4; j++, bits >>>= 16) {
                factors[i + j] = (bits & 0xffff) < threshold ? 0 : kept;
            }
        }
        Rows.multiply(x, factors, 0, count);
    }

    /** {@code d *= factors}, those of the last forward pass. */
    void backward(float[] d, int count) {
        backward(d, 0, count);
    }

    /** The same for a stretch of the numbers, {@code d} from 0 on and the factors from {@code from} on. */
    void backward(float[] d, int from, int count) {
        if (on) {
            Rows.multiply(d, factors, from, count);
        }
    }
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Rotary positions (Su et al., arXiv 2104.09864): channels i and i + K/2 of a head turn by t 10000^(-2i/K). Linear in its input, so the
 * backward pass turns the other way.
 */
final class Rotary {
    private static final int LENGTH = SPECIES.length();

    private final int heads;
    private final int half;
    private final float[] cosines;
    private final float[] sines;

    Rotary(int heads, int headWidth, int maxTime) {
        this.heads = heads;
        half = headWidth / 2;
        cosines = new float[maxTime * half];
        sines = new float[maxTime * half];
        for (int t = 0; t < maxTime; t++) {
            for (int i = 0; i < half; i++) {
                double angle = angle(t, i, headWidth);
                cosines[t * half + i] = (float) StrictMath.cos(angle);
                sines[t * half + i] = (float) StrictMath.sin(angle);
            }
        }
    }

    /** The angle of channel pair i at position t. */
    static double angle(int t, int i, int headWidth) {
        return t * StrictMath.pow(10_000, -2.0 * i / headWidth);
    }

    /** y = R_t (gain x), or R_t^T (gain x) with {@code back}; {@code y} may be {@code x}, both {@code [T][heads K][16]}. */
    void turn(float[] x, float[] y, float gain, boolean back, int time) {
        for (int t = 0; t < time; t++) {
            for (int head = 0; head < heads; head++) {
                for (int i = 0; i < half; i++) {
                    FloatVector cosine = Lanes.broadcast(gain * cosines[t * half + i]);
                    FloatVector sine = Lanes.broadcast((back ? -gain : gain) * sines[t * half + i]);
                    int first = ((t * heads + head) * 2 * half + i) * WIDTH;
                    int second = first + half * WIDTH;
                    for (int l = 0; l < WIDTH; l += LENGTH) {
                        FloatVector x0 = FloatVector.fromArray(SPECIES, x, first + l);
                        FloatVector x1 = FloatVector.fromArray(SPECIES, x, second + l);
                        x0.mul(cosine).sub(x1.mul(sine)).intoArray(y, first + l);
                        x0.mul(sine).add(x1.mul(cosine)).intoArray(y, second + l);
                    }
                }
            }
        }
    }
}

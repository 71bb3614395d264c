package dev.linnet.cuda.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;

/** What the tests of kernels have in common: where they run, their numbers, how results are compared. */
final class Comparison {
    private Comparison() {}

    /** Uniform in -1 to 1. */
    static float[] random(SplittableRandom random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    static double[] wide(float[] values) {
        var wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    static void close(double[] expected, float[] got, double tolerance, String what) {
        assertEquals(expected.length, got.length, what);
        for (int i = 0; i < got.length; i++) {
            assertEquals(expected[i], got[i], tolerance * Math.max(1, Math.abs(expected[i])), what + ", element " + i);
        }
    }

    /** Exactly this sentence. */
    static void refused(String sentence, org.junit.jupiter.api.function.Executable launch) {
        assertEquals(sentence, assertThrows(IllegalArgumentException.class, launch).getMessage());
    }
}

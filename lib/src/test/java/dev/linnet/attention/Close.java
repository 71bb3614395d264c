package dev.linnet.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/** Compares arrays. */
public final class Close {
    private Close() {}

    /** Relative to the largest entry of the expected one, or to 0.1: gradients may cancel to nothing. */
    static void assertClose(double[] expected, float[] actual, double tolerance, String what) {
        assertClose(expected, RandomInputs.wide(actual), tolerance, what);
    }

    /** The same. */
    static void assertClose(double[] expected, double[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what + ": length");
        double largest = 0.1;
        for (double x : expected) {
            largest = Math.max(largest, Math.abs(x));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= tolerance * largest)) {
                fail(what + "[" + i + "] is " + actual[i] + ", not " + expected[i] + " (largest " + largest + ")");
            }
        }
    }

    /** The norm of the difference is at most {@code tolerance} times the expected one's, which is not 0. */
    public static void assertNearInNorm(double[] expected, float[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what + ": length");
        double share = distance(expected, actual);
        assertTrue(expected.length == 0 || share <= tolerance, () -> what + " differs by " + share + " of its norm");
    }

    /** The norm of the difference, as a share of the expected one's; NaN where both are 0. */
    public static double distance(double[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }
}

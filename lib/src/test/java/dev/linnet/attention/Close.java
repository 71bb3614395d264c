package dev.linnet.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** Compares arrays relative to the largest entry of the expected one, or to 0.1: gradients may cancel to nothing. */
final class Close {
    private Close() {}

    static void assertClose(double[] expected, float[] actual, double tolerance, String what) {
        assertClose(expected, RandomInputs.wide(actual), tolerance, what);
    }

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
}

package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over the lanes of vectors in a fixed order, unlike {@code reduceLanes}, whose order is the machine's choice. Vectors
 * are first stored to a small array, which also is faster than taking lanes out of them.
 */
final class LaneSums {
    static final int LENGTH = SPECIES.length();

    private LaneSums() {}

    static float sum(FloatVector v, float[] scratch) {
        v.intoArray(scratch, 0);
        return sum(scratch, 0);
    }

    /** The sum of the {@code LENGTH} numbers from {@code at}; LENGTH is a power of two. */
    static float sum(float[] stored, int at) {
        if (LENGTH < 4) {
            float sum = 0;
            for (int i = 0; i < LENGTH; i++) {
                sum += stored[at + i];
            }
            return sum;
        }
        float a = stored[at];
        float b = stored[at + 1];
        float c = stored[at + 2];
        float d = stored[at + 3];
        for (int i = 4; i < LENGTH; i += 4) {
            a += stored[at + i];
            b += stored[at + i + 1];
            c += stored[at + i + 2];
            d += stored[at + i + 3];
        }
        return (a + b) + (c + d);
    }
}

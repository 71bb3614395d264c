package dev.linnet.nn;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over the sixteen lanes in one fixed order, whatever the vector length, unlike {@code reduceLanes}, whose order is the
 * machine's choice. Vectors are first stored to a small array, which also is faster than taking lanes out of them.
 */
final class LaneSums {
    private LaneSums() {}

    /** The sum of the sixteen numbers from {@code at}. */
    static float sum(float[] stored, int at) {
        float a = stored[at];
        float b = stored[at + 1];
        float c = stored[at + 2];
        float d = stored[at + 3];
        for (int i = 4; i < Lanes.WIDTH; i += 4) {
            a += stored[at + i];
            b += stored[at + i + 1];
            c += stored[at + i + 2];
            d += stored[at + i + 3];
        }
        return (a + b) + (c + d);
    }

    /** The sums of {@code count} times sixteen numbers from the beginning, each as {@link #sum} has it, to the beginning. */
    static void sums(float[] stored, int count) {
        for (int n = 0; n < count; n++) {
            int at = n * Lanes.WIDTH;
            FloatVector quarters = FloatVector.fromArray(FloatVector.SPECIES_128, stored, at);
            for (int i = 4; i < Lanes.WIDTH; i += 4) {
                quarters = quarters.add(FloatVector.fromArray(FloatVector.SPECIES_128, stored, at + i));
            }
            quarters.intoArray(stored, 4 * n); // never beyond what has been read
        }
        for (int n = 0; n < count; n++) {
            stored[n] = (stored[4 * n] + stored[4 * n + 1]) + (stored[4 * n + 2] + stored[4 * n + 3]);
        }
    }
}

package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class LanesTest {
    /** So often that the method is compiled on the way. */
    @Test
    void sums_are_added_in_halves_interpreted_and_compiled() {
        var random = new Random(1);
        var x = new float[Lanes.COUNT];
        for (int n = 0; n < 30_000; n++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            float sum = Lanes.sum(FloatVector.fromArray(Lanes.SPECIES, x, 0));
            for (int half = x.length / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    x[i] += x[i + half];
                }
            }
            assertEquals(x[0], sum);
        }
    }
}

package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class DotTest {
    /** So often that the method is compiled on the way. */
    @Test
    void sums_are_added_in_halves_interpreted_and_compiled() {
        var random = new Random(1);
        var x = new float[Lanes.COUNT];
        var ones = new float[Lanes.COUNT];
        Arrays.fill(ones, 1f);
        for (int n = 0; n < 30_000; n++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            float sum = Blocks.dot(x, 0, ones, 0, x.length);
            for (int half = x.length / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    x[i] += x[i + half];
                }
            }
            assertEquals(x[0], sum);
        }
    }
}

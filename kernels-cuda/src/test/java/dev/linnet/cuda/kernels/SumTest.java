package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.Target;

class SumTest {
    @Test
    void it_equals_the_twin_for_every_length() {
        var random = new SplittableRandom(1);
        for (int n : new int[] {1, 2, 3, 4, 5, 33, 1023, 4096, 4097, 4098, 8193, random.nextInt(9000, 50_000)}) {
            var x = Comparison.random(random, n);
            double magnitude = 0;
            for (float value : x) {
                magnitude += Math.abs(value);
            }
            assertEquals(Sum.twin(Comparison.wide(x)), Sum.of(Target.AUTO, x), 40 * 0x1p-24 * magnitude + 1e-30,
                    n + " elements");
        }
        assertEquals(0, Sum.of(Target.AUTO, new float[0]));
    }

    @Test
    void the_bits_are_the_same_on_every_run_and_wherever_the_array_lies() {
        var x = Comparison.random(new SplittableRandom(2), 30_001);
        float once = Sum.of(Target.AUTO, x);
        try (var buffer = Buffer.of(x)) {
            assertEquals(once, Sum.of(Target.AUTO, x));
            assertEquals(once, Sum.of(Target.AUTO, buffer));
            assertEquals(once, Sum.of(Target.AUTO, MemorySegment.ofArray(x)));
        }
    }

    @Test
    void integers_are_added_exactly() {
        int n = 10_000;
        var x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 100;
        }
        assertEquals(n / 100 * 4950, Sum.of(Target.AUTO, x));
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        refused("sum has 2 floats, and a sum needs 1",
                () -> Sum.launch(Target.CPU, new float[3], new float[2]));
        refused("x has 0 floats; 1 to 2147483647 are possible",
                () -> Sum.launch(Target.CPU, new float[0], new float[1]));
        refused("x holds float, got int[3]: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Sum.of(Target.CPU, new int[3]));
    }
}

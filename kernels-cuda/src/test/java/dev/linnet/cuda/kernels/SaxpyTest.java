package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

class SaxpyTest {
    @Test
    void it_equals_the_twin_for_every_length() {
        var random = new SplittableRandom(1);
        for (int n : new int[] {1, 2, 3, 4, 5, 31, 255, 256, 1023, 1024, 1025, 4099, random.nextInt(5000, 9000)}) {
            var x = Comparison.random(random, n);
            var y = Comparison.random(random, n);
            float a = (float) random.nextDouble(-3, 3);
            var fused = new float[n];
            for (int i = 0; i < n; i++) {
                fused[i] = Math.fma(a, x[i], y[i]);
            }
            var expected = Comparison.wide(y);
            Saxpy.twin(a, Comparison.wide(x), expected);
            Saxpy.launch(Target.AUTO, a, x, y);
            assertArrayEquals(fused, y, "one rounding");
            Comparison.close(expected, y, 0x1p-23, n + " elements");
        }
    }

    @Test
    void buffers_and_segments_give_the_same() {
        int n = 1001;
        var random = new SplittableRandom(2);
        var x = Comparison.random(random, n);
        var y = Comparison.random(random, n);
        try (var arena = Arena.ofShared(); var bx = Buffer.of(x); var by = Buffer.of(y)) {
            var segment = arena.allocate(4L * (n + 1), 16).asSlice(4); // off a 16-byte boundary for the processor
            segment.copyFrom(MemorySegment.ofArray(y));
            Saxpy.launch(Target.AUTO, 0.5f, bx, by);
            Saxpy.launch(Target.AUTO, 0.5f, x, segment);
            Saxpy.launch(Target.AUTO, 0.5f, x, y);
            assertArrayEquals(y, by.toFloats());
            assertArrayEquals(y, segment.toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    @Test
    void few_threads_stride_over_many_elements() {
        int n = 777;
        var x = Comparison.random(new SplittableRandom(3), n);
        var y = new float[n];
        Saxpy.module(Target.AUTO).kernel("saxpy").launch(LaunchShape.of(2, 32), n, 2f, x, y);
        for (int i = 0; i < n; i++) {
            assertEquals(2 * x[i], y[i]);
        }
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        var three = new float[3];
        refused("y has 2 floats, and x of 3 needs 3", () -> Saxpy.launch(Target.CPU, 1, three, new float[2]));
        refused("x has 0 floats; 1 to 2147483647 are possible",
                () -> Saxpy.launch(Target.CPU, 1, new float[0], new float[0]));
        refused("x holds float, got double[3]: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Saxpy.launch(Target.CPU, 1, new double[3], three));
        refused("y holds float, got null: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Saxpy.launch(Target.CPU, 1, three, null));
        refused("y holds float, got a Buffer of 3 int: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Saxpy.launch(Target.CPU, 1, three, Buffer.i32(3)));
        refused("There is no nothing.cu beside " + SaxpyTest.class.getName()
                + "; kernels are resources of the same package",
                () -> KernelFile.load(SaxpyTest.class, "nothing", Target.CPU));
    }
}

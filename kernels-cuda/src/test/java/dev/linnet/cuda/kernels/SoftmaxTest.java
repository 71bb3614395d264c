package dev.linnet.cuda.kernels;

import static dev.linnet.cuda.kernels.Comparison.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;

class SoftmaxTest {
    @Test
    void it_equals_the_twin_for_awkward_shapes() {
        var random = new SplittableRandom(1);
        int[][] shapes = {{1, 1}, {3, 1}, {7, 31}, {9, 32}, {8, 33}, {17, 100}, {2, 1024}, {3, 1025}, {2, 1300},
                {random.nextInt(1, 20), random.nextInt(1, 200)}, {1, random.nextInt(1025, 3000)}};
        for (var shape : shapes) {
            var x = Comparison.random(random, shape[0] * shape[1]);
            for (int i = 0; i < x.length; i++) {
                x[i] *= 30;
            }
            var expected = Softmax.twin(shape[0], shape[1], Comparison.wide(x));
            var y = new float[x.length];
            Softmax.launch(Target.AUTO, shape[0], shape[1], x, y);
            Comparison.close(expected, y, 2e-6, shape[0] + " rows of " + shape[1]);
            Softmax.launch(Target.AUTO, shape[0], shape[1], x, x);
            assertArrayEquals(y, x, "in place");
        }
    }

    @Test
    void few_blocks_stride_over_many_rows() {
        var x = Comparison.random(new SplittableRandom(2), 40 * 12);
        var expected = Softmax.twin(40, 12, Comparison.wide(x));
        for (var kernel : Softmax.module(Target.AUTO).kernels()) {
            var y = new float[x.length];
            kernel.launch(LaunchShape.of(2, 256), 40, 12, x, y);
            Comparison.close(expected, y, 2e-6, kernel.name());
        }
    }

    @Test
    void masks_give_zeros_and_what_has_no_softmax_gives_nan() {
        float low = Float.NEGATIVE_INFINITY;
        for (int columns : new int[] {5, 1100}) {
            int rows = 5;
            var x = new float[rows * columns];
            java.util.Arrays.fill(x, 0, 2 * columns, low);
            x[3] = 2;
            x[2 * columns + 1] = Float.NaN;
            x[3 * columns + 1] = Float.POSITIVE_INFINITY;
            x[4 * columns] = low;
            Softmax.launch(Target.AUTO, rows, columns, x, x);
            assertEquals(1, x[3]);
            assertEquals(0, x[2]);
            assertEquals(0, x[4 * columns]);
            assertEquals(1f / (columns - 1), x[4 * columns + 1], 1e-7);
            for (int i = 0; i < columns; i++) {
                assertTrue(Float.isNaN(x[columns + i]), "all masked");
                assertTrue(Float.isNaN(x[2 * columns + i]), "NaN");
                assertTrue(Float.isNaN(x[3 * columns + i]), "infinity");
            }
        }
    }

    @Test
    void bad_input_is_refused_with_a_sentence() {
        var six = new float[6];
        refused("rows: 0 is not possible; it must be at least 1", () -> Softmax.launch(Target.CPU, 0, 3, six, six));
        refused("columns: -1 is not possible; it must be at least 1",
                () -> Softmax.launch(Target.CPU, 2, -1, six, six));
        refused("x has 6 floats, and rows * columns = 2 * 4 needs 8", () -> Softmax.launch(Target.CPU, 2, 4, six, six));
        refused("y holds float, got long[6]: pass a float[], a Buffer.f32 or a MemorySegment",
                () -> Softmax.launch(Target.CPU, 2, 3, six, new long[6]));
    }
}

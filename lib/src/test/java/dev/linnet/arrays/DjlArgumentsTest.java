package dev.linnet.arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.Sum;
import dev.linnet.cuda.signature.CudaType.Scalar;

/** Arrays of DJL, passed to kernels. */
@Tag("libtorch")
class DjlArgumentsTest {
    private static NDArray grid(NDManager manager) {
        return manager.arange(16f).reshape(4, 4);
    }

    @Test
    void arrays_are_passed_whatever_their_strides() {
        try (var manager = NDManager.newBaseManager()) {
            var inPlace = grid(manager);
            Saxpy.launch(Target.AUTO, 1, grid(manager), inPlace);
            assertArrayEquals(grid(manager).mul(2).toFloatArray(), inPlace.toFloatArray());
            var transposed = grid(manager).transpose();
            Saxpy.launch(Target.AUTO, 1, grid(manager), transposed);
            assertArrayEquals(grid(manager).add(grid(manager).transpose()).toFloatArray(), transposed.toFloatArray());
            assertEquals(120, Sum.of(Target.AUTO, grid(manager).transpose()));
            var same = grid(manager);
            Saxpy.launch(Target.AUTO, 1, same, same);
            assertArrayEquals(grid(manager).mul(2).toFloatArray(), same.toFloatArray());
        }
    }

    @Test
    void parts_of_an_array_are_written_in_the_whole() {
        try (var manager = NDManager.newBaseManager()) {
            var ones = manager.ones(new Shape(4));
            var whole = grid(manager);
            Saxpy.launch(Target.AUTO, 10, ones, whole.get(2));
            Saxpy.launch(Target.AUTO, 100, ones, whole.get(":, 0"));
            assertArrayEquals(new float[] {100, 1, 2, 3, 104, 5, 6, 7, 118, 19, 20, 21, 112, 13, 14, 15},
                    whole.toFloatArray());
        }
    }

    @Test
    void each_type_is_seen_as_what_it_is() {
        var types = Map.of(DataType.FLOAT32, Scalar.FLOAT, DataType.FLOAT64, Scalar.DOUBLE, DataType.FLOAT16,
                Scalar.HALF, DataType.INT8, Scalar.SIGNED_CHAR, DataType.UINT8,
                Scalar.UNSIGNED_CHAR, DataType.INT32, Scalar.INT, DataType.INT64, Scalar.LONG_LONG, DataType.BOOLEAN,
                Scalar.BOOL);
        try (var manager = NDManager.newBaseManager()) {
            types.forEach((type, scalar) -> {
                var array = manager.create(new Shape(2, 3), type);
                for (var other : Scalar.values()) {
                    if (other == scalar) {
                        assertEquals(6, Elements.count("x", scalar, array), type + " is " + scalar);
                    } else {
                        assertThrows(IllegalArgumentException.class, () -> Elements.count("x", other, array));
                    }
                }
            });
        }
    }

    @Test
    void what_cannot_be_passed_is_refused_with_a_sentence() {
        try (var manager = NDManager.newBaseManager()) {
            var x = manager.ones(new Shape(4));
            refused("y holds float, got an NDArray float64 (4): pass a float[], a Buffer.f32 or a MemorySegment", x,
                    manager.create(new double[4]));
            refused("y has 2 floats, and x of 4 needs 4", x, manager.create(new float[2]));
            refused("y has 0 floats, and x of 4 needs 4", x, manager.create(new float[0]));
            var closed = manager.zeros(new Shape(4));
            closed.close();
            refused("y: an NDArray that was closed, perhaps with its manager: make a new one", x, closed);
        }
    }

    private static void refused(String sentence, Object x, Object y) {
        assertEquals(sentence,
                assertThrows(IllegalArgumentException.class, () -> Saxpy.launch(Target.CPU, 1, x, y)).getMessage());
    }
}

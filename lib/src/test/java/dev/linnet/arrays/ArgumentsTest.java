package dev.linnet.arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;

import dev.linnet.cuda.Elements;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.kernels.Saxpy;
import dev.linnet.cuda.kernels.Sum;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.rendering.LateLoader;

/** Arrays of other libraries, passed to kernels. */
class ArgumentsTest {
    @Test
    void nd4j_arrays_are_passed_whatever_their_type_and_strides() throws Exception {
        var signature = "\n    saxpy(int n, float a, const float* x, float* y)";
        try (var loader = LateLoader.of("nd4j")) {
            var said = loader.call(ArgumentProbe.class, "nd4j").iterator();
            for (var expected : List.of(
                    // in place, a transpose, by columns: each has the grid added
                    "[[0.0, 2.0, 4.0, 6.0], [8.0, 10.0, 12.0, 14.0], [16.0, 18.0, 20.0, 22.0], [24.0, 26.0, 28.0, 30.0]]",
                    "[[0.0, 5.0, 10.0, 15.0], [5.0, 10.0, 15.0, 20.0], [10.0, 15.0, 20.0, 25.0], [15.0, 20.0, 25.0, 30.0]]",
                    "[[0.0, 2.0, 4.0, 6.0], [8.0, 10.0, 12.0, 14.0], [16.0, 18.0, 20.0, 22.0], [24.0, 26.0, 28.0, 30.0]]",
                    // 10 added to a row of a larger array, 100 to a column
                    "[[100.0, 1.0, 2.0, 3.0], [104.0, 5.0, 6.0, 7.0], [118.0, 19.0, 20.0, 21.0], [112.0, 13.0, 14.0, 15.0]]",
                    "[2.0, 4.0, 6.0, 8.0]", "120.0",
                    "DOUBLE is double", "FLOAT is float", "HALF is __half", "LONG is long long", "INT is int",
                    "SHORT is short", "UBYTE is unsigned char", "BYTE is signed char", "BOOL is bool",
                    "BFLOAT16 is __nv_bfloat16", "UINT16 is unsigned short", "UINT32 is unsigned",
                    "UINT64 is unsigned long long",
                    "argument 3 'x' is const float*, got an INDArray DOUBLE (2, 2): pass a float[], a Buffer.f32 or a"
                            + " MemorySegment" + signature,
                    "argument 4 'y': an INDArray that was closed: make a new one" + signature,
                    "argument 3 'x': an INDArray UTF8 (2) holds no numbers; kernels take arrays of numbers" + signature,
                    "argument 3 'x' is const float*, got an empty array" + signature,
                    "y has 16 floats, and x of 4 needs 4")) {
                assertEquals(expected, said.next());
            }
            assertFalse(said.hasNext());
        }
    }

    @Test
    void columns_are_copied_and_copied_back() {
        var x = FloatColumn.create("x", 1, 2, 3);
        var y = FloatColumn.create("y", 10, 20, Float.NaN);
        Saxpy.launch(Target.AUTO, 2, x, y);
        assertArrayEquals(new float[] {12, 24, Float.NaN}, y.asFloatArray());
        assertEquals(6, Sum.of(Target.AUTO, x));
        assertEquals(2, Elements.count("d", Scalar.DOUBLE, DoubleColumn.create("d", 1, 2)));
        assertEquals(2, Elements.count("i", Scalar.INT, IntColumn.create("i", 1, 2)));
        assertEquals(2, Elements.count("l", Scalar.LONG_LONG, LongColumn.create("l", 1, 2)));
        assertEquals(2, Elements.count("s", Scalar.SHORT, ShortColumn.create("s", new short[] {1, 2})));
    }

    @Test
    void columns_that_kernels_cannot_take_are_refused_with_a_sentence() {
        var x = FloatColumn.create("x", 1, 2, 3);
        var holes = IntColumn.create("holes", 1, 2);
        holes.setMissing(0);
        for (var wrong : List.of(
                List.of(StringColumn.create("s", "a", "b", "c"),
                        "y: the STRING column 's' of 3 holds no numbers; kernels take"
                                + " FLOAT, DOUBLE, INTEGER, LONG and SHORT columns"),
                List.of(DoubleColumn.create("d", 1, 2, 3),
                        "y holds float, got the DOUBLE column 'd' of 3: pass a float[], a"
                                + " Buffer.f32 or a MemorySegment"),
                List.of(holes, "y: the INTEGER column 'holes' of 2 lacks 1 of its numbers, which kernels would take for"
                        + " numbers: pass column.asDoubleColumn()"))) {
            assertEquals(wrong.get(1), assertThrows(IllegalArgumentException.class,
                    () -> Saxpy.launch(Target.CPU, 1, x, wrong.get(0))).getMessage());
        }
    }
}

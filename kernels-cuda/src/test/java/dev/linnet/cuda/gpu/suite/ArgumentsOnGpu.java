package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** Everything that Java can pass arrives on the GPU, and what kernels write comes back. */
@OnGpu
@SuppressWarnings("ArrayRecordComponent") // a struct with an array is a record with one
class ArgumentsOnGpu {
    record Inner(double d, short s) {}

    record Config(float scale, int[] offsets, Inner inner, boolean on) {}

    record Point(float x, float y) {}

    private final Twins twins = Twins.compile("arguments", Cells.ARGUMENTS);

    private dev.linnet.cuda.Kernel gpu(String name) {
        return twins.gpu().kernel(name);
    }

    @Test
    void arrays_are_copied_in_and_back_and_constant_ones_are_not() {
        var x = new float[1000];
        var y = new float[1000];
        Arrays.fill(x, 3);
        Arrays.fill(y, 1);
        gpu("saxpy").launch(LaunchShape.forRange(1000), 1000, 2f, x, y);
        assertEquals(7, y[999]);
        assertEquals(3, x[999]);
    }

    @Test
    void every_scalar_type_arrives() {
        var out = new double[12];
        twins.same("scalars", LaunchShape.of(1, 1), out, true, (byte) -5, 200, (short) -300, 60000, -70000,
                4000000000L, -5_000_000_000L, 6_000_000_000L, 0.5f, 0.1, 1.5f);
        assertArrayEquals(new double[] {1, -5, 200, -300, 60000, -70000, 4000000000.0, -5e9, 6e9, 0.5, 0.1, 1.5}, out);
    }

    @Test
    void every_pointer_type_takes_the_array_of_its_elements() {
        var b = new boolean[] {true, false};
        var v = new float[] {1, 2, 3, 4, 0, 0, 0, 0};
        var c = new byte[1];
        var any = new int[1];
        twins.same("pointers", LaunchShape.of(1, 1), new double[] {42.9}, new long[1], new int[1], new short[1], c, b,
                v, new short[1], any);
        assertArrayEquals(new boolean[] {false, true}, b);
        assertArrayEquals(new float[] {1, 2, 3, 4, 4, 3, 2, 1}, v);
        assertEquals((byte) 200, c[0]);
        assertEquals(7, any[0]);
    }

    @Test
    void buffers_stay_on_the_gpu_until_java_reads_or_writes_them() {
        try (var x = Buffer.of(1f, 2f, 3f); var y = Buffer.f32(3)) {
            for (int i = 0; i < 3; i++) {
                gpu("saxpy").launch(1, 32, 0, 3, 1f, x, y);
            }
            assertArrayEquals(new float[] {3, 6, 9}, y.toFloats());
            y.set(0f, 0f, 1f);
            gpu("saxpy").launch(1, 32, 0, 3, 1f, x, y);
            assertArrayEquals(new float[] {1, 2, 4}, y.toFloats());
        }
    }

    @Test
    void a_buffer_wanders_between_the_gpu_and_the_cpu() {
        try (var x = Buffer.of(1f, 1f); var y = Buffer.f32(2)) {
            for (int i = 0; i < 3; i++) {
                gpu("saxpy").launch(1, 32, 0, 2, 1f, x, y);
                twins.cpu().kernel("saxpy").launch(1, 32, 0, 2, 10f, x, y);
            }
            assertArrayEquals(new float[] {33, 33}, y.toFloats());
        }
    }

    @Test
    void memory_segments_are_copied_back() {
        try (var arena = Arena.ofShared()) {
            var x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
            var y = new float[] {10, 20};
            gpu("saxpy").launch(1, 32, 0, 2, 1f, x, MemorySegment.ofArray(y));
            assertArrayEquals(new float[] {11, 22}, y);
            gpu("saxpy").launch(1, 32, 0, 2, 1f, y, x);
            assertEquals(24, x.getAtIndex(ValueLayout.JAVA_FLOAT, 1));
        }
    }

    @Test
    void one_array_twice_is_one_memory() {
        var x = new float[] {1, 2, 3};
        gpu("saxpy").launch(1, 32, 0, 3, 1f, x, x);
        assertArrayEquals(new float[] {2, 4, 6}, x);
    }

    @Test
    void records_are_structs_by_the_compilers_layout() {
        var out = new double[2];
        twins.same("configured", LaunchShape.of(1, 1),
                new Config(0.5f, new int[] {1, 2, 3}, new Inner(0.25, (short) 4), true), new float[] {3, 1}, out);
        assertEquals(0.5 + 1 + 20 + 300 + 4 + 0.25 + 1, out[0]);
    }

    @Test
    void arrays_of_records_are_copied_back_as_new_records() {
        var to = new Point[] {new Point(0, 0), new Point(0, 0)};
        twins.same("points", LaunchShape.of(1, 2), new Point[] {new Point(1, 2), new Point(3, 4)}, to);
        assertArrayEquals(new Point[] {new Point(2, -1), new Point(4, -3)}, to);
    }

    @Test
    void dynamic_shared_memory_has_the_launchs_size() {
        var sum = new float[1];
        gpu("total").launch(1, 8, 32, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, sum);
        assertEquals(36, sum[0]);
    }

    @Test
    void global_variables_keep_their_values_between_launches() {
        var fresh = CudaModule.compile("arguments", Cells.ARGUMENTS, CompileOptions.standard(), Target.GPU,
                Checks.OFF);
        StandIn.know(fresh.compiled());
        var out = new int[1];
        for (int i = 5; i < 8; i++) {
            fresh.kernel("count").launch(1, 1, 0, (Object) out);
            assertEquals(i, out[0]);
        }
    }

    @Test
    void a_buffer_of_megabytes_comes_back_whole() {
        int n = 1_500_000;
        try (var x = Buffer.f32(n); var y = Buffer.f32(n)) {
            var ramp = new float[n];
            for (int i = 0; i < n; i++) {
                ramp[i] = i & 0xffff;
            }
            x.set(ramp);
            gpu("saxpy").launch(LaunchShape.forRange(n), n, 2f, x, y);
            var got = y.toFloats();
            for (int i = 0; i < n; i++) {
                assertEquals(2f * ramp[i], got[i]);
            }
        }
    }
}

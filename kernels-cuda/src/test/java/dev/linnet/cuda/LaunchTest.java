package dev.linnet.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.ptx.KernelFault;

/** Cells compiled by this machine's compiler and launched on the CPU, with every kind of argument. */
@SuppressWarnings("ArrayRecordComponent") // a struct with an array is a record with one
class LaunchTest {

    @TempDir
    private static Path cache;
    private static CudaModule module;

    record Inner(double d, short s) {}

    record Config(float scale, int[] offsets, Inner inner, boolean on) {}

    record Partial(float scale, int[] offsets, Inner inner) {}

    record Misnamed(float scale, int[] offsets, Inner inner, boolean off) {}

    record Point(float x, float y) {}

    @BeforeAll
    static void compile() throws InterruptedException {
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        System.setProperty("linnet.cuda.cache", cache.toString());
        module = CudaModule.compile("cell", LaunchCell.SOURCE, CompileOptions.standard(), Target.CPU, Checks.AUTO);
    }

    @AfterAll
    static void restore() {
        System.clearProperty("linnet.cuda.cache");
    }

    private static String refused(String kernel, Object... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> module.kernel(kernel).launch(1, 1, 0, arguments))
                .getMessage();
    }

    @Test
    void a_fault_names_the_kernel_as_its_source_does() {
        String told = assertThrows(KernelFault.class,
                () -> module.kernel("saxpy").launch(1, 32, 0, 32, 2f, new float[4], new float[4])).getMessage();
        assertTrue(told.startsWith("saxpy: out-of-bounds read of 4 bytes: index 4 of "), told);
    }

    @Test
    void a_fault_is_one_sentence_and_the_trace_of_who_launched() {
        for (int grid : new int[] {1, 1 << 12}) {
            var fault = assertThrows(KernelFault.class,
                    () -> module.kernel("beyond").launch(grid, 32, 0, new float[4]));
            assertNull(fault.getCause());
            assertTrue(fault.getStackTrace()[0].getClassName().startsWith(LaunchTest.class.getName()),
                    fault.getStackTrace()[0].toString());
        }
    }

    @Test
    void what_is_null_or_no_kernels_name_is_refused_with_what_to_write() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> module.kernel("count").launch(null, new int[1]))
                .getMessage()
                .startsWith("count: how many blocks and threads run is null: write LaunchShape.of(grid, block)"));
        assertTrue(unknown(null).startsWith("The name of a kernel is null; there are: saxpy(int n, "), unknown(null));
        assertEquals("fill is a template: say which instance, such as kernel(\"fill<float>\").", unknown("fill"));
        assertEquals("count is no template: it is called without <>.", unknown("count<3>"));
        assertEquals("There is no template kernel none in cell; there are: fill.", unknown("none<3>"));
        assertTrue(unknown("none").startsWith("There is no kernel none in cell; there are: saxpy("), unknown("none"));
    }

    private static String unknown(String kernel) {
        return assertThrows(IllegalArgumentException.class, () -> module.kernel(kernel)).getMessage();
    }

    @Test
    void vectors_are_asked_for_with_their_length() {
        var config = new Config(1, new int[3], new Inner(1, (short) 1), true);
        var told = refused("configured", config, new float[3], new double[2]);
        assertTrue(
                told.startsWith("argument 2 'v' is the struct float2 of 8 bytes, got float[3]: pass a float[] of 2\n"),
                told);
        var whole = refused("scalars", new double[12], true, 1, 2, 3, 4, 5, 6, 7L, new BigInteger("1").shiftLeft(63),
                1f,
                1.0, 1f);
        assertTrue(whole.startsWith("argument 10 'ul' is unsigned long long, got BigInteger 9223372036854775808: write"
                + " -9223372036854775808L\n"), whole);
        var buffers = refused("pointers", new double[1], new long[1], new int[1], new short[1], new byte[1],
                new boolean[2], new float[7], new short[1], new int[1]);
        assertTrue(
                buffers.startsWith("argument 7 'v' is float4*, got float[7]: pass a float[] whose length is a multiple"
                        + " of 4, a Buffer.f32 or a MemorySegment\n"),
                buffers);
    }

    @Test
    void arrays_are_copied_in_and_back() {
        int n = 1000;
        var x = new float[n];
        var y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i;
            y[i] = 1;
        }
        var report = module.kernel("saxpy").launch(LaunchShape.forRange(n), n, 2f, x, y);
        for (int i = 0; i < n; i++) {
            assertEquals(2f * i + 1, y[i]);
            assertEquals(i, x[i]);
        }
        assertEquals("CPU", report.backend());
        assertEquals(Dim3.of(4), report.grid());
        assertEquals(2L * n, report.flop(), "one fused multiply-add each");
        assertEquals(12L * n, report.bytes());
        assertTrue(report.occupancy() > 0.9, report.toString());
        assertTrue(report.toString().startsWith("saxpy<<<4, 256>>> on CPU: "), report.toString());
    }

    @Test
    void buffers_stay_between_launches() {
        try (var x = Buffer.of(1f, 2f, 3f); var y = Buffer.f32(3)) {
            for (int i = 0; i < 3; i++) {
                module.kernel("saxpy").launch(1, 32, 0, 3, 1f, x, y);
            }
            assertArrayEquals(new float[] {3, 6, 9}, y.toFloats());
            y.set(0f, 0f, 1f);
            module.kernel("saxpy").launch(1, 32, 0, 3, 1f, x, y);
            assertArrayEquals(new float[] {1, 2, 4}, y.toFloats());
        }
    }

    @Test
    void memory_segments_are_used_in_place_or_copied() {
        try (var arena = Arena.ofShared()) {
            var x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
            var y = new float[] {10, 20};
            module.kernel("saxpy").launch(1, 32, 0, 2, 1f, x, MemorySegment.ofArray(y));
            assertArrayEquals(new float[] {11, 22}, y);
            module.kernel("saxpy").launch(1, 32, 0, 2, 1f, y, x);
            assertEquals(24, x.getAtIndex(ValueLayout.JAVA_FLOAT, 1));
        }
    }

    @Test
    void one_array_twice_is_one_memory() {
        var x = new float[] {1, 2, 3};
        module.kernel("saxpy").launch(1, 32, 0, 3, 1f, x, x);
        assertArrayEquals(new float[] {2, 4, 6}, x);
    }

    @Test
    void every_scalar_type_arrives() {
        var out = new double[12];
        module.kernel("scalars")
                .launch(1, 1, 0, out, true, (byte) -5, 200, (short) -300, 60000, -70000, 4000000000L,
                        -5_000_000_000L, 6_000_000_000L, 0.5f, 0.1, 1.5f);
        assertArrayEquals(new double[] {1, -5, 200, -300, 60000, -70000, 4000000000.0, -5e9, 6e9, 0.5, 0.1, 1.5}, out);
    }

    @Test
    void every_pointer_type_takes_the_array_of_its_elements() {
        var l = new long[1];
        var i = new int[1];
        var s = new short[1];
        var c = new byte[1];
        var b = new boolean[] {true, false};
        var v = new float[] {1, 2, 3, 4, 0, 0, 0, 0};
        var h = new short[1];
        var any = new int[1];
        module.kernel("pointers").launch(1, 1, 0, new double[] {42.9}, l, i, s, c, b, v, h, any);
        assertEquals(42, l[0]);
        assertEquals((int) 4000000000L, i[0]);
        assertEquals(-3, s[0]);
        assertEquals((byte) 200, c[0]);
        assertArrayEquals(new boolean[] {false, true}, b);
        assertArrayEquals(new float[] {1, 2, 3, 4, 4, 3, 2, 1}, v);
        assertEquals(1.5f, Float.float16ToFloat(h[0]));
        assertEquals(7, any[0]);
    }

    @Test
    void records_are_structs_by_the_compilers_layout() {
        var out = new double[2];
        module.kernel("configured")
                .launch(1, 1, 0, new Config(0.5f, new int[] {1, 2, 3}, new Inner(0.25, (short) 4), true),
                        new float[] {3, 1}, out);
        assertEquals(0.5 + 1 + 20 + 300 + 4 + 0.25 + 1, out[0]);
        assertEquals(2, out[1]);
    }

    @Test
    void arrays_of_records_are_copied_back_as_new_records() {
        var to = new Point[] {new Point(0, 0), new Point(0, 0)};
        module.kernel("points").launch(1, 2, 0, new Point[] {new Point(1, 2), new Point(3, 4)}, to);
        assertArrayEquals(new Point[] {new Point(2, -1), new Point(4, -3)}, to);
    }

    @Test
    void records_that_do_not_fit_are_refused() {
        var inner = new Inner(0, (short) 0);
        var partial = refused("configured", new Partial(1, new int[3], inner), new float[2], new double[2]);
        assertTrue(partial.contains("Config has members between inner and its end"), partial);
        var misnamed = refused("configured", new Misnamed(1, new int[3], inner, true), new float[2], new double[2]);
        assertTrue(misnamed.contains("has no member off"), misnamed);
        var length = refused("configured", new Config(1, new int[2], inner, true), new float[2], new double[2]);
        assertTrue(length.contains("'c'.offsets is int[3], got int[2]"), length);
        var number = refused("configured", 1, new float[2], new double[2]);
        assertTrue(number.contains("argument 1 'c' is the struct Config"), number);
    }

    @Test
    void dynamic_shared_memory_has_the_launch_s_size() {
        var sum = new float[1];
        module.kernel("total").launch(1, 8, 32, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, sum);
        assertEquals(36, sum[0]);
    }

    @Test
    void a_template_is_compiled_for_the_types_that_are_asked_for() {
        var doubles = new double[6];
        var kernel = module.kernel("fill<double,3>");
        kernel.launch(1, 2, 0, doubles, 0.5);
        assertArrayEquals(new double[] {.5, .5, .5, .5, .5, .5}, doubles);
        assertEquals("fill<double, 3>(double* x, double value)", kernel.toString());
        assertSame(kernel, module.kernel("fill<double, 3>"));
    }

    @Test
    void global_variables_keep_their_values_between_launches() {
        var fresh = CudaModule.compile("cell", LaunchCell.SOURCE, CompileOptions.standard(), Target.CPU, Checks.OFF);
        var out = new int[1];
        for (int i = 5; i < 8; i++) {
            fresh.kernel("count").launch(1, 1, 0, (Object) out);
            assertEquals(i, out[0]);
        }
    }

    @Test
    void what_a_kernel_prints_appears_where_java_prints() {
        var before = System.out;
        var printed = new java.io.ByteArrayOutputStream();
        System.setOut(new java.io.PrintStream(printed, true, java.nio.charset.StandardCharsets.UTF_8));
        try {
            module.kernel("hello").launch(1, 2, 0, 7);
        } finally {
            System.setOut(before);
        }
        assertEquals("hello 7 from 0\nhello 7 from 1\n", printed.toString(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void an_access_beyond_an_array_names_line_thread_array_and_index() {
        var x = new float[6];
        var message = assertThrows(RuntimeException.class, () -> module.kernel("beyond").launch(1, 4, 0, (Object) x))
                .getMessage();
        assertTrue(message.contains("line 39"), message);
        assertTrue(message.contains("thread (2,0,0)"), message);
        assertTrue(message.contains("index 6 of x, which has 6 elements"), message);
    }

    @Test
    void an_endless_kernel_is_stopped_by_an_interrupt() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        var running = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(() -> {
            running.countDown();
            try {
                module.kernel("endless").launch(1, 1, 0, (Object) new int[1]);
            } catch (CancellationException e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        running.await();
        thread.interrupt();
        thread.join();
        assertEquals("endless was interrupted.", thrown.get().getMessage());
    }

    @Test
    void wrong_arguments_are_refused_with_what_to_write() {
        var x = new float[4];
        var count = refused("saxpy", 4, 2f, x);
        assertEquals("saxpy takes 4 arguments, got 3: saxpy(int n, float a, const float* x, float* y)", count);
        assertTrue(refused("saxpy", 4, 2.5, x, x).startsWith("argument 2 'a' is float, got Double 2.5: write 2.5f\n"));
        assertTrue(refused("saxpy", 4, 2, x, x).startsWith("argument 2 'a' is float, got Integer 2: write 2f\n"));
        assertTrue(refused("saxpy", 4f, 2f, x, x).startsWith("argument 1 'n' is int, got Float 4.0: write 4\n"));
        assertTrue(refused("saxpy", 5_000_000_000L, 2f, x, x).startsWith("argument 1 'n' is int, which holds"));
        var array = refused("saxpy", 4, 2f, new double[4], x);
        assertTrue(array.startsWith("argument 3 'x' is const float*, got double[4]: pass a float[], a Buffer.f32 or a"
                + " MemorySegment\n    saxpy(int n, "), array);
        assertTrue(refused("saxpy", 4, 2f, null, x).contains("'x' is const float*, got null"));
        assertTrue(refused("saxpy", 4, 2f, x, 3f).contains("'y' is float*, got Float: pass"));
        assertTrue(refused("saxpy", 4, 2f, x, new float[0]).contains("got an empty array"));
        assertTrue(refused("saxpy", 4, 2f, Buffer.f64(4), x).contains("got a Buffer of 4 double"));
        var closed = Buffer.f32(4);
        closed.close();
        assertTrue(refused("saxpy", 4, 2f, closed, x).contains("is a buffer that was closed"));
        assertThrows(IllegalStateException.class, closed::toFloats);
        assertTrue(refused("saxpy", 4, 2f, Arena.ofAuto().allocate(6), x).contains("no whole number of elements"));
        assertThrows(IllegalArgumentException.class, () -> module.kernel("nothing"));
    }

    @Test
    void shapes_that_cannot_be_are_refused() {
        var x = new float[4];
        var kernel = module.kernel("saxpy");
        var threads = assertThrows(IllegalArgumentException.class, () -> kernel.launch(1, 2000, 0, 4, 1f, x, x));
        assertEquals("saxpy: a block has at most 1024 threads, got 2000: use more blocks", threads.getMessage());
        assertThrows(IllegalArgumentException.class, () -> kernel.launch(0, 32, 0, 4, 1f, x, x));
        assertThrows(IllegalArgumentException.class,
                () -> kernel.launch(Dim3.of(1), Dim3.of(1, 1, 65), 0, 4, 1f, x, x));
        var shared = assertThrows(IllegalArgumentException.class,
                () -> kernel.launch(1, 32, 300_000, 4, 1f, x, x));
        assertTrue(shared.getMessage().contains("at most 232448 bytes of shared memory on sm_90, got 300000"),
                shared.getMessage());
        assertThrows(IllegalArgumentException.class, () -> LaunchShape.forRange(0));
    }

    @Test
    void half_precision_buffers_round_and_widen() {
        try (var half = Buffer.f16(2).set(1.5f, 1e-8f);
                var brain = Buffer.bf16(3).set(1 + 0x1p-8f, 3f, 1 + 3 * 0x1p-8f)) {
            assertArrayEquals(new float[] {1.5f, 0f}, half.toFloats());
            assertArrayEquals(new float[] {1f, 3f, 1.015625f}, brain.toFloats(), "ties to even");
            assertThrows(IllegalArgumentException.class, () -> half.set(1f));
            assertThrows(IllegalArgumentException.class, half::toDoubles);
        }
    }

    @Test
    void memory_that_is_read_and_written_is_one_memory() {
        var array = new float[] {1, 2, 3};
        module.kernel("saxpy").launch(1, 32, 0, 3, 2f, array, array);
        assertArrayEquals(new float[] {3, 6, 9}, array);
        var segment = MemorySegment.ofArray(new float[] {1, 2, 3});
        module.kernel("saxpy").launch(1, 32, 0, 3, 2f, segment, segment);
        assertArrayEquals(new float[] {3, 6, 9}, segment.toArray(ValueLayout.JAVA_FLOAT));
    }

    @Test
    void an_array_that_is_passed_twice_must_fit_both_times() {
        var array = new float[8];
        assertTrue(
                refused("pointers", new double[1], new long[1], new int[1], new short[1], new byte[1], new boolean[2],
                        array, array, new int[1]).startsWith("argument 8 'h' is __half*, got float[8]"));
    }

    @Test
    void ptx_that_was_compiled_before_runs_without_a_compiler() {
        var portable = CudaModule.ofPtx("cell", LaunchCell.SOURCE, module.compiled().portable(), Target.CPU);
        var y = new float[] {1};
        assertEquals(module.kernel("saxpy").toString(), portable.kernel("saxpy").toString());
        portable.kernel("saxpy").launch(1, 1, 0, 1, 2f, new float[] {3}, y);
        assertEquals(7, y[0]);
        assertFalse(portable.ptx().contains("linnet_cu_k"));
    }
}

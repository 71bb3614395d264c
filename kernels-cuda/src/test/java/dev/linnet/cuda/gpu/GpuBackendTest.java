package dev.linnet.cuda.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.compiler.MachineCode;
import dev.linnet.cuda.signature.Signature;

/** The way to the driver through JCuda, against a driver that the test builds. */
@SuppressWarnings("restricted") // asks the stand-in what is still alive in it
class GpuBackendTest {
    @TempDir
    private static Path folder;
    private static SymbolLookup stub;
    private static GpuBackend gpu;

    /** Stands for the engine that explains faults. */
    private static final Backend EXPLAINING = new Backend() {
        @Override
        public String title() {
            return "explaining";
        }

        @Override
        public String architecture() {
            return "sm_90";
        }

        @Override
        public Loaded load(Compiled compiled) {
            return new Loaded() {
                @Override
                public Outcome launch(LaunchRequest request) {
                    assertEquals(Checks.ON, request.checks());
                    var storage = ((Argument.Memory) request.arguments().getFirst()).storage();
                    throw new IllegalStateException("index 4 of " + storage.name() + " with first value "
                            + storage.bytes().get(ValueLayout.JAVA_FLOAT, 0));
                }

                @Override
                public void close() {
                    // Nothing is loaded.
                }
            };
        }
    };

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64") && Files.isExecutable(Path.of("/usr/bin/gcc")),
                "no gcc to build the stand-in with");
        assumeTrue(!DriverProbe.ask().usable(), "a real GPU is here, and its driver");
        var source = folder.resolve("stub.c");
        try (InputStream in = GpuBackendTest.class.getResourceAsStream("stub-cuda.c")) {
            Files.copy(in, source);
        }
        var library = folder.resolve("libcuda.so.1");
        var process = new ProcessBuilder("/usr/bin/gcc", "-shared", "-fPIC", "-w", "-Wl,-soname,libcuda.so.1", "-o",
                library.toString(), source.toString()).inheritIO().start();
        assertEquals(0, process.waitFor());
        System.setProperty(DriverProbe.PROPERTY, library.toString());
        var probe = DriverProbe.ask();
        assertTrue(probe.usable(), probe.reason());
        assertEquals("1 GPU, driver for CUDA 13.0", probe.reason());
        stub = SymbolLookup.libraryLookup(library, Arena.global());
        gpu = GpuBackend.open(EXPLAINING);
    }

    @AfterAll
    static void restore() {
        System.setProperty(DriverProbe.PROPERTY, "none");
    }

    private static int live(int what) throws Exception {
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(stub.find("stub_live").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(what);
        } catch (Throwable e) {
            throw new Exception(e);
        }
    }

    private static Compiled compiled(String ptx) {
        return new Compiled("cell", "", CompileOptions.standard(), "sm_90", "nvcc", ptx, MachineCode.NONE, List.of(),
                Map.of(), List.of(), false, 0, List.of());
    }

    private static Storage floats(String name, float... values) {
        return new Storage(name, Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values), 4);
    }

    private static Argument value(int bits) {
        return new Argument.Value(new Argument.Bytes(
                new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)}));
    }

    private static LaunchRequest request(String kernel, int shared, Argument... arguments) {
        return new LaunchRequest(new Signature(kernel, kernel, 1, List.of()), Dim3.of(1), Dim3.of(32), shared,
                List.of(arguments), Checks.AUTO);
    }

    private static LaunchRequest saxpy(Storage x, Storage y, int shared) {
        return request("saxpy", shared, value(2), value(Float.floatToIntBits(3f)), new Argument.Memory(x, false),
                new Argument.Memory(y, true));
    }

    private static float first(Storage storage) {
        storage.download();
        return storage.bytes().get(ValueLayout.JAVA_FLOAT, 0);
    }

    @Test
    void the_device_says_its_name_and_architecture() {
        assertEquals("Stub GPU", gpu.title());
        assertEquals("sm_90", gpu.architecture());
    }

    @Test
    void arguments_reach_the_kernel_and_results_come_back_when_they_are_read() throws Exception {
        var x = floats("x", 1, 2);
        var y = floats("y", 10, 20);
        int modules = live(1);
        int events = live(3);
        int memory = live(2);
        try (var loaded = gpu.load(compiled("// ptx"))) {
            var outcome = loaded.launch(saxpy(x, y, 0));
            assertEquals("Stub GPU", outcome.backend());
            assertEquals(250_000, outcome.nanos());
            assertEquals(10, y.bytes().get(ValueLayout.JAVA_FLOAT, 0), "not yet copied");
            loaded.launch(saxpy(x, y, 0));
            assertEquals(16, first(y));
            x.leave();
            MemorySegment.copy(new float[] {100}, 0, x.bytes(), ValueLayout.JAVA_FLOAT, 0, 1);
            loaded.launch(saxpy(x, y, 0));
            assertEquals(316, first(y), "what Java wrote is copied again");
        }
        x.free();
        y.free();
        assertEquals(events, live(3), "events");
        assertEquals(modules, live(1), "modules");
        assertEquals(memory, live(2), "memory");
    }

    @Test
    void more_than_48_kilobytes_of_shared_memory_are_asked_for() throws Exception {
        try (var loaded = gpu.load(compiled("// ptx"))) {
            loaded.launch(saxpy(floats("x", 1, 2), floats("y", 1, 2), 100_000));
        }
    }

    @Test
    void after_a_fault_the_launch_is_explained_and_everything_works_again() throws Exception {
        var x = floats("x", 7, 8);
        var y = floats("y", 1, 1);
        try (var loaded = gpu.load(compiled("// ptx"))) {
            var fault = assertThrows(GpuException.class,
                    () -> loaded.launch(request("beyond", 0, new Argument.Memory(x, true))));
            assertTrue(fault.getMessage().startsWith("Stub GPU stopped beyond: illegal address (CUDA_ERROR_ILLEGAL"),
                    fault.getMessage());
            assertTrue(fault.getMessage().endsWith("on the CPU: index 4 of x with first value 7.0"),
                    fault.getMessage());
            loaded.launch(saxpy(x, y, 0));
            assertEquals(22, first(y));
            assertEquals(1, live(0), "the context of before is gone");
        }
    }

    @Test
    void what_kernels_had_written_and_java_not_read_is_named_when_it_is_lost() throws Exception {
        var x = floats("x", 1, 2);
        var y = floats("y", 10, 20);
        try (var loaded = gpu.load(compiled("// ptx"))) {
            loaded.launch(saxpy(x, y, 0));
            var fault = assertThrows(GpuException.class,
                    () -> loaded.launch(request("beyond", 0, new Argument.Memory(x, true))));
            assertTrue(fault.getMessage().contains(". What kernels wrote to y since Java last read it is lost.\n"),
                    fault.getMessage());
            assertEquals(10, first(y));
            loaded.launch(saxpy(x, y, 0));
            assertEquals(13, first(y));
        }
    }

    @Test
    void where_the_driver_gives_no_new_context_the_gpu_is_lost_and_says_so() throws Exception {
        var own = GpuBackend.open(EXPLAINING);
        var refuse = Linker.nativeLinker()
                .downcallHandle(stub.find("stub_refuse").orElseThrow(),
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        try (var loaded = own.load(compiled("// ptx"))) {
            assertNull(own.lost());
            refuse(refuse, 1);
            var fault = assertThrows(GpuException.class,
                    () -> loaded.launch(request("beyond", 0, new Argument.Memory(floats("x", 7), true))));
            var lost = "Stub GPU cannot be used any more in this process after what went wrong there (illegal address"
                    + " (CUDA_ERROR_ILLEGAL_ADDRESS)): until the notebook's kernel is restarted, kernels run on the CPU,"
                    + " and those of --backend gpu do not run.";
            assertEquals("Stub GPU stopped beyond: illegal address (CUDA_ERROR_ILLEGAL_ADDRESS). " + lost
                    + "\nThe same launch on the CPU: index 4 of x with first value 7.0", fault.getMessage());
            assertEquals(lost, own.lost());
            var next = assertThrows(GpuException.class,
                    () -> loaded.launch(saxpy(floats("x", 1), floats("y", 1), 0)));
            assertEquals(lost, next.getMessage());
            refuse(refuse, 0);
            loaded.launch(saxpy(floats("x", 1, 2), floats("y", 1, 2), 0));
            assertNull(own.lost());
            refuse(refuse, 1);
            assertThrows(GpuException.class, // so that its context is gone in the end
                    () -> loaded.launch(request("beyond", 0, new Argument.Memory(floats("x", 7), true))));
        } finally {
            refuse(refuse, 0);
        }
    }

    private static void refuse(MethodHandle refuse, int yes) throws Exception {
        try {
            refuse.invokeExact(yes);
        } catch (Throwable e) {
            throw new Exception(e);
        }
    }

    @Test
    void what_kernels_print_comes_out_of_java() throws Exception {
        var before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (var loaded = gpu.load(compiled("// ptx that calls vprintf"))) {
            loaded.launch(request("prints", 0));
        } finally {
            System.setOut(before);
        }
        assertEquals("printed by the device\n", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void what_calls_itself_gets_a_stack_and_is_not_optimized_where_threads_wait_for_each_other() throws Exception {
        var self = ".func (.param .b32 r) f(.param .b32 n)\n{ call.uni (r), \n\tf, \n(n); ret; }\n";
        try (var _ = gpu.load(compiled(self + ".entry saxpy() { ret; }"))) {
            assertEquals(-1, live(4));
            assertEquals(1024, live(5));
        }
        try (var _ = gpu.load(compiled(self + ".entry saxpy() { call.uni (r), f, (n); ret; }"))) {
            assertEquals(-1, live(4), "optimized as ever");
            assertEquals(16384, live(5));
        }
        try (var loaded = gpu.load(compiled(self + ".entry saxpy() { call.uni (r), f, (n); bar.sync 0; ret; }"))) {
            assertEquals(0, live(4));
            assertEquals(List.of(), loaded.launch(saxpy(floats("x", 1, 2), floats("y", 1, 2), 0)).notes());
        }
    }

    @Test
    void a_lack_of_memory_names_what_there_is() throws Exception {
        try (var loaded = gpu.load(compiled("// ptx"))) {
            var big = new Storage("big", Arena.ofAuto().allocate(2_000_000), 4);
            var wrong = assertThrows(GpuException.class, () -> loaded.launch(saxpy(big, floats("y", 1, 2), 0)));
            assertEquals(
                    "The GPU is out of memory: big needs 2.0 MB, and 1.0 of 1.0 MB are free. Close buffers that are"
                            + " not needed, or use smaller ones.",
                    wrong.getMessage());
        }
    }

    @Test
    void a_driver_older_than_the_compiler_is_told_apart_from_another_architecture() {
        var older = assertThrows(GpuException.class, () -> gpu.load(compiled("too_new")));
        assertTrue(older.getMessage().contains("The driver is older than nvcc"), older.getMessage());
        var other = assertThrows(GpuException.class, () -> gpu.load(compiled(".target sm_120")));
        assertTrue(other.getMessage().contains("the GPU is sm_90: leave the architecture to auto"), other.getMessage());
    }

    @Test
    void what_the_drivers_compiler_says_is_passed_on() {
        var wrong = assertThrows(GpuException.class, () -> gpu.load(compiled("other_arch")));
        assertEquals(
                "The driver does not take this PTX: no binary for gpu (CUDA_ERROR_NO_BINARY_FOR_GPU).\n"
                        + "ptxas application ptx input, line 1; fatal : the stand-in does not take this",
                wrong.getMessage());
    }

    @Test
    void the_driver_is_told_not_to_fuse_what_the_ptx_does_not() {
        assertEquals("add.rn.f32 a; {mul.rn.ftz.sat.f32} sub.rn.f64 mul.rn.f16x2; add.rn.bf16;",
                GpuModule.rounded("add.f32 a; {mul.ftz.sat.f32} sub.f64 mul.f16x2; add.bf16;"));
        var other = "add.rn.f32 atom.global.add.f32 red.add.f64 fma.rn.f32 mul.lo.s32 add.s64 mul.wide.u32 %add.f32x";
        assertEquals(other, GpuModule.rounded(other));
    }

    @Test
    void kernels_that_wait_for_their_grid_are_told_by_their_ptx() {
        var ptx = ".visible .entry a(.param .u64 p) { mov.u32 %r1, %envreg2; }\n.visible .entry ab() { ret; }";
        assertTrue(GpuModule.waitsForGrid(ptx, "a"));
        assertFalse(GpuModule.waitsForGrid(ptx, "ab"));
        assertTrue(GpuModule.waitsForGrid(ptx + ".func f() { mov.u32 %r1, %envreg1; }", "ab"));
    }

    @Test
    void without_a_driver_the_probe_says_so() {
        var before = System.getProperty(DriverProbe.PROPERTY);
        try {
            System.setProperty(DriverProbe.PROPERTY, folder.resolve("absent.so").toString());
            assertFalse(DriverProbe.ask().usable());
            assertTrue(DriverProbe.ask().reason().startsWith("no NVIDIA driver"), DriverProbe.ask().reason());
            System.setProperty(DriverProbe.PROPERTY, "none");
            assertFalse(DriverProbe.ask().usable());
        } finally {
            System.setProperty(DriverProbe.PROPERTY, before);
        }
    }

    @Test
    void jcuda_leaves_nothing_in_the_shared_temporary_folder() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(List.of(), files.filter(file -> file.getFileName().toString().contains("JCuda")
                    && file.toFile().lastModified() > folder.toFile().lastModified()).toList());
        }
    }
}

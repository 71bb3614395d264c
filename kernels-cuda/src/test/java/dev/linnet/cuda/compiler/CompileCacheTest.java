package dev.linnet.cuda.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCacheTest {
    private static final String SOURCE = "extern \"C\" __global__ void k(int n) {}\n";

    @TempDir
    private Path folder;
    private CompileCache cache;
    private final AtomicInteger compilations = new AtomicInteger();

    @BeforeEach
    void open() {
        cache = new CompileCache(folder.resolve("cache"));
    }

    /** A compiler of this one source that counts. */
    private FrontEnd compiler(String identity) {
        return new FrontEnd() {
            @Override
            public String title() {
                return identity;
            }

            @Override
            public String identity() {
                return identity;
            }

            @Override
            public Translation translate(String name, String text, CompileOptions options, String arch) {
                compilations.incrementAndGet();
                return new Translation(".global .align 4 .u32 _Z11linnet_cu_kILi0EPFviEXadL_Z1kiEEE = 1;\n"
                        + "// " + arch + "\n.visible .entry k(\n.param .u32 k_param_0\n)\n{}\n",
                        new MachineCode(new byte[] {1, 0, 2}), "", Map.of("k", new Translation.Resources(8, 16, 24)));
            }
        };
    }

    /** A compiler that always fails so. */
    private FrontEnd failing(Exception how) {
        return new FrontEnd() {
            @Override
            public String title() {
                return "failing";
            }

            @Override
            public String identity() {
                return "failing";
            }

            @Override
            public Translation translate(String name, String text, CompileOptions options, String arch)
                    throws CompilerFailure {
                switch (how) {
                    case CompilerFailure failure -> throw failure;
                    case RuntimeException other -> throw other;
                    default -> throw new AssertionError(how);
                }
            }
        };
    }

    @Test
    void where_the_first_compiler_lacks_a_header_the_next_one_compiles() throws InterruptedException {
        var lacking = failing(
                new CompilerFailure("cell(1): error: could not open source file \"cstdio\" (no directories"
                        + " in search list)\n"));
        var compilers = List.of(lacking, compiler("b"));
        assertEquals("b", compile(compilers, CompileOptions.standard()).compiler());
        assertTrue(compile(compilers, CompileOptions.standard()).cached());
        assertEquals(1, compilations.get());
        var alone = assertThrows(CompileException.class,
                () -> compile(List.of(lacking), CompileOptions.standard().withDefine("X")));
        assertTrue(alone.getMessage().contains("there is no header \"cstdio\""), alone.getMessage());
        var wrong = failing(new CompilerFailure("cell(1): error: this is wrong\n"));
        assertThrows(CompileException.class,
                () -> compile(List.of(wrong, compiler("b")), CompileOptions.standard().withDefine("X")));
    }

    @Test
    void where_the_compiler_does_not_work_what_another_made_before_is_used() throws InterruptedException {
        compile("a");
        var broken = failing(new CompilerException("nvcc finds no C++ compiler."));
        var used = compile(List.of(broken), CompileOptions.standard());
        assertEquals("a", used.compiler());
        assertEquals("nvcc finds no C++ compiler. What a made of it before is used.", used.notes().getFirst());
        assertThrows(CompilerException.class,
                () -> compile(List.of(broken), CompileOptions.standard().withDefine("X")));
    }

    private Compiled compile(List<FrontEnd> compilers, CompileOptions options) throws InterruptedException {
        return new SourceCompiler(compilers, cache).compile("cell", SOURCE, List.of(), options, "sm_90");
    }

    private Compiled compile(String identity) throws InterruptedException {
        return compile(List.of(compiler(identity)), CompileOptions.standard());
    }

    private Path onlyEntry() {
        assertEquals(1, cache.entries().size());
        return cache.entries().getFirst();
    }

    @Test
    void the_second_time_comes_from_the_cache_as_it_was() throws InterruptedException {
        var first = compile("a");
        var second = compile("a");
        assertEquals(1, compilations.get());
        assertFalse(first.cached());
        assertTrue(second.cached());
        assertEquals(first.ptx(), second.ptx());
        assertEquals(List.of((byte) 1, (byte) 0, (byte) 2), List.of(second.cubin().bytes()[0],
                second.cubin().bytes()[1], second.cubin().bytes()[2]));
        assertEquals(first.signatures(), second.signatures());
        assertEquals(new Translation.Resources(8, 16, 24), second.resources().get("k"));
        assertEquals("a", second.compiler());
        assertTrue(cache.size() > 100);
        assertEquals(1, cache.clear());
        assertEquals(0, cache.size());
    }

    @Test
    void another_compiler_architecture_or_option_compiles_again() throws InterruptedException {
        compile("a");
        compile("b");
        compile(List.of(compiler("a")), CompileOptions.standard().withArch("sm_80"));
        compile(List.of(compiler("a")), CompileOptions.standard().withDefine("X"));
        compile(List.of(compiler("a")), CompileOptions.standard().withFastMath(true));
        compile(List.of(compiler("a")), CompileOptions.standard().withMaxRegisters(32));
        compile(List.of(compiler("a")), CompileOptions.standard().withStd(20));
        assertEquals(7, compilations.get());
        compile(List.of(compiler("a")), CompileOptions.standard().withArch("sm_90"));
        assertEquals(7, compilations.get(), "auto was sm_90");
    }

    @Test
    void a_damaged_entry_is_made_again_and_that_is_said() throws Exception {
        compile("a");
        var bytes = Files.readAllBytes(onlyEntry());
        bytes[bytes.length - 3] ^= 1;
        Files.write(onlyEntry(), bytes);
        var again = compile("a");
        assertFalse(again.cached());
        assertTrue(again.notes().getFirst().contains("damaged"), again.notes().toString());
        assertTrue(compile("a").cached());
    }

    @Test
    void a_truncated_or_empty_entry_is_made_again() throws Exception {
        for (int length : List.of(0, 10, 64, 100)) {
            compile("a");
            Files.write(onlyEntry(), java.util.Arrays.copyOf(Files.readAllBytes(onlyEntry()), length));
            assertFalse(compile("a").cached(), "length " + length);
        }
    }

    @Test
    void without_a_compiler_what_is_cached_still_runs() throws InterruptedException {
        var none = assertThrows(CompilerException.class, () -> compile(List.of(), CompileOptions.standard()));
        assertEquals(Compilers.ADVICE, none.getMessage());
        compile("a");
        var cached = compile(List.of(), CompileOptions.standard());
        assertTrue(cached.cached());
        assertEquals("a", cached.compiler());
    }

    @Test
    void a_cache_that_cannot_be_written_costs_only_time_and_the_cell_says_so() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        assertFalse(compile("a").cached());
        var again = compile("a");
        assertFalse(again.cached());
        assertEquals(2, compilations.get());
        assertEquals(1, again.notes().size(), again.notes().toString());
        assertTrue(
                again.notes().getFirst().startsWith("The cache in " + folder.resolve("cache") + " cannot be written ("),
                again.notes().toString());
    }

    @Test
    void many_at_once_leave_one_good_entry() throws Exception {
        List<Future<Compiled>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 32; i++) {
                var own = new CompileCache(folder.resolve("cache")); // as other processes have
                all.add(threads.submit(() -> new SourceCompiler(List.of(compiler("a")), own).compile("cell", SOURCE,
                        List.of(), CompileOptions.standard(), "sm_90")));
            }
        }
        for (var one : all) {
            assertTrue(one.get().ptx().contains(".entry k"));
            assertEquals(List.of(), one.get().notes(), "no half-written entry was seen");
        }
        onlyEntry();
        try (var files = Files.list(folder.resolve("cache"))) {
            assertEquals(1, files.count(), "nothing is left behind");
        }
    }

    @Test
    void a_cell_without_a_kernel_is_told_what_a_kernel_is() {
        var wrong = assertThrows(CompileException.class, () -> new SourceCompiler(List.of(compiler("a")), cache)
                .compile("cell", "int f() { return 1; }", List.of(), CompileOptions.standard(), "sm_90"));
        assertTrue(wrong.getMessage().startsWith("there is no kernel here"), wrong.getMessage());
        assertEquals(0, compilations.get());
    }

    @Test
    void options_that_cannot_be_are_refused() {
        var options = CompileOptions.standard();
        assertThrows(IllegalArgumentException.class, () -> options.withArch("90"));
        assertThrows(IllegalArgumentException.class, () -> options.withStd(11));
        assertThrows(IllegalArgumentException.class, () -> options.withDefine("-I/"));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxRegisters(300));
    }
}

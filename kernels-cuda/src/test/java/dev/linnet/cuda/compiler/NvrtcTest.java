package dev.linnet.cuda.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls into NVRTC, against a library of the same functions that the test builds. */
class NvrtcTest {
    private static final String SOURCE = "extern \"C\" __global__ void k(int n, float* x) {}\n";

    @TempDir
    private static Path folder;
    private static Path library;

    @BeforeAll
    static void build() throws Exception {
        var gcc = Toolkit.programs("gcc", System.getenv());
        assumeTrue(!gcc.isEmpty(), "no gcc to build the stand-in with");
        var source = folder.resolve("stub.c");
        try (var in = NvrtcTest.class.getResourceAsStream("stub-nvrtc.c")) {
            Files.copy(in, source);
        }
        library = folder.resolve("libnvrtc.so.13");
        var ended = Command.run(List.of(gcc.getFirst().toString(), "-shared", "-fPIC", "-w", "-o", library.toString(),
                source.toString()), folder, Duration.ofMinutes(1));
        assertEquals(0, ended.code(), ended.output());
    }

    private static Translation translate(String source, CompileOptions options) throws CompilerFailure {
        return Nvrtc.load(library.toString(), List.of(Path.of("/toolkit/include")))
                .translate("cell", source, options, "sm_90");
    }

    @Test
    void version_and_identity_tell_one_library_from_another() {
        var nvrtc = Nvrtc.load(library.toString(), List.of());
        assertEquals("NVRTC 42.7", nvrtc.title());
        assertTrue(nvrtc.identity().contains(library.getFileName().toString()), nvrtc.identity());
    }

    @Test
    void options_texts_and_machine_code_cross_the_border() throws CompilerFailure {
        var made = translate(SOURCE,
                CompileOptions.standard()
                        .withDefine("A=\"x y\"")
                        .withFastMath(true)
                        .withMaxRegisters(40)
                        .withInclude(Path.of("/mine")));
        for (var option : List.of("--gpu-architecture=sm_90", "--std=c++17", "--ptxas-options=-v",
                "--generate-line-info", "--use_fast_math", "--maxrregcount=40", "--define-macro=A=\"x y\"",
                "--include-path=/mine", "--include-path=/toolkit/include")) {
            assertTrue(made.ptx().contains("// option " + option + "\n"), made.ptx());
        }
        assertEquals(List.of(0x7f, (int) 'E', (int) 'L', (int) 'F', 0),
                List.of((int) made.cubin().bytes()[0], (int) made.cubin().bytes()[1], (int) made.cubin().bytes()[2],
                        (int) made.cubin().bytes()[3], (int) made.cubin().bytes()[4]));
        assertEquals(new Translation.Resources(12, 256, 40), made.resources().get("k"));
    }

    @Test
    void every_program_is_destroyed_also_after_an_error() throws CompilerFailure {
        assertThrows(CompilerFailure.class, () -> translate("ERROR", CompileOptions.standard()));
        assertTrue(translate(SOURCE, CompileOptions.standard()).ptx().contains("// alive 1\n"));
        assertTrue(translate(SOURCE, CompileOptions.standard()).ptx().contains("// alive 1\n"));
    }

    @Test
    void a_release_that_gives_no_ptx_for_a_real_architecture_is_asked_again() throws CompilerFailure {
        var made = translate("// CUBIN_ONLY\n" + SOURCE, CompileOptions.standard());
        assertTrue(made.ptx().contains("--gpu-architecture=compute_90"), made.ptx());
        assertFalse(made.cubin().isEmpty());
    }

    @Test
    void errors_are_told_apart() {
        var failure = assertThrows(CompilerFailure.class, () -> translate("ERROR", CompileOptions.standard()));
        assertTrue(failure.log().contains("identifier \"y\" is undefined"), failure.log());
        var option = assertThrows(CompilerException.class, () -> translate("BAD_OPTION", CompileOptions.standard()));
        assertTrue(option.getMessage().contains("does not take one of --gpu-architecture=sm_90"), option.getMessage());
        var broken = assertThrows(CompilerException.class, () -> translate("BREAK", CompileOptions.standard()));
        assertEquals("NVRTC 42.7 failed in nvrtcCompileProgram: NVRTC_ERROR_INVALID_INPUT.", broken.getMessage());
    }

    @Test
    void a_whole_compilation_works_through_it() throws InterruptedException {
        var compiled = new SourceCompiler(List.of(Nvrtc.load(library.toString(), List.of())),
                new CompileCache(folder.resolve("cache"))).compile("cell", SOURCE, List.of(),
                        CompileOptions.standard(), "sm_90");
        assertEquals("k(int n, float* x)", compiled.signatures().getFirst().toString());
        assertEquals("NVRTC 42.7", compiled.compiler());
    }

    @Test
    void what_is_no_nvrtc_is_refused() {
        assertThrows(CompilerException.class, () -> Nvrtc.load(folder.resolve("absent.so").toString(), List.of()));
        var other = assertThrows(CompilerException.class, () -> Nvrtc.load("libc.so.6", List.of()));
        assertTrue(other.getMessage().contains("is no usable NVRTC"), other.getMessage());
    }
}

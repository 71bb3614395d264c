package dev.linnet.cuda.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.signature.Signature;
import dev.linnet.cuda.signature.SignatureException;

/** Every compiler that this machine has compiles the same cells; where there is none, nothing is to be tested here. */
class FrontEndsTest {
    private static final String CELL = """
            struct P { float a; int n[3]; double d; };
            typedef float real;
            extern "C" __global__ void saxpy(int n, real a, const float* __restrict__ x, float* y) {
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < n) y[i] = a * x[i] + y[i];
            }
            namespace ns {
            __global__ void record(P p, unsigned long long* q, float4 v, const P* more) {
                __shared__ float s[64];
                s[threadIdx.x] = p.a + v.y;
                __syncthreads();
                q[0] = p.n[1] + (int) s[1] + more->n[0];
            }
            namespace { __global__ void hidden(int (*table)[4]) { table[0][threadIdx.x] = 1; } }
            }
            template <typename T, int N> __global__ void scale(T* x, T a) { x[threadIdx.x * N] *= a; }
            #define TWICE(type) __global__ void twice_##type(type* x) { x[threadIdx.x] *= 2; }
            TWICE(int)
            extern "C" {
            TWICE(double)
            }
            #if 0
            __global__ void left_out(int n) { nothing }
            #endif
            """;

    private static List<FrontEnd> frontEnds;

    @TempDir
    private Path folder;

    @BeforeAll
    static void look() throws InterruptedException {
        frontEnds = Compilers.ofThisMachine().found();
    }

    static Stream<FrontEnd> frontEnds() throws InterruptedException {
        look();
        assumeFalse(frontEnds.isEmpty(), "no CUDA compiler on this machine");
        return frontEnds.stream();
    }

    private Compiled compile(FrontEnd frontEnd, String source, CompileOptions options, String... instances)
            throws InterruptedException {
        return new SourceCompiler(List.of(frontEnd), new CompileCache(folder)).compile("cell", source,
                List.of(instances), options, CompileOptions.DEFAULT_ARCH);
    }

    private String error(FrontEnd frontEnd, String source) {
        return assertThrows(CompileException.class,
                () -> compile(frontEnd, source, CompileOptions.standard())).getMessage();
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void signatures_come_from_the_compiler(FrontEnd frontEnd) throws InterruptedException {
        var compiled = compile(frontEnd, CELL, CompileOptions.standard(), "scale<double, 4>", "scale<real, 1>");
        assertEquals(List.of("saxpy(int n, float a, const float* x, float* y)",
                "ns::record(P p, unsigned long long* q, float4 v, const P* more)", "ns::hidden(int[4]* table)",
                "scale<double, 4>(double* x, double a)", "scale<float, 1>(float* x, float a)"),
                compiled.signatures().stream().limit(5).map(Signature::toString).toList());
        assertEquals(List.of("twice_double(double* p0)", "twice_int(int* p0)"),
                compiled.signatures().stream().skip(5).map(Signature::toString).sorted().toList());
        assertEquals(24, compiled.signatures().get(1).parameters().getFirst().size());
        assertEquals(3, compiled.signatures().getFirst().line());
        assertFalse(compiled.ptx().contains("linnet_cu_k"), "the probes are taken out");
        assertTrue(compiled.ptx().contains(".entry saxpy"));
        assertTrue(compiled.ptx().contains(".loc"), "lines");
        assertFalse(compiled.cached());
        if (!compiled.cubin().isEmpty()) {
            assertEquals("\u007fELF", new String(compiled.cubin().bytes(), 0, 4,
                    java.nio.charset.StandardCharsets.ISO_8859_1));
            assertTrue(compiled.resources().get("saxpy").registers() > 2);
            assertEquals(256, compiled.resources().get(compiled.signatures().get(1).entry()).sharedBytes());
        }
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void an_error_is_shown_in_the_cells_own_line(FrontEnd frontEnd) {
        var message = error(frontEnd, "#define OUT x[0]\n__global__ void k(float* x) {\n\tOUT = 2 * y;\n}\n");
        assertTrue(message.startsWith("line 3, column 12: "), message);
        assertTrue(message.contains("\n    \tOUT = 2 * y;\n    \t          ^"), message);
        assertTrue(message.contains("undefined") || message.contains("undeclared"), message);
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void several_errors_are_all_shown(FrontEnd frontEnd) {
        var message = error(frontEnd,
                "__global__ void k(float* x) { x[0] = a; }\n__global__ void m(float* x) { x[0] = b; }\n");
        assertTrue(message.contains("line 1, column 38: "), message);
        assertTrue(message.contains("line 2, column 38: "), message);
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void a_missing_header_is_named(FrontEnd frontEnd) {
        var message = error(frontEnd, "\n#include <nowhere/at_all.h>\n__global__ void k() {}\n");
        assertTrue(message.startsWith("line 2"), message);
        assertTrue(message.contains("there is no header \"nowhere/at_all.h\"; " + frontEnd.title()), message);
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void wrong_assembly_is_shown_in_the_cells_own_line(FrontEnd frontEnd) {
        assumeFalse(frontEnd instanceof Clang, "clang leaves assembly to NVIDIA's assembler");
        var message = error(frontEnd, "__global__ void k(float* x) {\n  x[0] = 1;\n  asm(\"foo.bar;\");\n}\n");
        assertTrue(message.startsWith("line 3"), message);
        assertTrue(message.contains("asm(\"foo.bar;\");"), message);
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void what_is_missing_where_the_cell_ends_is_told_of_its_own_lines(FrontEnd frontEnd) {
        assumeFalse(frontEnd instanceof Clang, "clang notices it elsewhere");
        var kernel = "__global__ void k(float* x) { x[0] = 1; }\n";
        var open = "a \"{\" of this line is not closed: a \"}\" is missing";
        for (var wrong : List.of("__global__ void k(float* x) {\n  if (x[0] > 0) {\n    x[0] = 1;\n}\n",
                "\nnamespace n {\n" + kernel, "\nextern \"C\" {\n" + kernel)) {
            var message = error(frontEnd, wrong);
            assertTrue(message.startsWith("line ") && message.contains(open), message);
            assertEquals(2, message.lines().count(), message);
        }
        var incomplete = error(frontEnd, kernel + "struct S { int a; }\n");
        assertTrue(incomplete.startsWith("line 2: this is not complete where the cell ends"), incomplete);
        var conditional = error(frontEnd, kernel + "#if 1\n");
        assertTrue(conditional.startsWith("line 2: ") || conditional.startsWith("line 2, "), conditional);
        var closed = error(frontEnd, kernel + "}\n");
        assertTrue(closed.startsWith("line 2: ") || closed.startsWith("line 2, "), closed);
        assertEquals(2, closed.lines().filter(line -> !line.isBlank() && !line.strip().equals("^")).count(), closed);
    }

    @Test
    void what_the_assembler_finds_is_told_of_the_cells_own_lines() {
        var ptx = """
                .extern .func (.param .b32 r) _Z1gi (.param .b32 a);
                .visible .entry _Z1fPi(.param .u64 p)
                {
                	.loc	1 3 0
                	ld.param.u64 %rd1, [p];
                	.loc	1 4 5
                	call.uni (r), _Z1gi, (a);
                }
                	.file	1 "cell"
                """;
        assertEquals("cell(4): error: the function g is declared and called, and defined nowhere in the cell\n",
                Ptxas.inSource("ptxas fatal   : Unresolved extern function '_Z1gi'\n", ptx));
        assertEquals(
                "cell(3): error: the __shared__ variables of f take 400000 bytes, and 49152 is the most: take less,"
                        + " or extern __shared__ memory of which the launch says how much\n",
                Ptxas.inSource("ptxas error   : Entry function '_Z1fPi' uses too much shared data (0x61a80 bytes,"
                        + " 0xc000 max)\nptxas info    : 4 bytes gmem\n    0 bytes stack frame, 0 bytes spill stores\n"
                        + "ptxas fatal   : Ptx assembly aborted due to errors\n", ptx));
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void parameters_that_java_cannot_pass_are_refused_by_the_kernels_name(FrontEnd frontEnd) {
        Map.of("int& p", "a reference", "int* p, void (*g)(int)", "a function", "__int128 v", "an integer of 128")
                .forEach((parameters, what) -> {
                    var source = "namespace n { __global__ void k(" + parameters + ") { } }\n";
                    var message = assertThrows(SignatureException.class,
                            () -> compile(frontEnd, source, CompileOptions.standard())).getMessage();
                    assertTrue(message.startsWith("The kernel n::k has " + what), message);
                });
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void kernels_of_one_name_are_refused(FrontEnd frontEnd) {
        var message = error(frontEnd, "__global__ void k(float* x) {}\n__global__ void k(int* x) {}\n");
        assertTrue(message.contains("there are several kernels named k"), message);
        assertTrue(message.startsWith("line 1"), message);
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void a_wrong_instance_is_an_error_of_its_template(FrontEnd frontEnd) {
        var message = assertThrows(CompileException.class,
                () -> compile(frontEnd, CELL, CompileOptions.standard(), "scale<float>")).getMessage();
        assertTrue(message.startsWith("line 16"), message);
        assertTrue(message.contains("scale<float>"), message);
        assertThrows(IllegalArgumentException.class,
                () -> compile(frontEnd, CELL, CompileOptions.standard(), "saxpy<float>"));
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void options_reach_the_compiler(FrontEnd frontEnd) throws InterruptedException {
        var source = "__global__ void k(float* x) { x[0] = SCALE / x[1]; }\n";
        var plain = compile(frontEnd, source, CompileOptions.standard().withDefine("SCALE=3.0f").withArch("sm_80"));
        assertEquals("sm_80", plain.arch());
        assertTrue(plain.ptx().contains("sm_80") && !plain.ptx().contains("sm_90"), plain.ptx());
        var fast = compile(frontEnd, source,
                CompileOptions.standard().withDefine("SCALE=3.0f").withFastMath(true).withLineInfo(false));
        assertFalse(fast.ptx().contains("div.rn.f32"), fast.ptx());
        assertFalse(fast.ptx().contains(".loc"), fast.ptx());
        assertTrue(error(frontEnd, source).contains("SCALE"));
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void headers_of_ones_own_are_found_and_watched(FrontEnd frontEnd) throws Exception {
        var headers = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(headers.resolve("outer.h"), "#include \"inner.h\"\n");
        Files.writeString(headers.resolve("inner.h"), "typedef float real;\n");
        var source = "#include \"outer.h\"\n__global__ void k(real* x) { x[0] = 1; }\n";
        var options = CompileOptions.standard().withInclude(headers);
        assertEquals("k(float* x)", compile(frontEnd, source, options).signatures().getFirst().toString());
        assertTrue(compile(frontEnd, source, options).cached());
        Files.writeString(headers.resolve("inner.h"), "typedef double real;\n");
        var again = compile(frontEnd, source, options);
        assertFalse(again.cached());
        assertEquals("k(double* x)", again.signatures().getFirst().toString());
    }

    @ParameterizedTest
    @MethodSource("frontEnds")
    void warnings_are_those_of_the_cell(FrontEnd frontEnd) throws InterruptedException {
        var compiled = compile(frontEnd, """
                __global__ void k(float* x) {
                  while (true) { return; x[0] = 1; }
                }
                #warning "look here"
                """, CompileOptions.standard());
        assertTrue(compiled.warnings().stream().anyMatch(one -> one.line() == 4 && !one.error()),
                compiled.warnings().toString());
    }

    @Test
    void an_architecture_that_no_compiler_has_is_refused_with_one_that_it_has() {
        for (var frontEnd : frontEnds) {
            var message = assertThrows(RuntimeException.class, () -> compile(frontEnd, CELL,
                    CompileOptions.standard().withArch("sm_11"))).getMessage();
            assertTrue(message.contains("sm_90") || message.contains("gpu-architecture"), message);
        }
    }
}

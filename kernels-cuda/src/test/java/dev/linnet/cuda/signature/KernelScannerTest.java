package dev.linnet.cuda.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class KernelScannerTest {
    private static KernelDeclaration only(String source) {
        var found = KernelScanner.scan(source);
        assertEquals(1, found.size(), found.toString());
        return found.getFirst();
    }

    @Test
    void names_parameters_and_line_are_found() {
        var kernel = only("\n// a comment\nextern \"C\" __global__ void saxpy(int n, float a,\n"
                + "    const float* __restrict__ x, float *y) { y[0] = (n, a); }");
        assertEquals("saxpy", kernel.name());
        assertEquals(3, kernel.line());
        assertEquals(List.of("n", "a", "x", "y"), kernel.parameters());
        assertTrue(kernel.definition());
        assertFalse(kernel.template());
    }

    @Test
    void comments_strings_and_preprocessor_lines_hold_no_kernels() {
        assertEquals(List.of(), KernelScanner.scan("""
                // __global__ void a(int n) {}
                /* __global__ void b(int n) {} */
                const char* s = "__global__ void c(int n) {}";
                const char* r = R"x(__global__ void d(int n) {})x";
                #define E(name) __global__ void name(int n) \\
                    {}
                """));
    }

    @Test
    void namespaces_come_before_the_name() {
        var found = KernelScanner.scan("""
                namespace a { namespace b::c {
                struct S { int x; };
                __device__ int f() { return 1; }
                __global__ void k(S s) { if (f()) { s.x = 1; } }
                } __global__ void m() {} }
                namespace { __global__ void hidden(void) {} }
                extern "C" { __global__ void plain(int* p) {} }
                """);
        assertEquals(List.of("a::b::c::k", "a::m", "hidden", "plain"),
                found.stream().map(KernelDeclaration::name).toList());
        assertEquals(List.of(List.of("s"), List.of(), List.of(), List.of("p")),
                found.stream().map(KernelDeclaration::parameters).toList());
    }

    @Test
    void attributes_between_global_and_the_name_are_skipped() {
        assertEquals("k", only("__global__ void __launch_bounds__(256, 2) k(float* x) {}").name());
        assertEquals("k", only("__launch_bounds__(128) __global__ static void k(float* x) {}").name());
        assertEquals("k", only("__global__ __attribute__((noinline)) void k(float* x) {}").name());
    }

    @Test
    void templates_are_told_from_their_instances() {
        var found = KernelScanner.scan("""
                template <typename T, int N = (3 + 1)> __global__ void scale(T* x, T a) {}
                template __global__ void scale<float, 4>(float*, float);
                __global__ void other(int n) {}
                """);
        assertEquals(List.of("scale", "scale<float,4>", "other"), found.stream().map(KernelDeclaration::name).toList());
        assertEquals(List.of(true, false, false), found.stream().map(KernelDeclaration::template).toList());
    }

    @Test
    void parameters_of_every_form_have_their_names() {
        assertEquals(List.of("f", "z", "h", "p3", "p4", "g", "u", "m"), only("__global__ void k(int (*f)[4],"
                + " const float *const *z, float h[], float4, const ns::P, ns::Q<int, 2> g, unsigned u = 3,"
                + " std::array<float, (1 > 0)> m) {}").parameters());
    }

    @Test
    void a_definition_names_what_its_declaration_leaves_out() {
        var kernel = only("__global__ void k(float*, int);\n__global__ void k(float* x, int n) { x[n] = 1; }");
        assertEquals(List.of("x", "n"), kernel.parameters());
        assertEquals(2, kernel.line());
        assertTrue(kernel.definition());
    }

    @Test
    void text_that_ends_early_is_survived() {
        for (var source : List.of("__global__", "__global__ void k(", "__global__ void k(int n", "__global__ void k;",
                "template<", "__global__ void (", "}}}} __global__ void", "__global__ void k(\"", "namespace {",
                "R\"", "#", "__global__ void >(int) {}")) {
            KernelScanner.scan(source);
        }
    }
}

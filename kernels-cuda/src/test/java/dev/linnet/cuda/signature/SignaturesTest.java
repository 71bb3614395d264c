package dev.linnet.cuda.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.signature.CudaType.Pointer;
import dev.linnet.cuda.signature.CudaType.Scalar;
import dev.linnet.cuda.signature.CudaType.Struct;

/** Signatures from PTX as compilers write it; {@code FrontEndsTest} has the compilers write it. */
class SignaturesTest {
    private static final String NESTED = "_ZN2ns33_GLOBAL__N__983af10a_4_b_cu_saxpy2k3EPA4_iPKPKf";

    private static String entry(String name, String... parameters) {
        var text = new StringBuilder(".visible .entry ").append(name).append("(\n");
        for (int i = 0; i < parameters.length; i++) {
            text.append("\t.param ")
                    .append(parameters[i].replace("?", name + "_param_" + i))
                    .append(i + 1 < parameters.length ? ",\n" : "\n");
        }
        return text.append(")\n{\n}\n").toString();
    }

    private static KernelDeclaration kernel(String name, String... parameters) {
        return new KernelDeclaration(name, 4, false, true, List.of(parameters));
    }

    private static String probe(String name) {
        return ".global .align 4 .u32 " + name + " = 1;\n";
    }

    @Test
    void a_probe_gives_types_and_the_scanner_names() {
        var ptx = probe("_Z11linnet_cu_kILi0EPFvifPKfPfEXadL_Z5saxpyifPKfPfEEE")
                + entry("saxpy", ".u32 ?", ".f32 ?", ".u64 ?", ".u64 ?");
        var signature = Signatures.read(ptx, List.of(kernel("saxpy", "n", "a", "x", "y"))).getFirst();
        assertEquals("saxpy(int n, float a, const float* x, float* y)", signature.toString());
        assertEquals("saxpy", signature.entry());
        assertEquals(4, signature.line());
        assertTrue(((Pointer) signature.parameters().get(2).type()).constant());
        assertFalse(((Pointer) signature.parameters().get(3).type()).constant());
        assertFalse(Probes.strip(ptx).contains("linnet_cu_k"));
        assertTrue(Probes.strip(ptx).contains(".entry saxpy"));
    }

    @Test
    void structs_half_precision_and_references_to_earlier_names_are_read() {
        var name = "_ZN2ns2k2E1PPy6__halfPKS0_6float4bcal";
        var ptx = probe("_Z11linnet_cu_kILi0EPFv1PPy6__halfPKS0_6float4bcalEXadL_ZN2ns2k2ES0_S1_S3_S5_S6_bcalEEE")
                + entry(name, ".align 8 .b8 ?[24]", ".u64 ?", ".align 2 .b8 ?[2]", ".u64 ?", ".align 16 .b8 ?[16]",
                        ".u8 ?", ".u8 ?", ".u8 ?", ".u64 ?");
        var signature = Signatures.read(ptx, List.of(kernel("ns::k2", "p"))).getFirst();
        var types = signature.parameters().stream().map(Parameter::type).toList();
        assertEquals(List.of(new Struct("P"), new Pointer(Scalar.UNSIGNED_LONG_LONG, false), Scalar.HALF,
                new Pointer(new Struct("P"), true), new Struct("float4"), Scalar.BOOL, Scalar.CHAR, Scalar.SIGNED_CHAR,
                Scalar.LONG), types);
        assertEquals(24, signature.parameters().getFirst().size());
        assertEquals(16, signature.parameters().get(4).alignment());
        assertEquals("p8", signature.parameters().get(8).name(), "fewer names than types: none is trusted");
    }

    @Test
    void kernels_in_unnamed_namespaces_are_matched() {
        var ptx = probe("_ZN31_INTERNAL_983af10a_4_b_cu_saxpy11linnet_cu_kILi0EPFvPA4_iPKPKfE"
                + "XadL_ZN2ns33_GLOBAL__N__983af10a_4_b_cu_saxpy2k3ES2_S6_EEEE") + entry(NESTED, ".u64 ?", ".u64 ?");
        var signature = Signatures.read(ptx, List.of(kernel("ns::k3", "f", "z"))).getFirst();
        assertEquals(NESTED, signature.entry());
        assertEquals(new Pointer(new CudaType.Array(Scalar.INT, 4), false), signature.parameters().getFirst().type());
        assertEquals("const float* const* z", signature.parameters().get(1).toString());
    }

    @Test
    void an_instance_of_a_template_is_matched_whatever_the_compiler_abbreviates() {
        var ptx = probe("_Z11linnet_cu_kILi0EPFvPffEXadL_Z5scaleIfLi4EEvPT_S3_EEE")
                + entry("_Z5scaleIfLi4EEvPT_S0_", ".u64 ?", ".f32 ?");
        var signature = Signatures.read(ptx, List.of(kernel("scale<float,4>", "x", "a"))).getFirst();
        assertEquals("scale<float, 4>(float* x, float a)", signature.toString());
        assertEquals("scale", signature.simpleName());
    }

    @Test
    void a_mangled_entry_that_nobody_asked_about_tells_its_types_itself() {
        var ptx = entry("_Z3addiPKdPt", ".u32 ?", ".u64 ?", ".u64 ?") + entry("bare", ".u32 ?");
        var signatures = Signatures.read(ptx, List.of());
        assertEquals(1, signatures.size());
        assertEquals("add(int p0, const double* p1, unsigned short* p2)", signatures.getFirst().toString());
        assertEquals(List.of("bare"), Signatures.missing(ptx, signatures));
    }

    @Test
    void a_disagreement_between_probe_and_ptx_is_an_error() {
        var probe = probe("_Z11linnet_cu_kILi0EPFvidEXadL_Z1kidEEE");
        var size = assertThrows(SignatureException.class,
                () -> Signatures.read(probe + entry("k", ".u32 ?", ".f32 ?"), List.of(kernel("k"))));
        assertTrue(size.getMessage().contains("parameter 2 is double with 8 bytes, but the PTX has 4"),
                size.getMessage());
        var count = assertThrows(SignatureException.class,
                () -> Signatures.read(probe + entry("k", ".u32 ?"), List.of(kernel("k"))));
        assertTrue(count.getMessage().contains("2 parameters, the PTX 1"), count.getMessage());
        var missing = assertThrows(SignatureException.class, () -> Signatures.read(probe, List.of(kernel("k"))));
        assertTrue(missing.getMessage().contains("has no body"), missing.getMessage());
    }

    @Test
    void parameters_without_names_of_their_own_are_read_from_newer_ptx() {
        var entries = PtxEntries.of(".entry k(\n.param .b32 k_param_0,\n.param .u64 .ptr .global .align 4 k_param_1\n)"
                + " .maxntid 256\n{}\n.entry none()\n{}\n.visible .entry bare{}");
        assertEquals(List.of(4, 8), entries.get("k").stream().map(PtxEntries.Slot::size).toList());
        assertEquals(List.of(), entries.get("none"));
        assertEquals(List.of(), entries.get("bare"));
    }

    @Test
    void what_cannot_be_decoded_is_refused() {
        for (var name : List.of("_Z", "_Z3", "_Z9short", "_Z1kM1AFvvE", "_Z1kRi", "_Z1kS5_", "_Z1kPFviE", "_ZN1k",
                "_Z1kDv4_f")) {
            assertThrows(SignatureException.class, () -> {
                var reader = new Mangled(name, 2);
                reader.name();
                reader.parameters();
            }, name);
        }
    }
}

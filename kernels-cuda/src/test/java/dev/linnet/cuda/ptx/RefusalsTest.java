package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.ptx.parse.PtxException;

/** What the engine does not execute is refused before anything runs, with a sentence, the instruction and its line. */
class RefusalsTest {
    private static Arguments of(String instruction, String sentence) {
        return Arguments.of(instruction, sentence);
    }

    static Stream<Arguments> instructions() {
        return Stream.of(
                of("tex.2d.v4.f32.s32 {%f0, %f1, %f2, %f3}, [%q0, {%r0, %r1}]",
                        "textures are not executed by the CPU engine: read the array itself"),
                of("tld4.r.2d.v4.f32.f32 {%f0, %f1, %f2, %f3}, [%q0, {%f0, %f1}]", "textures are not executed"),
                of("suld.b.1d.b32.trap %r0, [%q0, {%r1}]", "surfaces are not executed"),
                of("sust.b.1d.b32.trap [%q0, {%r1}], %r0", "surfaces are not executed"),
                of("wgmma.fence.sync.aligned", "Hopper's warpgroup matrix unit (wgmma)"),
                of("wgmma.commit_group.sync.aligned", "use mma.sync or wmma"),
                of("tcgen05.wait::ld.sync.aligned", "Blackwell's matrix unit (tcgen05)"),
                of("cp.async.bulk.tensor.1d.shared::cluster.global.mbarrier::complete_tx::bytes [%r0], [%q0, {%r1}], [%r2]",
                        "bulk copies of tensors (TMA)"),
                of("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.u32 [%q0], [%r0], %r1",
                        "bulk copies of tensors (TMA) and reductions"),
                of("fence.proxy.tensormap::generic.release.gpu", "bulk copies of tensors (TMA)"),
                of("mma.sp.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f0, %f1, %f2, %f3}, {%r0, %r1}, {%r2, %r3}, {%f0, %f1, %f2, %f3}, %r4, 0",
                        "sparse matrices and block scales"),
                of("mma.sync.aligned.m16n8k64.row.col.kind::mxf4.block_scale.f32.e2m1.e2m1.f32.ue8m0 {%f0}, {%r0}, {%r1}, {%f0}, %r2, {%r3, %r4}, %r5, {%r6, %r7}",
                        "sparse matrices and block scales"),
                of("mapa.shared::cluster.u32 %r0, %r1, 0", "clusters, in which blocks share their memory"),
                of("getctarank.shared::cluster.u32 %r0, %r1", "exchange data through global memory"),
                of("barrier.cluster.arrive.aligned", "clusters"),
                of("ld.shared::cluster.u32 %r0, [%r1]", "clusters"),
                of("st.async.shared::cluster.mbarrier::complete_tx::bytes.u32 [%r0], %r1, [%r2]", "clusters"),
                of("red.async.relaxed.cluster.shared::cluster.mbarrier::complete_tx::bytes.add.u32 [%r0], %r1, [%r2]",
                        "clusters"),
                of("multimem.ld_reduce.global.add.f32 %f0, [%q0]", "clusters"),
                of("alloca.u64 %q0, %q1, 16", "give them a fixed size"),
                of("add.u8 %r0, %r1, %r2", "the CPU engine does not execute add.u8"),
                of("mul.hi.lo.s32 %r0, %r1, 1", "the CPU engine does not execute mul.hi.lo.s32"),
                of("mul.u32 %r0, %r1, 1", "the CPU engine does not execute mul.u32"),
                of("add.sat.u32 %r0, %r1, 1", "the CPU engine does not execute add.sat.u32"),
                of("cvt.f32.s32 %f0, %r1", "the CPU engine does not execute cvt.f32.s32"),
                of("cvt.rzi.f32.s32 %f0, %r1", "the CPU engine does not execute cvt.rzi.f32.s32"),
                of("div.f32 %f0, %f1, %f2", "the CPU engine does not execute div.f32"),
                of("sin.f32 %f0, %f1", "the CPU engine does not execute sin.f32"),
                of("shfl.b32 %r0, %r1, 1, 31", "the CPU engine does not execute shfl.b32"),
                of("vote.ballot.b32 %r0, %p", "the CPU engine does not execute vote.ballot.b32"),
                of("atom.global.nand.b32 %r0, [%q0], %r1", "the CPU engine does not execute atom.global.nand.b32"),
                of("ld.global.v3.f32 {%f0, %f1, %f2}, [%q0]", "the CPU engine does not execute ld.global.v3.f32"),
                of("ld.global.f16x2 %r0, [%q0]", "the CPU engine does not execute ld.global.f16x2"),
                of("mma.sync.aligned.m16n8k16.col.row.f32.f16.f16.f32 {%f0, %f1, %f2, %f3}, {%r0, %r1, %r2, %r3}, {%r4, %r5}, {%f0, %f1, %f2, %f3}",
                        "the CPU engine does not execute mma.sync.aligned.m16n8k16.col.row"),
                of("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f0, %f1, %f2, %f3}, {%r0, %r1}, {%r4, %r5}, {%f0, %f1, %f2, %f3}",
                        "fragment A has 2 registers a lane, which is not a matrix"),
                of("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%r0}, [%r1]", "expected 2 registers"),
                of("cp.async.cg.shared.global [%r0], [%q0], 8", "cp.async.cg copies 16 bytes"),
                of("cp.async.ca.shared.global [%r0], [%q0], 12", "cp.async copies 4, 8 or 16 bytes"),
                of("add.u32 %r0, %q0, %r1", "is not a 32-bit value"),
                of("add.u64 %q0, %q1, %r1", "is not a 64-bit value"),
                of("mov.u32 %r0, %nosuchregister", "the CPU engine knows no special register %nosuchregister"),
                of("frobnicate.b32 %r0, %r1", "the CPU engine does not execute frobnicate.b32"));
    }

    @ParameterizedTest
    @MethodSource("instructions")
    void an_instruction_is_refused_with_its_line(String instruction, String sentence) {
        PtxException e = assertThrows(PtxException.class, () -> new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k() {
                .reg .pred %p;
                .reg .b32 %r<9>;
                .reg .f32 %f<5>;
                .reg .b64 %q<5>;
                """ + instruction + ";\nret;\n}\n").launch("k", Dim3.of(1), Dim3.of(1), 0));
        assertTrue(e.getMessage().contains(sentence), e.getMessage());
        assertTrue(e.getMessage().endsWith(": " + instruction + " (PTX line 9)"), e.getMessage());
    }

    static Stream<Arguments> declarations() {
        return Stream.of(of(".global .texref t;", "textures"), of(".global .surfref t;", "textures"),
                of(".global .attribute(.managed) .b32 t;", "managed variables"));
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void a_declaration_is_refused_with_its_line(String declaration, String sentence) {
        PtxException e = assertThrows(PtxException.class, () -> PtxModule.parse("""
                .version 8.7
                .target sm_90
                .address_size 64
                """ + declaration + "\n"));
        assertTrue(e.getMessage().contains(sentence), e.getMessage());
        assertTrue(e.getMessage().contains("(PTX line 4)"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void a_kernel_that_wants_clusters_is_refused(String directive) {
        PtxException e = assertThrows(PtxException.class, () -> PtxModule.parse("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k()
                """ + directive + "\n{\nret;\n}\n"));
        assertTrue(e.getMessage().contains("clusters"), e.getMessage());
    }

    static Stream<String> clusters() {
        return Stream.of(".explicitcluster", ".reqnctapercluster 2");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void a_function_of_the_runtime_is_refused(String name, String sentence) {
        PtxException e = assertThrows(PtxException.class, () -> new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .extern .func (.param .b32 r) %s (.param .b64 a);
                .visible .entry k() {
                .reg .b64 %%q;
                .param .b64 a;
                .param .b32 r;
                mov.u64 %%q, 0;
                st.param.b64 [a], %%q;
                call.uni (r), %s, (a);
                ret;
                }
                """.formatted(name, name)).launch("k", Dim3.of(1), Dim3.of(1), 0));
        assertTrue(e.getMessage().contains(sentence), e.getMessage());
        assertEquals(11, Integer.parseInt(e.getMessage().replaceAll(".*\\(PTX line (\\d+)\\)$", "$1")));
    }

    static Stream<Arguments> functions() {
        return Stream.of(of("cudaLaunchDeviceV2", "launching kernels from kernels is not executed"),
                of("cudaGetParameterBufferV2", "launching kernels from kernels is not executed"),
                of("elsewhere", "the function elsewhere has no body"));
    }
}

package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Barriers in shared memory, pipelines and atomics of libcu++ as nvcc compiles them; {@code barriers.cu} is the source. */
class AsyncBarrierTest {
    private final Machine m = checked(Machine.of("barriers.ptx"));

    private static Machine checked(Machine made) {
        made.options = made.options.withChecks(true);
        return made;
    }

    private int[] run(String kernel, int threads, int... in) {
        Buffer out = m.ints("out", new int[Math.max(in.length, 64)]);
        if (in.length == 0) {
            m.launch(kernel, Dim3.of(1), Dim3.of(threads), 0, out);
        } else {
            m.launch(kernel, Dim3.of(1), Dim3.of(threads), 0, m.ints("in", in), out);
        }
        return Machine.ints(out);
    }

    @Test
    void threads_meet_as_often_as_they_like() {
        assertArrayEquals(IntStream.range(0, 64).map(t -> 2002 * (63 - t)).toArray(), run("meets", 64));
    }

    @Test
    void threads_that_drop_out_are_not_waited_for_again() {
        assertArrayEquals(IntStream.range(0, 32).map(_ -> 64).toArray(),
                java.util.Arrays.copyOf(run("drops", 96), 32));
    }

    @Test
    void copies_arrive_at_a_barrier() {
        int[] in = IntStream.range(0, 256).map(k -> k * k).toArray();
        assertArrayEquals(IntStream.range(0, 256).map(k -> (255 - k) * (255 - k)).toArray(),
                run("copies_to_a_barrier", 64, in));
    }

    @Test
    void a_threads_pipeline_delivers() {
        int[] in = IntStream.range(0, 64).map(k -> k * k).toArray();
        assertArrayEquals(IntStream.range(0, 64).map(k -> (63 - k) * (63 - k)).toArray(),
                run("pipeline_of_a_thread", 64, in));
    }

    @Test
    void a_blocks_pipeline_of_two_stages_delivers() {
        int[] in = IntStream.range(0, 256).map(k -> k * k).toArray();
        assertArrayEquals(IntStream.range(0, 256).map(k -> in[k / 64 * 64 + 63 - k % 64]).toArray(),
                run("pipeline_of_a_block", 64, in));
    }

    @Test
    void atomics_of_every_order_and_scope_happen() {
        Buffer i = m.ints("i", 0, 0, 0);
        Buffer d = m.memory.allocate("d", 8, 1);
        Buffer l = m.longs("l", 5);
        Buffer out = m.ints("out", new int[35]);
        m.launch("atomics", Dim3.of(1), Dim3.of(32), 0, i, d, l, out);
        assertArrayEquals(new int[] {7, 31, 4}, Machine.ints(i));
        assertEquals(16.0, d.segment().get(ValueLayout.JAVA_DOUBLE, 0));
        assertEquals(5 ^ 0xffffffffL, Machine.longs(l)[0]);
        assertArrayEquals(IntStream.concat(IntStream.range(0, 32).map(_ -> 32), IntStream.of(1, 7, 94)).toArray(),
                Machine.ints(out));
    }

    @Test
    void atomics_change_vectors_and_sixteen_bytes() {
        Buffer f2 = m.floats("f2", 0, 0);
        Buffer f4 = m.floats("f4", 0.5f, 0, 0, 0);
        Buffer q = m.longs("q", 10, 20, 30, 40, 0, 0, 0, 0, 0, 0);
        Buffer h = m.ints("h", 0);
        Buffer g = m.ints("g", 0);
        Buffer old = m.floats("old", new float[128]);
        m.launch("wide", Dim3.of(1), Dim3.of(32), 0, f2, f4, q, h, g, old);
        assertArrayEquals(new float[] {32, 64}, Machine.floats(f2));
        assertArrayEquals(new float[] {32.5f, 64, 96, 128}, Machine.floats(f4));
        for (int t = 0; t < 32; t++) {
            assertEquals(t + 0.5f, Machine.floats(old)[4 * t]);
            assertEquals(4 * t, Machine.floats(old)[4 * t + 3]);
        }
        assertArrayEquals(new long[] {1, 2, 7, 8, 10, 20, 30, 40, 30, 40}, Machine.longs(q));
        assertEquals(32f, Float.float16ToFloat((short) Machine.ints(h)[0]));
        assertEquals(64f, Float.float16ToFloat((short) (Machine.ints(h)[0] >>> 16)));
        assertEquals(32f, Float.intBitsToFloat(Machine.ints(g)[0] << 16));
        assertEquals(64f, Float.intBitsToFloat(Machine.ints(g)[0] & 0xffff0000));
    }

    private static Machine machine(String body) {
        return checked(new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 out) {
                .reg .b32 %r<8>, %t;
                .reg .b64 %q<8>, %o, %at;
                .reg .pred %p, %lead;
                .shared .align 8 .b64 bar;
                ld.param.u64 %o, [out];
                mov.u32 %t, %tid.x;
                setp.eq.u32 %lead, %t, 0;
                mul.wide.u32 %at, %t, 4;
                add.s64 %o, %o, %at;
                """ + body + "\nret;\n}\n"));
    }

    @Test
    void states_count_arrivals_and_parities_alternate() {
        Machine one = machine("""
                mbarrier.init.shared.b64 [bar], 3;
                mbarrier.test_wait.parity.shared.b64 %p, [bar], 0;
                selp.b32 %r0, 1, 0, %p;
                mbarrier.test_wait.parity.shared::cta.b64 %p, [bar], 1;
                selp.b32 %r1, 1, 0, %p;
                mbarrier.arrive.noComplete.shared.b64 %q0, [bar], 2;
                mbarrier.pending_count.b64 %r2, %q0;
                mbarrier.arrive.release.cta.shared::cta.b64 %q1, [bar];
                mbarrier.pending_count.b64 %r3, %q1;
                mbarrier.test_wait.acquire.cta.shared::cta.b64 %p, [bar], %q1;
                selp.b32 %r4, 1, 0, %p;
                mbarrier.try_wait.parity.shared.b64 %p, [bar], 0, 1000;
                selp.b32 %r5, 1, 0, %p;
                mbarrier.arrive.shared.b64 _, [bar], 1;
                mbarrier.arrive.shared.b64 %q2, [bar], 1;
                mbarrier.test_wait.shared.b64 %p, [bar], %q2;
                selp.b32 %r6, 1, 0, %p;
                mad.lo.u32 %r0, %r1, 10, %r0;
                mad.lo.u32 %r0, %r2, 100, %r0;
                mad.lo.u32 %r0, %r3, 1000, %r0;
                mad.lo.u32 %r0, %r4, 10000, %r0;
                mad.lo.u32 %r0, %r5, 100000, %r0;
                mad.lo.u32 %r0, %r6, 1000000, %r0;
                st.global.b32 [%o], %r0;
                mbarrier.inval.shared.b64 [bar];
                """);
        Buffer out = one.ints("out", 0);
        one.launch("k", Dim3.of(1), Dim3.of(1), 0, out);
        assertEquals(111310, Machine.ints(out)[0]);
    }

    @Test
    void a_barrier_that_was_not_initialised_is_named_so() {
        KernelFault f = assertThrows(KernelFault.class, () -> machine("mbarrier.arrive.shared.b64 %q0, [bar];")
                .launch("k", Dim3.of(1), Dim3.of(1), 0, 0L));
        assertTrue(f.what().contains("has not been initialised"), f.what());
    }

    @Test
    void more_arrivals_than_expected_are_an_error() {
        KernelFault f = assertThrows(KernelFault.class, () -> machine("""
                mbarrier.init.shared.b64 [bar], 3;
                mbarrier.arrive.shared.b64 %q0, [bar], 4;
                """).launch("k", Dim3.of(1), Dim3.of(1), 0, 0L));
        assertTrue(f.what().contains("4 where 3 are to come"), f.what());
    }

    @Test
    void a_phase_lasts_until_the_announced_bytes_have_come() {
        Machine one = machine("""
                mbarrier.init.shared.b64 [bar], 1;
                mbarrier.arrive.expect_tx.shared.b64 %q0, [bar], 128;
                mbarrier.test_wait.shared.b64 %p, [bar], %q0;
                selp.b32 %r0, 1, 0, %p;
                mbarrier.complete_tx.shared.b64 [bar], 100;
                mbarrier.test_wait.shared.b64 %p, [bar], %q0;
                selp.b32 %r1, 1, 0, %p;
                mbarrier.complete_tx.relaxed.cta.shared::cta.b64 [bar], 28;
                mbarrier.test_wait.shared.b64 %p, [bar], %q0;
                selp.b32 %r2, 1, 0, %p;
                mad.lo.u32 %r0, %r1, 10, %r0;
                mad.lo.u32 %r0, %r2, 100, %r0;
                st.global.b32 [%o], %r0;
                """);
        Buffer out = one.ints("out", 0);
        one.launch("k", Dim3.of(1), Dim3.of(1), 0, out);
        assertEquals(100, Machine.ints(out)[0]);
    }

    @Test
    void bulk_copies_go_there_and_back() {
        Machine one = checked(new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 in, .param .u64 out) {
                .reg .b64 %i, %o, %q;
                .reg .pred %p;
                .shared .align 8 .b64 bar;
                .shared .align 16 .b8 mem[512];
                ld.param.u64 %i, [in];
                ld.param.u64 %o, [out];
                mbarrier.init.shared.b64 [bar], 1;
                fence.mbarrier_init.release.cluster;
                cp.async.bulk.shared::cta.global.mbarrier::complete_tx::bytes [mem], [%i], 256, [bar];
                cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [mem+256], [mem], 256, [bar];
                mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 %q, [bar], 512;
                again:
                mbarrier.try_wait.shared.b64 %p, [bar], %q;
                @!%p bra again;
                fence.proxy.async.shared::cta;
                cp.async.bulk.global.shared::cta.bulk_group [%o], [mem+128], 384;
                cp.async.bulk.commit_group;
                cp.async.bulk.wait_group.read 0;
                ret;
                }
                """));
        int[] in = IntStream.range(0, 64).map(k -> k * k).toArray();
        Buffer out = one.ints("out", new int[96]);
        one.launch("k", Dim3.of(1), Dim3.of(1), 0, one.ints("in", in), out);
        assertArrayEquals(IntStream.range(0, 96).map(k -> in[(k + 32) % 64]).toArray(), Machine.ints(out));
    }
}

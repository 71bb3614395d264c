package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault.Kind;

/** {@code cp.async}: what is copied, and with checks that nobody touches it before it has been waited for. */
class AsyncCopyTest {
    /** Each thread's 16 bytes are at {@code [%s]} in shared memory and at {@code [%i]} in the input. */
    private static Machine machine(String body) {
        Machine m = new Machine("""
                .version 8.7
                .target sm_90
                .address_size 64
                .visible .entry k(.param .u64 in, .param .u64 out) {
                .reg .b32 %r<16>, %t, %s;
                .reg .b64 %i, %o, %at;
                .reg .pred %p;
                .shared .align 16 .b8 mem[4096];
                ld.param.u64 %i, [in];
                ld.param.u64 %o, [out];
                mov.u32 %t, %tid.x;
                mov.u32 %s, mem;
                mad.lo.u32 %s, %t, 16, %s;
                mul.wide.u32 %at, %t, 16;
                add.s64 %i, %i, %at;
                add.s64 %o, %o, %at;
                """ + body + "\nret;\n}\n");
        m.options = m.options.withChecks(true);
        return m;
    }

    private static int[] run(Machine m, int threads) {
        int[] in = new int[4 * threads];
        for (int k = 0; k < in.length; k++) {
            in[k] = 0x01010101 * (k + 1);
        }
        Buffer out = m.ints("out", new int[4 * threads]);
        m.launch("k", Dim3.of(1), Dim3.of(threads), 0, m.ints("in", in), out);
        return Machine.ints(out);
    }

    private static KernelFault race(Machine m, int threads) {
        KernelFault f = assertThrows(KernelFault.class, () -> run(m, threads));
        assertEquals(Kind.DATA_RACE, f.kind(), f.getMessage());
        return f;
    }

    private static final String BACK = """
            ld.shared.v4.b32 {%r0, %r1, %r2, %r3}, [%s];
            st.global.v4.b32 [%o], {%r0, %r1, %r2, %r3};
            """;

    @Test
    void every_size_copies_its_bytes() {
        for (String size : new String[] {"ca.shared.global [%s], [%i], 4", "ca.shared::cta.global [%s], [%i], 8",
                "ca.shared.global.L2::128B [%s], [%i], 16", "cg.shared.global [%s], [%i], 16"}) {
            int bytes = Integer.parseInt(size.substring(size.lastIndexOf(' ') + 1));
            int[] got = run(machine("st.shared.v4.b32 [%s], {%t, %t, %t, %t};\ncp.async." + size
                    + ";\ncp.async.wait_all;\n" + BACK), 32);
            for (int k = 0; k < 128; k++) {
                assertEquals(k % 4 * 4 < bytes ? 0x01010101 * (k + 1) : k / 4, got[k], size);
            }
        }
    }

    @Test
    void what_lies_beyond_the_sources_size_becomes_zero_and_is_not_read() {
        int[] got = run(machine("""
                and.b32 %r9, %t, 15;
                setp.gt.u32 %p, %r9, 0;
                @!%p mov.u64 %i, 16;
                cp.async.ca.shared.global [%s], [%i], 16, %r9;
                cp.async.wait_all;
                """ + BACK), 32);
        for (int t = 0; t < 32; t++) {
            for (int b = 0; b < 16; b++) {
                int want = b < t % 16 ? 4 * t + b / 4 + 1 & 0xff : 0;
                assertEquals(want, got[4 * t + b / 4] >>> (8 * (b % 4)) & 0xff, "thread " + t + " byte " + b);
            }
        }
    }

    @Test
    void a_source_may_be_ignored() {
        int[] got = run(machine("""
                setp.gt.u32 %p, %t, 9;
                cp.async.ca.shared.global [%s], [%i], 4, %p;
                cp.async.wait_all;
                ld.shared.b32 %r0, [%s];
                st.global.b32 [%o], %r0;
                """), 32);
        for (int t = 0; t < 32; t++) {
            assertEquals(t > 9 ? 0 : 0x01010101 * (4 * t + 1), got[4 * t]);
        }
    }

    private static final String TWO_GROUPS = """
            cp.async.ca.shared.global [%s], [%i], 8;
            cp.async.commit_group;
            cp.async.ca.shared.global [%s+8], [%i+8], 8;
            cp.async.commit_group;
            """;

    @Test
    void waiting_for_all_but_the_newest_group_frees_the_older_one() {
        int[] got = run(machine(TWO_GROUPS + """
                cp.async.wait_group 1;
                ld.shared.v2.b32 {%r0, %r1}, [%s];
                st.global.v2.b32 [%o], {%r0, %r1};
                cp.async.wait_group 0;
                ld.shared.v2.b32 {%r0, %r1}, [%s+8];
                st.global.v2.b32 [%o+8], {%r0, %r1};
                """), 32);
        for (int k = 0; k < 128; k++) {
            assertEquals(0x01010101 * (k + 1), got[k]);
        }
    }

    @Test
    void reading_a_group_that_nobody_waited_for_is_a_race() {
        String what = race(machine(TWO_GROUPS + "cp.async.wait_group 1;\nld.shared.b32 %r0, [%s+8];"), 32).what();
        assertTrue(
                what.startsWith("data race on shared memory at byte 8: this thread reads what the asynchronous copy"),
                what);
    }

    @Test
    void what_was_not_committed_is_not_waited_for() {
        race(machine("cp.async.ca.shared.global [%s], [%i], 8;\ncp.async.wait_group 0;\nld.shared.b32 %r0, [%s];"), 32);
    }

    @Test
    void writing_where_a_copy_is_under_way_is_a_race() {
        race(machine("cp.async.ca.shared.global [%s], [%i], 8;\nst.shared.b32 [%s+4], %t;"), 32);
    }

    /** Each thread reads what another warp's thread has copied. */
    private static String others(String between) {
        return "cp.async.cg.shared.global [%s], [%i], 16;\ncp.async.commit_group;\n" + between
                + "xor.b32 %r9, %t, 32;\nmov.u32 %s, mem;\nmad.lo.u32 %s, %r9, 16, %s;\n" + BACK;
    }

    @Test
    void other_threads_see_a_copy_after_the_wait_and_a_barrier() {
        int[] got = run(machine(others("cp.async.wait_group 0;\nbar.sync 0;\n")), 64);
        for (int k = 0; k < 256; k++) {
            assertEquals(0x01010101 * ((k ^ 128) + 1), got[k]);
        }
    }

    @Test
    void a_barrier_before_the_wait_is_no_use_to_other_threads() {
        race(machine(others("bar.sync 0;\ncp.async.wait_group 0;\n")), 64);
    }

    @Test
    void a_copy_over_what_others_may_still_be_reading_is_a_race() {
        String body = others("cp.async.wait_group 0;\nbar.sync 0;\n")
                + "mov.u32 %s, mem;\nmad.lo.u32 %s, %t, 16, %s;\n%BARRIER%cp.async.cg.shared.global [%s], [%i], 16;\n"
                + "cp.async.wait_all;\n";
        assertEquals(256, run(machine(body.replace("%BARRIER%", "bar.sync 0;\n")), 64).length);
        assertTrue(race(machine(body.replace("%BARRIER%", "")), 64).what().contains("read"));
    }
}

package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault.Kind;

/** Atomics give on several host threads what they give on one, where they may run on several at all. */
class AtomicsInOrderTest {
    private static final int BLOCKS = 200;
    private static final int BLOCK = 64;
    private static final int N = BLOCKS * BLOCK;
    /** {@code y[i & 7] atomically += x[i]}, and the most of {@code bits(x[i])} in {@code z[0]}; in %r1 is i, in %f1 its number. */
    private static final String SUMS = """
            red.global.add.f32 [%rd6], %f1;
            mov.b32 %r5, %f1;
            red.global.max.s32 [%rd3], %r5;
            """;

    /** Before an instruction that is never executed. */
    private static final String NEVER = "setp.ne.u32 %p1, %r10, 0;\n@%p1 ";

    /** A kernel k(x, y, z, zero, other) that reads x[i], for i the thread's number in the grid, and then does something. */
    private static String kernel(String body) {
        return """
                .version 8.0
                .target sm_80
                .address_size 64
                .global .f32 total;
                .visible .entry k(.param .u64 x, .param .u64 y, .param .u64 z, .param .u32 zero, .param .u64 other) {
                .reg .pred %p<4>;
                .reg .b32 %r<16>;
                .reg .f32 %f<8>;
                .reg .b64 %rd<20>;
                ld.param.u64 %rd1, [x];
                ld.param.u64 %rd2, [y];
                ld.param.u64 %rd3, [z];
                ld.param.u32 %r10, [zero];
                ld.param.u64 %rd10, [other];
                cvta.to.global.u64 %rd1, %rd1;
                cvta.to.global.u64 %rd2, %rd2;
                mov.u32 %r2, %ctaid.x;
                mov.u32 %r3, %ntid.x;
                mov.u32 %r4, %tid.x;
                mad.lo.s32 %r1, %r2, %r3, %r4;
                mul.wide.s32 %rd4, %r1, 4;
                add.s64 %rd5, %rd1, %rd4;
                ld.global.f32 %f1, [%rd5];
                and.b32 %r6, %r1, 7;
                mul.wide.s32 %rd7, %r6, 4;
                add.s64 %rd6, %rd2, %rd7;
                """
                + body + "ret;\n}\n";
    }

    private static float[] numbers() {
        SplittableRandom random = new SplittableRandom(20261127);
        float[] x = new float[N];
        for (int i = 0; i < N; i++) {
            x[i] = (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(20));
        }
        return x;
    }

    /** A machine with such a kernel and its arguments. */
    private static final class Setting {
        final Machine m;
        final Buffer x;
        final Buffer y;
        final Buffer z;
        LaunchReport report;

        Setting(String body, LaunchOptions options) {
            m = new Machine(kernel(body));
            m.options = options;
            x = m.floats("x", numbers());
            y = m.floats("y", new float[8]);
            z = m.ints("z", Integer.MIN_VALUE);
        }

        Setting launch(Object other) {
            report = m.launch("k", Dim3.of(BLOCKS), Dim3.of(BLOCK), 0, x, y, z, 0, other);
            return this;
        }
    }

    private static LaunchOptions on(int threads) {
        return LaunchOptions.DEFAULT.withThreads(threads).withJit(LaunchOptions.Jit.OFF);
    }

    private static int threads(String body) {
        Setting s = new Setting(body, on(3));
        return s.launch(s.m.longs("other", 0)).report.hostThreads();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void sums_of_floats_are_the_same_bits_on_any_number_of_threads(int threads) {
        Setting one = new Setting(SUMS, on(1));
        one.launch(0L);
        float[] any = Machine.floats(one.y);
        assertNotEquals(0, any[3]);
        for (boolean checks : new boolean[] {false, true}) {
            for (LaunchOptions.Jit jit : new LaunchOptions.Jit[] {LaunchOptions.Jit.OFF, LaunchOptions.Jit.ALWAYS}) {
                for (int turn = 0; turn < 5; turn++) {
                    Setting many = new Setting(SUMS, on(threads).withChecks(checks).withJit(jit)).launch(0L);
                    assertEquals(threads, many.report.hostThreads());
                    assertFalse(many.report.repeated());
                    assertArrayEquals(Machine.ints(one.y), Machine.ints(many.y));
                    assertArrayEquals(Machine.ints(one.z), Machine.ints(many.z));
                }
            }
        }
    }

    @Test
    void the_order_shows_in_these_sums() {
        float[] x = numbers();
        float up = 0;
        float down = 0;
        for (int i = 0; i < N; i += 8) {
            up += x[i];
            down += x[N - 8 - i];
        }
        assertNotEquals(up, down);
    }

    @Test
    void atomics_that_exchange_leave_what_the_last_block_wrote() {
        String exchange = "atom.global.exch.b32 %r7, [%rd3], %r2;\n";
        Setting s = new Setting(exchange, on(3)).launch(0L);
        assertEquals(3, s.report.hostThreads());
        assertArrayEquals(new int[] {BLOCKS - 1}, Machine.ints(s.z));
    }

    @Test
    void a_variable_of_the_module_is_summed_up_in_order_too() {
        String total = "mov.u64 %rd8, total;\nred.global.add.f32 [%rd8], %f1;\n";
        int[] bits = new int[2];
        for (int k = 0; k < 2; k++) {
            Setting s = new Setting(total, on(1 + 2 * k)).launch(0L);
            assertEquals(1 + 2 * k, s.report.hostThreads());
            bits[k] = s.m.module.variable("total").segment().get(ValueLayout.JAVA_INT, 0);
        }
        assertEquals(bits[0], bits[1]);
    }

    @Test
    void an_index_may_be_read_from_memory() {
        assertEquals(3, threads("""
                mov.b32 %r7, %f1;
                and.b32 %r7, %r7, 7;
                mul.wide.s32 %rd8, %r7, 4;
                add.s64 %rd8, %rd2, %rd8;
                red.global.add.f32 [%rd8], %f1;
                """));
    }

    @Test
    void double_words_may_be_read_that_are_no_addresses() {
        assertEquals(3, threads("""
                ld.global.u64 %rd8, [%rd1];
                add.s64 %rd8, %rd8, %rd8;
                red.global.xor.b64 [%rd10], %rd8;
                red.global.add.f32 [%rd6], %f1;
                """));
    }

    @Test
    void half_words_and_double_words_are_changed_alone() {
        String small = """
                .reg .b16 %h<2>;
                cvt.rn.f16.f32 %h1, 0f3F800000;
                atom.global.add.noftz.f16 %h0, [%rd6+2], %h1;
                cvt.f64.f32 %d1, %f1;
                red.global.add.f64 [%rd10], %d1;
                """;
        int[][] left = new int[2][];
        long[][] wide = new long[2][];
        for (int k = 0; k < 2; k++) {
            Setting s = new Setting(".reg .f64 %d<2>;\n" + small, on(1 + 2 * k));
            Buffer d = s.m.longs("d", 0);
            s.launch(d);
            assertEquals(1 + 2 * k, s.report.hostThreads());
            left[k] = Machine.ints(s.y);
            wide[k] = Machine.longs(d);
        }
        assertArrayEquals(left[0], left[1]);
        assertArrayEquals(wide[0], wide[1]);
        assertEquals(0, left[0][0] & 0xffff);
        assertNotEquals(0, left[0][0]);
        assertNotEquals(0, wide[0][0]);
    }

    @Test
    void one_thread_runs_what_shows_more_than_that() {
        String[] bodies = {
                // the old value is looked at
                "atom.global.add.f32 %f2, [%rd6], %f1;\nst.global.f32 [%rd5], %f2;\n",
                // what is summed up is read, or written, in another way
                "red.global.add.f32 [%rd6], %f1;\nld.global.f32 %f2, [%rd6];\n",
                "red.global.add.f32 [%rd6], %f1;\nst.global.f32 [%rd6], %f1;\n",
                // the address comes from memory, whole or in halves
                "ld.global.u64 %rd8, [%rd1];\n" + NEVER
                        + "ld.global.f32 %f2, [%rd8];\nred.global.add.f32 [%rd6], %f1;\n",
                "mov.b32 %r7, %f1;\nmov.b64 %rd8, {%r7, %r7};\n" + NEVER
                        + "ld.global.f32 %f2, [%rd8];\nred.global.add.f32 [%rd6], %f1;\n",
                // blocks wait for one another
                "ld.volatile.global.u32 %r7, [%rd3];\nred.global.add.f32 [%rd6], %f1;\n",
                "red.release.gpu.global.add.f32 [%rd6], %f1;\n",
        };
        for (String body : bodies) {
            assertEquals(1, threads(body), body);
        }
    }

    @Test
    void one_thread_runs_a_launch_whose_sums_lie_in_what_it_reads() {
        String reads = "ld.global.f32 %f2, [%rd10];\n" + SUMS;
        Setting apart = new Setting(reads, on(3));
        assertEquals(3, apart.launch(apart.x).report.hostThreads());
        Setting same = new Setting(reads, on(3));
        assertEquals(1, same.launch(same.y).report.hostThreads());
    }

    @Test
    void memory_that_was_mapped_twice_is_the_same_memory() {
        String reads = "ld.global.f32 %f2, [%rd10];\n" + SUMS;
        Setting s = new Setting(reads, on(3));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment bytes = arena.allocate(64, 64);
            Buffer sums = s.m.memory.map("sums", bytes.asSlice(0, 48), 4);
            Buffer over = s.m.memory.map("over", bytes.asSlice(32, 32), 4);
            Buffer behind = s.m.memory.map("behind", bytes.asSlice(48, 16), 4);
            assertEquals(1, s.m.launch("k", Dim3.of(BLOCKS), Dim3.of(BLOCK), 0, s.x, sums, s.z, 0, over).hostThreads());
            assertEquals(3,
                    s.m.launch("k", Dim3.of(BLOCKS), Dim3.of(BLOCK), 0, s.x, sums, s.z, 0, behind).hostThreads());
        }
    }

    @Test
    void when_a_block_goes_wrong_the_sums_are_those_of_the_blocks_before_it() {
        String wrong = """
                red.global.add.f32 [%rd6], %f1;
                setp.ne.u32 %p1, %r2, 77;
                @%p1 bra GOOD;
                setp.ne.u32 %p1, %r4, 40;
                @%p1 bra GOOD;
                red.global.add.f32 [%rd10], %f1;
                GOOD:
                red.global.add.f32 [%rd6], %f1;
                """;
        Setting one = new Setting(wrong, on(1));
        KernelFault expected = assertThrows(KernelFault.class, () -> one.launch(0L));
        for (int turn = 0; turn < 10; turn++) {
            Setting many = new Setting(wrong, on(2 + turn % 3));
            KernelFault fault = assertThrows(KernelFault.class, () -> many.launch(0L));
            assertEquals(Kind.OUT_OF_BOUNDS, fault.kind());
            assertEquals(expected.getMessage(), fault.getMessage());
            assertArrayEquals(Machine.ints(one.y), Machine.ints(many.y));
        }
    }
}

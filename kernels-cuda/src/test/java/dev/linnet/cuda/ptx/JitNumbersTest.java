package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Numbers that grow from lane to lane, and floats of any bits, in byte code as in the interpreter. */
class JitNumbersTest {
    private static final int THREADS = 64;

    private static final String COMPARE = """
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry compare(.param .u32 first, .param .u32 other, .param .u64 out)
            {
                .reg .pred %p<9>;
                .reg .b32 %r<16>;
                .reg .b64 %rd<5>;
                ld.param.u32 %r1, [first];
                ld.param.u32 %r2, [other];
                ld.param.u64 %rd1, [out];
                mov.u32 %r3, %tid.x;
                mad.lo.s32 %r4, %r3, 3, %r1;
                mov.u32 %r5, 0;
                setp.lt.s32 %p1, %r4, %r2;
                setp.le.s32 %p2, %r4, %r2;
                setp.gt.s32 %p3, %r4, %r2;
                setp.ge.s32 %p4, %r4, %r2;
                setp.lt.u32 %p5, %r4, %r2;
                setp.ls.u32 %p6, %r4, %r2;
                setp.hi.u32 %p7, %r4, %r2;
                setp.ge.u32 %p8, %r4, %r2;
                @%p1 or.b32 %r5, %r5, 1;
                @%p2 or.b32 %r5, %r5, 2;
                @%p3 or.b32 %r5, %r5, 4;
                @%p4 or.b32 %r5, %r5, 8;
                @%p5 or.b32 %r5, %r5, 16;
                @%p6 or.b32 %r5, %r5, 32;
                @%p7 or.b32 %r5, %r5, 64;
                @%p8 or.b32 %r5, %r5, 128;
                cvta.to.global.u64 %rd2, %rd1;
                mul.wide.u32 %rd3, %r3, 4;
                add.s64 %rd4, %rd2, %rd3;
                st.global.u32 [%rd4], %r5;
                ret;
            }
            """;

    private static final String COMPARE_WIDE = """
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry compare(.param .u64 first, .param .u64 other, .param .u64 out)
            {
                .reg .pred %p<13>;
                .reg .b32 %r<3>;
                .reg .b64 %rd<10>;
                ld.param.u64 %rd1, [first];
                ld.param.u64 %rd2, [other];
                ld.param.u64 %rd3, [out];
                mov.u32 %r1, %tid.x;
                mul.wide.u32 %rd4, %r1, 3;
                add.s64 %rd5, %rd4, %rd1;
                mul.wide.u32 %rd6, %r1, 4;
                add.s64 %rd9, %rd6, %rd2;
                mov.u32 %r2, 0;
                setp.lt.s64 %p1, %rd5, %rd2;
                setp.le.s64 %p2, %rd5, %rd2;
                setp.gt.s64 %p3, %rd5, %rd2;
                setp.ge.s64 %p4, %rd5, %rd2;
                setp.lo.u64 %p5, %rd5, %rd2;
                setp.le.u64 %p6, %rd5, %rd2;
                setp.gt.u64 %p7, %rd5, %rd2;
                setp.hs.u64 %p8, %rd5, %rd2;
                setp.eq.b64 %p9, %rd5, %rd2;
                setp.ne.s64 %p10, %rd5, 48;
                setp.lt.s64 %p11, %rd5, %rd9;
                setp.le.u64 %p12, %rd9, %rd5;
                @%p1 or.b32 %r2, %r2, 1;
                @%p2 or.b32 %r2, %r2, 2;
                @%p3 or.b32 %r2, %r2, 4;
                @%p4 or.b32 %r2, %r2, 8;
                @%p5 or.b32 %r2, %r2, 16;
                @%p6 or.b32 %r2, %r2, 32;
                @%p7 or.b32 %r2, %r2, 64;
                @%p8 or.b32 %r2, %r2, 128;
                @%p9 or.b32 %r2, %r2, 256;
                @%p10 or.b32 %r2, %r2, 512;
                @%p11 or.b32 %r2, %r2, 1024;
                @%p12 or.b32 %r2, %r2, 2048;
                cvta.to.global.u64 %rd7, %rd3;
                add.s64 %rd8, %rd7, %rd6;
                st.global.u32 [%rd8], %r2;
                ret;
            }
            """;

    private static final String MOVE = """
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry move(.param .u64 in, .param .u64 out)
            {
                .reg .pred %p<3>;
                .reg .f32 %f<5>;
                .reg .b32 %r<6>;
                .reg .b64 %rd<7>;
                ld.param.u64 %rd1, [in];
                ld.param.u64 %rd2, [out];
                mov.u32 %r1, %tid.x;
                mul.wide.u32 %rd3, %r1, 4;
                cvta.to.global.u64 %rd4, %rd1;
                add.s64 %rd5, %rd4, %rd3;
                ld.global.f32 %f1, [%rd5];
                mov.b32 %r2, %f1;
                shfl.sync.bfly.b32 %r3|%p1, %r2, 5, 31, -1;
                mov.b32 %f2, %r3;
                setp.lt.f32 %p2, %f1, %f2;
                selp.b32 %r4, %r2, %r3, %p2;
                add.f32 %f3, %f1, %f2;
                selp.f32 %f4, %f3, %f2, %p2;
                cvta.to.global.u64 %rd6, %rd2;
                add.s64 %rd6, %rd6, %rd3;
                st.global.f32 [%rd6], %f2;
                st.global.b32 [%rd6+256], %r4;
                st.global.f32 [%rd6+512], %f3;
                st.global.f32 [%rd6+768], %f4;
                ret;
            }
            """;

    private static Machine machine(String ptx, Jit jit) {
        Machine m = new Machine(ptx);
        m.options = m.options.withJit(jit);
        return m;
    }

    @Test
    void comparisons_agree_where_lanes_lie_on_both_sides_and_where_numbers_wrap_around() {
        int[] firsts = {0, -50, -190, 7, Integer.MAX_VALUE - 40, Integer.MAX_VALUE - 93, Integer.MAX_VALUE - 190,
                Integer.MIN_VALUE};
        int[] others = {0, 1, 45, 46, 47, 48, 93, 94, 190, -1, -97, Integer.MAX_VALUE, Integer.MIN_VALUE,
                Integer.MIN_VALUE + 90, Integer.MIN_VALUE + 93, Integer.MIN_VALUE + 94};
        Machine interpreter = machine(COMPARE, Jit.OFF);
        Machine byteCode = machine(COMPARE, Jit.ALWAYS);
        for (int first : firsts) {
            for (int other : others) {
                assertArrayEquals(compared(interpreter, first, other), compared(byteCode, first, other),
                        () -> first + " against " + other);
            }
        }
    }

    @Test
    void wide_comparisons_agree_where_lanes_lie_on_both_sides_and_where_numbers_wrap_around() {
        long[] firsts = {0, -50, -190, 7, Integer.MAX_VALUE - 40, Long.MAX_VALUE - 40, Long.MAX_VALUE - 190,
                Long.MIN_VALUE};
        long[] others = {0, 45, 46, 47, 48, 93, 94, 190, -1, -97, Integer.MIN_VALUE, Long.MAX_VALUE,
                Long.MAX_VALUE - 99,
                Long.MIN_VALUE, Long.MIN_VALUE + 93};
        Machine interpreter = machine(COMPARE_WIDE, Jit.OFF);
        Machine byteCode = machine(COMPARE_WIDE, Jit.ALWAYS);
        for (long first : firsts) {
            for (long other : others) {
                assertArrayEquals(compared(interpreter, first, other), compared(byteCode, first, other),
                        () -> first + " against " + other);
            }
        }
    }

    private static int[] compared(Machine m, Object first, Object other) {
        Buffer out = m.ints("out", new int[THREADS]);
        m.launch("compare", Dim3.of(1), Dim3.of(THREADS), 0, first, other, out);
        return Machine.ints(out);
    }

    @Test
    void floats_of_any_bits_are_moved_shuffled_and_selected_without_a_change() {
        Machine interpreter = machine(MOVE, Jit.OFF);
        Machine byteCode = machine(MOVE, Jit.ALWAYS);
        Random random = new Random(5);
        for (int turn = 0; turn < 50; turn++) {
            int[] in = random.ints(THREADS).toArray();
            for (int k = 0; k < THREADS; k += 3) {
                in[k] |= 0x7f800000; // infinite, or NaN with any payload
            }
            assertArrayEquals(moved(interpreter, in), moved(byteCode, in));
        }
    }

    @Test
    void shuffles_leave_the_same_bits_when_registers_take_them_over_from_memory() {
        Machine byteCode = machine(MOVE, Jit.ALWAYS);
        int[] in = new Random(6).ints(THREADS).toArray();
        int[] expected = moved(machine(MOVE, Jit.OFF), in);
        for (int turn = 0; turn < 4; turn++) {
            assertArrayEquals(expected, moved(byteCode, in, 16_000));
        }
    }

    private static int[] moved(Machine m, int[] in) {
        return moved(m, in, 1);
    }

    /** By so many blocks, which all write the same. */
    private static int[] moved(Machine m, int[] in, int blocks) {
        Buffer out = m.ints("out", new int[4 * THREADS]);
        m.launch("move", Dim3.of(blocks), Dim3.of(THREADS), 0, m.ints("in", in), out);
        return Machine.ints(out);
    }
}

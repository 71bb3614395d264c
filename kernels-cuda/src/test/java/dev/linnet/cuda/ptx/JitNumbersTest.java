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
                .reg .pred %p<5>;
                .reg .b32 %r<13>;
                .reg .b64 %rd<5>;
                ld.param.u32 %r1, [first];
                ld.param.u32 %r2, [other];
                ld.param.u64 %rd1, [out];
                mov.u32 %r3, %tid.x;
                mad.lo.s32 %r4, %r3, 3, %r1;
                setp.lt.s32 %p1, %r4, %r2;
                setp.le.s32 %p2, %r4, %r2;
                setp.gt.s32 %p3, %r4, %r2;
                setp.ge.s32 %p4, %r4, %r2;
                selp.u32 %r5, 1, 0, %p1;
                selp.u32 %r6, 2, 0, %p2;
                selp.u32 %r7, 4, 0, %p3;
                selp.u32 %r8, 8, 0, %p4;
                or.b32 %r9, %r5, %r6;
                or.b32 %r10, %r7, %r8;
                or.b32 %r11, %r9, %r10;
                cvta.to.global.u64 %rd2, %rd1;
                mul.wide.u32 %rd3, %r3, 4;
                add.s64 %rd4, %rd2, %rd3;
                st.global.u32 [%rd4], %r11;
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
        int[] firsts = {0, -50, 7, Integer.MAX_VALUE - 40, Integer.MAX_VALUE - 190, Integer.MIN_VALUE};
        int[] others = {0, 45, 46, 47, 48, 190, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 90};
        Machine interpreter = machine(COMPARE, Jit.OFF);
        Machine byteCode = machine(COMPARE, Jit.ALWAYS);
        for (int first : firsts) {
            for (int other : others) {
                assertArrayEquals(compared(interpreter, first, other), compared(byteCode, first, other),
                        () -> first + " against " + other);
            }
        }
    }

    private static int[] compared(Machine m, int first, int other) {
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

    private static int[] moved(Machine m, int[] in) {
        Buffer out = m.ints("out", new int[4 * THREADS]);
        m.launch("move", Dim3.of(1), Dim3.of(THREADS), 0, m.ints("in", in), out);
        return Machine.ints(out);
    }
}

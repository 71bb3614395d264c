package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.ops.Origins;
import dev.linnet.cuda.ptx.parse.PtxProgram;

/** Byte code looks at the pointers that are passed before anything is accessed through them. */
class JitPointersTest {
    private static final int N = 256;
    private static final String PTX = """
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry copy(.param .u64 x, .param .u64 y, .param .u64 far)
            {
                .reg .pred %p<2>;
                .reg .b32 %r<6>;
                .reg .b64 %rd<12>;
                ld.param.u64 %rd1, [x];
                ld.param.u64 %rd2, [y];
                ld.param.u64 %rd3, [far];
                cvta.to.global.u64 %rd4, %rd1;
                cvta.to.global.u64 %rd5, %rd2;
                mov.u32 %r1, %ctaid.x;
                mov.u32 %r2, %ntid.x;
                mov.u32 %r3, %tid.x;
                mad.lo.s32 %r4, %r1, %r2, %r3;
                mul.wide.s32 %rd6, %r4, 4;
                add.s64 %rd7, %rd4, %rd6;
                add.s64 %rd8, %rd5, %rd6;
                add.s64 %rd9, %rd7, %rd3;
                ld.global.u32 %r5, [%rd9];
                setp.eq.s64 %p1, %rd2, 0;
                @%p1 bra $END;
                st.global.u32 [%rd8], %r5;
            $END:
                ret;
            }
            """;

    private final Machine machine = new Machine(PTX);
    private final Buffer x = machine.memory.allocate("x", 4, 2 * N);
    private final Buffer y = machine.memory.allocate("y", 4, N);

    private int[] copied(Jit jit, Object from, Object to, long far) {
        machine.options = machine.options.withJit(jit);
        y.segment().fill((byte) 0);
        machine.launch("copy", Dim3.of(N / 64), Dim3.of(64), 0, from, to, far);
        return Machine.ints(y);
    }

    @Test
    void pointers_may_be_null_in_the_middle_of_a_buffer_or_moved_to_another_one() {
        var numbers = new int[2 * N];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 3 * i + 1;
        }
        MemorySegment.copy(numbers, 0, x.segment(), ValueLayout.JAVA_INT, 0,
                numbers.length);
        long distance = x.address() - y.address();
        for (int round = 0; round < 3; round++) {
            for (var jit : new Jit[] {Jit.OFF, Jit.ALWAYS, Jit.AUTO}) {
                assertArrayEquals(new int[N], copied(jit, x, 0L, 0), "null");
                assertEquals(1, copied(jit, x, y, 0)[0]);
                assertEquals(3 * (N + 7) + 1, copied(jit, x.address() + 4L * N, y, 0)[7]);
                assertEquals(3 * (N - 1) + 1, copied(jit, y, y, distance)[N - 1], "moved to another");
            }
        }
    }

    @Test
    void only_what_comes_of_one_pointer_is_told() {
        var kernel = PtxProgram.parse(PTX).functions().get("copy");
        Map<Integer, Integer> offsets = Origins.pointers(kernel);
        long[] counts = offsets.values().stream().mapToLong(Integer::longValue).sorted().toArray();
        // x: rd1, rd4, rd7; y: rd2, rd5, rd8; far: rd3; rd9 comes of x and far.
        assertArrayEquals(new long[] {0, 0, 0, 8, 8, 8, 16}, counts);
    }
}

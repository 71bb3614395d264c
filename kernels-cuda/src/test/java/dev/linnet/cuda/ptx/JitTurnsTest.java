package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Warps have their turns in the same order in byte code as in the interpreter, also where one of them has lanes that part. */
class JitTurnsTest {
    private static final int ROUNDS = 6;
    private static final int MOST_WARPS = 4;

    /** After each barrier the lanes of one warp loop differently often, and each warp notes when it came by. */
    private static String ptx() {
        var text = new StringBuilder("""
                .version 7.0
                .target sm_80
                .address_size 64
                .visible .entry turns(.param .u32 parting, .param .u64 log, .param .u64 next)
                {
                    .reg .pred %p<4>;
                    .reg .b32 %r<9>;
                    .reg .b64 %rd<7>;
                    ld.param.u32 %r1, [parting];
                    ld.param.u64 %rd1, [log];
                    ld.param.u64 %rd2, [next];
                    cvta.to.global.u64 %rd3, %rd1;
                    cvta.to.global.u64 %rd4, %rd2;
                    mov.u32 %r2, %tid.x;
                    shr.u32 %r3, %r2, 5;
                    and.b32 %r4, %r2, 31;
                    setp.ne.s32 %p1, %r3, %r1;
                    setp.ne.s32 %p2, %r4, 0;
                """);
        for (int round = 0; round < ROUNDS; round++) {
            text.append("""
                        bar.sync 0;
                        @%%p1 bra $TOGETHER%1$d;
                        and.b32 %%r5, %%r2, 7;
                    $LOOP%1$d:
                        add.s32 %%r5, %%r5, -1;
                        setp.ge.s32 %%p3, %%r5, 0;
                        @%%p3 bra $LOOP%1$d;
                    $TOGETHER%1$d:
                        @%%p2 bra $NOTED%1$d;
                        atom.global.add.u32 %%r6, [%%rd4], 1;
                        mul.wide.u32 %%rd5, %%r6, 4;
                        add.s64 %%rd6, %%rd3, %%rd5;
                        add.s32 %%r7, %%r3, %2$d;
                        st.global.u32 [%%rd6], %%r7;
                    $NOTED%1$d:
                    """.formatted(round, 10 * round));
        }
        return text.append("    ret;\n}\n").toString();
    }

    @Test
    void the_order_of_turns_is_the_interpreters() {
        var machine = new Machine(ptx());
        Buffer log = machine.memory.allocate("log", 4, MOST_WARPS * ROUNDS);
        Buffer next = machine.memory.allocate("next", 4, 1);
        for (int warps = 1; warps <= MOST_WARPS; warps++) {
            for (int parting = -1; parting < warps; parting++) {
                int[][] orders = new int[2][];
                for (var jit : new Jit[] {Jit.OFF, Jit.ALWAYS}) {
                    machine.options = machine.options.withJit(jit);
                    log.segment().fill((byte) 0);
                    next.segment().fill((byte) 0);
                    machine.launch("turns", Dim3.of(1), Dim3.of(32 * warps), 0, parting, log, next);
                    assertEquals(warps * ROUNDS, Machine.ints(next)[0]);
                    orders[jit == Jit.OFF ? 0 : 1] = Machine.ints(log);
                }
                assertArrayEquals(orders[0], orders[1], warps + " warps, of which " + parting + " parts");
            }
        }
    }
}

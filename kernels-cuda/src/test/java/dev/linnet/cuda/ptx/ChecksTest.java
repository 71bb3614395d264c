package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault.Kind;
import dev.linnet.cuda.ptx.parse.PtxException;

/** What is said when a kernel goes wrong; {@code faults.cu} is the source of the kernels. */
class ChecksTest {
    private final Machine m = checked();

    Machine checked() {
        Machine made = Machine.of("faults.ptx");
        made.options = made.options.withChecks(true).withArithmetic(LaunchOptions.Arithmetic.VECTORS);
        return made;
    }

    private KernelFault fault(Kind kind, String kernel, int grid, int block, Object... arguments) {
        KernelFault f = assertThrows(KernelFault.class,
                () -> m.launch(kernel, Dim3.of(grid), Dim3.of(block), 0, arguments));
        assertEquals(kind, f.kind(), f.getMessage());
        return f;
    }

    @Test
    void a_write_beyond_the_end_names_buffer_index_line_block_and_thread() {
        Buffer x = m.floats("x", new float[64]);
        m.options = m.options.withChecks(false);
        KernelFault f = fault(Kind.OUT_OF_BOUNDS, "beyond", 2, 64, x);
        assertEquals(
                "beyond: out-of-bounds write of 4 bytes: index 64 of x, which has 64 elements, at line 4:5, block (1,0,0), thread (0,0,0)",
                f.getMessage());
    }

    @Test
    void a_null_pointer_is_called_so() {
        assertTrue(fault(Kind.OUT_OF_BOUNDS, "beyond", 1, 1, 0L).what().endsWith("null pointer"));
    }

    @Test
    void a_freed_buffer_is_called_so() {
        Buffer x = m.floats("x", new float[64]);
        m.memory.free(x);
        assertTrue(fault(Kind.OUT_OF_BOUNDS, "beyond", 1, 1, x).what().contains("index 0 of x, which has been freed"));
    }

    @Test
    void a_misaligned_read_is_found() {
        assertTrue(fault(Kind.MISALIGNED, "misaligned", 1, 1, m.floats("x", new float[64])).what()
                .contains("at byte 2 of x"));
    }

    @Test
    void a_write_beyond_shared_memory_is_found() {
        assertTrue(fault(Kind.OUT_OF_BOUNDS, "beyond_shared", 1, 65, m.ints("x", 1)).what()
                .contains("at byte 256 of shared memory, which has 256"));
    }

    @Test
    void reading_shared_memory_that_nobody_wrote_is_found() {
        KernelFault f = fault(Kind.UNINITIALISED, "unwritten", 1, 32, m.ints("x", new int[32]));
        assertEquals("(31,0,0)", f.where().thread());
    }

    @Test
    void a_missing_barrier_is_a_race_and_names_both_sides() {
        KernelFault f = fault(Kind.DATA_RACE, "missing_barrier", 1, 64, m.ints("x", new int[64]), 0);
        assertTrue(f.what().contains("this thread writes what thread (") && f.what().contains("read at line 29"),
                f.what());
    }

    @Test
    void with_the_barrier_there_is_no_race() {
        Buffer x = m.ints("x", new int[64]);
        m.launch("missing_barrier", Dim3.of(1), Dim3.of(64), 0, x, 1);
        assertEquals(63, Machine.ints(x)[0]);
    }

    @Test
    void blocks_that_write_the_same_element_race() {
        KernelFault f = fault(Kind.DATA_RACE, "same_element", 2, 32, m.ints("x", new int[64]), 0);
        assertTrue(f.what().contains("of block (0,0,0) wrote"), f.what());
    }

    @Test
    void atomics_do_not_race() {
        Buffer x = m.ints("x", new int[64]);
        m.launch("same_element", Dim3.of(2), Dim3.of(32), 0, x, 1);
        assertEquals(64, Machine.ints(x)[0]);
    }

    @Test
    void a_barrier_that_half_a_warp_reaches_is_found() {
        KernelFault f = fault(Kind.DIVERGENT_BARRIER, "divergent", 1, 32, m.ints("x", new int[32]));
        assertTrue(f.what().contains("lanes 0xffff"), f.what());
    }

    @Test
    void lanes_that_come_to_a_barrier_by_a_longer_way_are_waited_for() {
        // As compilers write code that is seldom needed: it stands behind the function's end.
        var late = new Machine("""
                .version 7.0
                .target sm_70
                .address_size 64
                .visible .entry late(.param .u64 out)
                {
                    .reg .pred %p<4>;
                    .reg .b32 %r<9>;
                    .reg .b64 %rd<4>;
                    .shared .align 4 .b8 s[256];
                    ld.param.u64 %rd1, [out];
                    mov.u32 %r1, %tid.x;
                    mov.u32 %r5, 0;
                    shl.b32 %r2, %r1, 2;
                    mov.u32 %r3, s;
                    add.s32 %r4, %r3, %r2;
                AGAIN:
                    and.b32 %r6, %r1, 1;
                    setp.eq.s32 %p1, %r6, 1;
                    @%p1 bra LONGER;
                HERE:
                    st.shared.u32 [%r4], %r1;
                    bar.sync 0;
                    sub.s32 %r7, 252, %r2;
                    add.s32 %r7, %r3, %r7;
                    ld.shared.u32 %r8, [%r7];
                    bar.sync 0;
                    add.s32 %r5, %r5, 1;
                    setp.lt.s32 %p2, %r5, 3;
                    @%p2 bra AGAIN;
                    mul.wide.s32 %rd2, %r1, 4;
                    add.s64 %rd3, %rd1, %rd2;
                    st.global.u32 [%rd3], %r8;
                    ret;
                LONGER:
                    mul.lo.s32 %r7, %r1, 7;
                    bra HERE;
                }
                """);
        late.options = late.options.withChecks(true);
        Buffer out = late.ints("out", new int[64]);
        late.launch("late", Dim3.of(1), Dim3.of(64), 0, out);
        for (int i = 0; i < 64; i++) {
            assertEquals(63 - i, Machine.ints(out)[i]);
        }
    }

    @Test
    void warps_that_wait_for_each_other_are_a_deadlock() {
        m.options = m.options.withChecks(false);
        KernelFault f = fault(Kind.DEADLOCK, "deadlock", 1, 64, m.ints("x", new int[64]));
        assertTrue(f.what().contains("thread (0,0,0) waits at line"), f.what());
    }

    @Test
    void an_endless_kernel_can_be_stopped() {
        AtomicInteger asked = new AtomicInteger();
        m.options = m.options.withChecks(false).withStop(() -> asked.incrementAndGet() > 2);
        fault(Kind.INTERRUPTED, "endless", 1, 32, m.ints("x", new int[32]));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_launch_of_many_short_blocks_can_be_stopped(int hostThreads) {
        AtomicInteger asked = new AtomicInteger();
        m.options = m.options.withChecks(false)
                .withThreads(hostThreads)
                .withStop(() -> asked.incrementAndGet() > 100);
        fault(Kind.INTERRUPTED, "asserts", 1 << 16, 32, 4);
        assertTrue(asked.get() < 1000, () -> "blocks ran on: asked " + asked.get() + " times");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void interrupting_the_thread_stops_an_endless_kernel(int hostThreads) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        m.options = m.options.withChecks(false).withThreads(hostThreads).withStop(() -> {
            running.countDown();
            return false;
        });
        AtomicReference<KernelFault> ended = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Buffer x = m.ints("x", new int[128]);
        Thread launch = new Thread(() -> {
            ended.set(assertThrows(KernelFault.class, () -> m.launch("endless", Dim3.of(4), Dim3.of(32), 0, x)));
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        launch.start();
        running.await();
        launch.interrupt();
        launch.join();
        assertEquals(Kind.INTERRUPTED, ended.get().kind(), ended.get().getMessage());
        assertTrue(interrupted.get(), "the thread stays interrupted");
    }

    @Test
    void a_failed_assertion_is_quoted() {
        assertTrue(fault(Kind.ASSERTION, "asserts", 1, 32, 3).what().contains("n > 3"));
    }

    @Test
    void endless_recursion_ends_in_a_message() {
        m.options = m.options.withChecks(false);
        fault(Kind.STACK_OVERFLOW, "recursion", 1, 32, m.ints("x", new int[32]));
    }

    @Test
    void threads_of_a_warp_may_spin_on_a_lock() {
        m.options = m.options.withChecks(false);
        Buffer x = m.ints("x", 0, 0);
        m.launch("lock", Dim3.of(2), Dim3.of(32), 0, x);
        assertArrayEquals(new int[] {0, 64}, Machine.ints(x));
    }

    @Test
    void blocks_may_wait_for_later_blocks() {
        m.options = m.options.withChecks(false);
        Buffer x = m.ints("x", 0, 0);
        m.launch("wait_for_last", Dim3.of(3), Dim3.of(32), 0, x);
        assertEquals(3, Machine.ints(x)[1]);
    }

    @Test
    void unknown_opcodes_are_rejected_with_their_line() {
        PtxException e = assertThrows(PtxException.class, () -> new Machine("""
                .version 8.0
                .target sm_90
                .address_size 64
                .visible .entry k() {
                .reg .b32 %r;
                mul.hi.lo.s32 %r, %r, 1;
                ret;
                }
                """).launch("k", Dim3.of(1), Dim3.of(1), 0));
        assertEquals("the CPU engine does not execute mul.hi.lo.s32: mul.hi.lo.s32 %r, %r, 1 (PTX line 6)",
                e.getMessage());
    }

    @Test
    void textures_are_rejected_in_plain_words() {
        PtxException e = assertThrows(PtxException.class, () -> new Machine("""
                .version 8.0
                .target sm_90
                .address_size 64
                .visible .entry k() {
                .reg .f32 %f<5>;
                .reg .b64 %t;
                tex.1d.v4.f32.f32 {%f0,%f1,%f2,%f3}, [%t, {%f4}];
                ret;
                }
                """).launch("k", Dim3.of(1), Dim3.of(1), 0));
        assertTrue(e.getMessage().contains("textures"), e.getMessage());
    }

    @Test
    void shapes_that_do_not_fit_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> m.launch("beyond", Dim3.of(1), Dim3.of(1025), 0, 0L));
        assertThrows(IllegalArgumentException.class, () -> m.launch("beyond", Dim3.of(1), Dim3.of(1), 1 << 20, 0L));
        assertThrows(IllegalArgumentException.class, () -> m.launch("nothing", Dim3.of(1), Dim3.of(1), 0));
    }
}

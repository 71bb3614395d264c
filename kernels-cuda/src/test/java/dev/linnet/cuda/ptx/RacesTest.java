package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault.Kind;

/**
 * What the checks must find, and what they must not take for a race: neither say so nor, where the quick checks can tell, run the
 * launch again. {@code races.cu} is the source of the kernels.
 */
class RacesTest {
    private final Machine m = Machine.of("races.ptx");

    RacesTest() {
        m.options = m.options.withChecks(true).withThreads(3);
    }

    private void clean(String kernel, int grid, int block, Object... arguments) {
        assertFalse(m.launch(kernel, Dim3.of(grid), Dim3.of(block), 0, arguments).repeated(), kernel);
    }

    private KernelFault race(String kernel, int grid, int block, Object... arguments) {
        KernelFault f = assertThrows(KernelFault.class,
                () -> m.launch(kernel, Dim3.of(grid), Dim3.of(block), 0, arguments));
        assertEquals(Kind.DATA_RACE, f.kind(), f.getMessage());
        return f;
    }

    private Buffer zeros(String name, int n) {
        return m.ints(name, new int[n]);
    }

    @Test
    void neighbouring_bytes_are_not_the_same_place() {
        clean("bytes", 5, 33, m.memory.allocate("x", 1, 165));
    }

    @Test
    void lanes_that_exchange_without_a_warp_barrier_race() {
        clean("warp_exchange", 1, 32, zeros("x", 32), 1);
        assertTrue(race("warp_exchange", 1, 32, zeros("x", 32), 0).what().contains("reads what thread ("));
    }

    @Test
    void a_barrier_of_some_warps_orders_those_only() {
        clean("pairs", 1, 128, zeros("x", 128), 33);
        race("pairs", 1, 128, zeros("x", 128), 64);
    }

    @Test
    void warps_that_have_ended_are_not_waited_for() {
        Buffer x = zeros("x", 64);
        clean("early_exit", 1, 128, x, 5);
        assertEquals(10, Machine.ints(x)[17]);
    }

    @Test
    void blocks_may_read_the_same_elements() {
        Buffer y = zeros("y", 6 * 64);
        clean("read_by_all", 6, 64, zeros("x", 6 * 64), y, zeros("z", 1), 3);
    }

    @Test
    void an_element_that_other_blocks_read_must_not_be_written() {
        Buffer x = zeros("x", 6 * 64);
        assertTrue(race("read_by_all", 6, 64, x, zeros("y", 6 * 64), x, 3).what().contains("index 0 of x"));
        assertTrue(race("read_by_all", 6, 64, x, zeros("y", 6 * 64), x, 0).what().contains("index 0 of x"));
    }

    @Test
    void what_is_reported_does_not_depend_on_threads_nor_does_what_memory_holds_then() {
        String message = null;
        int[] left = null;
        for (int threads : new int[] {1, 2, 5, 1}) {
            m.options = m.options.withThreads(threads);
            Buffer x = zeros("x", 40 * 64);
            KernelFault f = race("stray", 40, 64, x, 11);
            assertTrue(f.getMessage().contains("block (12,0,0)"), f.getMessage());
            message = message == null ? f.getMessage() : message;
            left = left == null ? Machine.ints(x) : left;
            assertEquals(message, f.getMessage());
            assertArrayEquals(left, Machine.ints(x));
        }
    }

    @Test
    void blocks_of_a_clean_launch_run_on_several_threads() {
        Buffer x = zeros("x", 40 * 64);
        LaunchReport r = m.launch("stray", Dim3.of(40), Dim3.of(64), 0, x, 40);
        assertEquals(3, r.hostThreads());
        assertFalse(r.repeated());
        for (int i = 0; i < 40 * 64; i++) {
            assertEquals(i, Machine.ints(x)[i]);
        }
    }

    @Test
    void a_launch_is_not_blamed_for_the_one_before() {
        Buffer x = zeros("x", 40 * 64);
        for (int k = 0; k < 3; k++) {
            clean("stray", 40, 64, x, 40);
            race("stray", 40, 64, x, 20);
        }
        clean("own_again", 1, 64, x);
        clean("read_by_all", 40, 64, x, zeros("y", 40 * 64), zeros("z", 1), 1);
    }

    @Test
    void a_launch_is_not_blamed_for_those_before_the_clock_began_anew() {
        int rounds = 60_000; // two barriers each: the clock begins anew in the fourth launch
        for (int k = 0; k < 6; k++) {
            Buffer x = zeros("x", 64);
            clean("early_exit", 1, 64, x, rounds);
            assertEquals(rounds / 2 * (rounds - 1), Machine.ints(x)[5]);
        }
    }

    @Test
    void atomics_and_a_plain_read_by_another_block_race() {
        clean("count", 6, 64, zeros("x", 1), zeros("y", 64), 6);
        race("count", 6, 64, zeros("x", 1), zeros("y", 64), 4);
    }

    @Test
    void a_fence_lets_the_last_block_read_what_the_others_wrote() {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        Buffer sum = m.floats("sum", 0);
        clean("last_block", 8, 32, m.floats("x", x), m.floats("part", new float[8]), zeros("arrived", 1), sum, 1);
        assertEquals(72, Machine.floats(sum)[0]);
        race("last_block", 8, 32, m.floats("x", x), m.floats("part", new float[8]), zeros("arrived", 1), sum, 0);
    }

    @Test
    void a_word_that_several_warps_read_must_not_be_written_before_a_barrier() {
        clean("read_by_warps", 1, 128, zeros("x", 128), 1);
    }

    @Test
    void a_write_after_reads_of_several_warps_is_a_race() {
        assertTrue(race("read_by_warps", 1, 128, zeros("x", 128), 0).what().contains("this thread writes what"));
    }

    @Test
    void lanes_of_one_instruction_may_write_the_same_place() {
        Buffer x = zeros("x", 32);
        m.launch("same_value", Dim3.of(1), Dim3.of(32), 0, x);
        assertEquals(9, Machine.ints(x)[5]);
    }

    @Test
    void a_thread_may_change_its_own_element_again_and_again() {
        clean("own_again", 1, 64, m.floats("x", new float[64]));
    }

    @Test
    void a_vector_of_which_only_a_part_was_written_may_be_read() {
        clean("three_of_four", 1, 32, m.floats("x", new float[128]));
    }

    @Test
    void what_a_kernel_prints_before_a_race_comes_once() {
        m.options = m.options.withPrint(m.printed::append);
        KernelFault f = race("says_then_races", 4, 64, zeros("x", 64 * 5));
        assertEquals("(1,0,0)", f.where().block());
        assertEquals("block 0\nblock 1\n", m.printed.toString());
    }

    @Test
    void blocks_that_wait_for_later_blocks_end_with_checks_too() {
        Machine faults = Machine.of("faults.ptx");
        faults.options = faults.options.withChecks(true);
        Buffer x = faults.ints("x", 0, 0);
        faults.launch("wait_for_last", Dim3.of(3), Dim3.of(32), 0, x);
        assertArrayEquals(new int[] {3, 3}, Machine.ints(x));
    }

    @Test
    void the_first_block_that_goes_wrong_is_reported_without_checks_too() {
        Machine faults = Machine.of("faults.ptx");
        for (int k = 0; k < 20; k++) {
            faults.options = faults.options.withThreads(1 + k % 4);
            Buffer x = faults.floats("x", new float[64 * 5]);
            KernelFault f = assertThrows(KernelFault.class,
                    () -> faults.launch("beyond", Dim3.of(60), Dim3.of(64), 0, x));
            assertEquals("(5,0,0)", f.where().block());
        }
    }
}

package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When byte code is used, by times that are made up. */
class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    /** Blocks as the pace wants them: the interpreter's take so long, those of byte code what it takes once {@code after} have run. */
    private static Pace run(int blocks, long interpreter, long cold, long warm, int after) {
        Pace pace = new Pace();
        int compiled = 0;
        for (int k = 0; k < blocks; k++) {
            boolean inByteCode = pace.compiled();
            pace.ran(inByteCode, !inByteCode ? interpreter : compiled++ < after ? cold : warm);
        }
        return pace;
    }

    @Test
    void byte_code_that_gets_quicker_keeps_the_kernel() {
        assertTrue(run(2000, MILLI, 5 * MILLI, MILLI / 10, 50).compiled());
    }

    @Test
    void byte_code_gets_a_share_only_before_it_is_quicker() {
        Pace pace = new Pace();
        int compiled = 0;
        for (int k = 0; k < 100; k++) {
            boolean inByteCode = pace.compiled();
            compiled += inByteCode ? 1 : 0;
            pace.ran(inByteCode, inByteCode ? 2 * MILLI : MILLI);
        }
        assertTrue(compiled > 5 && compiled < 25, () -> "not a share");
    }

    @Test
    void byte_code_that_stays_slower_is_given_up() {
        Pace pace = run(40_000, MILLI, 2 * MILLI, 2 * MILLI, 0);
        assertTrue(pace.slower());
        assertFalse(pace.compiled());
    }

    @Test
    void large_blocks_on_a_slow_machine_get_as_many_blocks_as_small_ones() {
        // Half a second a block in the interpreter, two before byte code has been compiled: six seconds are three blocks.
        Pace pace = run(400, SECOND / 2, 2 * SECOND, SECOND / 10, 12);
        assertFalse(pace.slower());
        assertTrue(pace.compiled());
    }

    @Test
    void a_pause_of_the_machine_settles_nothing() {
        Pace pace = run(20, 10 * MILLI, 30 * MILLI, 30 * MILLI, 0);
        pace.ran(true, 60 * SECOND);
        assertFalse(pace.slower());
        pace.ran(false, 60 * SECOND);
        for (int k = 0; k < 3; k++) {
            pace.ran(true, 30 * MILLI);
        }
        assertFalse(pace.compiled(), "an interpreter that was held up is no slower for it");
        for (int k = 0; k < 3; k++) {
            pace.ran(true, MILLI);
        }
        assertTrue(pace.compiled());
    }

    @Test
    void byte_code_that_still_improves_is_waited_for() {
        Pace pace = new Pace();
        pace.ran(false, MILLI);
        pace.ran(false, MILLI);
        for (long nanos = 4 * SECOND; nanos > MILLI; nanos -= nanos / 5) {
            pace.ran(true, nanos);
            assertFalse(pace.slower(), "given up while it gets quicker");
        }
        for (int k = 0; k < 3; k++) {
            pace.ran(true, MILLI / 2);
        }
        assertTrue(pace.compiled());
    }
}

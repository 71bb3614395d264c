package dev.linnet.cuda.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.DeviceFault;

class InOrderTest {
    /** Every change shows what came before it. */
    private static final LateAtomics.Change NEXT = (memory, at, operand, swap) -> memory.set(ValueLayout.JAVA_LONG, at,
            31 * memory.get(ValueLayout.JAVA_LONG, at) + 7 * operand + swap);

    private final MemorySegment memory = MemorySegment.ofArray(new long[1]);

    private static long expected(int runs, int each) {
        long value = 0;
        for (int run = 0; run < runs; run++) {
            for (int k = 0; k < each; k++) {
                value = 31 * value + 7L * run + k;
            }
        }
        return value;
    }

    private void make(InOrder.Run run, int number, int each) {
        for (int k = 0; k < each; k++) {
            run.make(NEXT, memory, 0, number, k);
        }
    }

    private long value() {
        return memory.get(ValueLayout.JAVA_LONG, 0);
    }

    @Test
    void runs_that_end_in_any_order_change_memory_in_theirs() {
        var order = new InOrder();
        InOrder.Run[] runs = new InOrder.Run[4];
        for (int k = 0; k < 4; k++) {
            runs[k] = order.run(10L * k, () -> false);
        }
        for (int k : new int[] {2, 1, 3}) {
            make(runs[k], k, 5);
            runs[k].end(10L * k + 10);
            assertEquals(0, value());
        }
        make(runs[0], 0, 5);
        assertEquals(expected(1, 5), value());
        runs[0].end(10);
        assertEquals(expected(4, 5), value());
    }

    @Test
    void a_run_whose_turn_comes_while_it_goes_on_first_does_what_it_has_left() {
        var order = new InOrder();
        InOrder.Run first = order.run(0, () -> false);
        InOrder.Run second = order.run(3, () -> false);
        second.make(NEXT, memory, 0, 1, 0);
        make(first, 0, 2);
        first.end(3);
        assertEquals(expected(1, 2), value());
        second.make(NEXT, memory, 0, 1, 1);
        assertEquals(expected(2, 2), value());
    }

    @Test
    void nothing_is_done_after_a_run_that_broke() {
        var order = new InOrder();
        InOrder.Run[] runs = {order.run(0, () -> false), order.run(1, () -> false), order.run(2, () -> false)};
        make(runs[2], 2, 3);
        runs[2].end(3);
        make(runs[1], 1, 3);
        runs[1].broken();
        make(runs[0], 0, 3);
        runs[0].end(1);
        assertEquals(expected(2, 3), value());
    }

    @Test
    void threads_give_what_one_gives_also_where_they_have_to_wait() throws InterruptedException {
        int runs = 40;
        int each = InOrder.MOST / 8;
        var order = new InOrder();
        var next = new AtomicInteger();
        Runnable work = () -> {
            for (int k = next.getAndIncrement(); k < runs; k = next.getAndIncrement()) {
                InOrder.Run run = order.run(k, () -> false);
                make(run, k, k % 7 == 0 ? each * 3 : each);
                run.end(k + 1L);
            }
        };
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(work);
        }
        for (Thread t : threads) {
            t.join();
        }
        long value = 0;
        for (int run = 0; run < runs; run++) {
            for (int k = 0; k < (run % 7 == 0 ? each * 3 : each); k++) {
                value = 31 * value + 7L * run + k;
            }
        }
        assertEquals(value, value());
    }

    @Test
    void who_waits_in_vain_is_told_so() {
        var order = new InOrder();
        InOrder.Run run = order.run(5, () -> true);
        make(run, 0, InOrder.MOST);
        assertThrows(DeviceFault.class, () -> run.make(NEXT, memory, 0, 0, 0));
        assertEquals(0, value());
    }
}

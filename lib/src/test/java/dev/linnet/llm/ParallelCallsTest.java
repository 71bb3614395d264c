package dev.linnet.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelCallsTest {
    private static List<Integer> numbers(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    @Test
    void results_have_the_order_of_the_inputs_though_later_ones_end_first() {
        var secondHasEnded = new CountDownLatch(1);
        List<String> results = ParallelCalls.inOrder(2, List.of("a", "b"), input -> {
            if (input.equals("a")) {
                await(secondHasEnded);
            } else {
                secondHasEnded.countDown();
            }
            return input + input;
        });
        assertEquals(List.of("aa", "bb"), results);
    }

    @Test
    void as_many_are_under_way_as_are_allowed_and_never_more() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var together = new CyclicBarrier(3); // passes only if three run at once
        List<Integer> results = ParallelCalls.inOrder(3, numbers(30), input -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                together.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            running.decrementAndGet();
            return input;
        });
        assertEquals(numbers(30), results);
        assertEquals(3, most.get());
    }

    @Test
    void the_earliest_failure_is_thrown_and_the_others_are_interrupted() {
        var waiting = new CountDownLatch(1);
        var interrupted = new AtomicReference<Boolean>(false);
        var failure = assertThrows(IllegalStateException.class, () -> ParallelCalls.inOrder(2, numbers(10), input -> {
            if (input == 0) {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw new CancellationException("as told");
                }
            }
            await(waiting);
            throw new IllegalStateException("input " + input);
        }));
        assertEquals("input 1", failure.getMessage());
        assertTrue(interrupted.get());
    }

    @Test
    void an_interrupt_ends_every_call_and_stays() {
        var started = new CountDownLatch(2);
        var ended = new AtomicInteger();
        Thread caller = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            await(started);
            caller.interrupt();
        });
        assertThrows(CancellationException.class, () -> ParallelCalls.inOrder(2, numbers(10), _ -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
                return null;
            } catch (InterruptedException e) {
                ended.incrementAndGet();
                throw new CancellationException("as told");
            }
        }));
        assertTrue(Thread.interrupted());
        assertEquals(2, ended.get());
    }

    @Test
    void an_interrupt_before_the_first_call_makes_none() {
        Thread.currentThread().interrupt();
        var calls = new AtomicInteger();
        assertThrows(CancellationException.class,
                () -> ParallelCalls.inOrder(1, numbers(10), _ -> calls.incrementAndGet()));
        assertTrue(Thread.interrupted());
        assertEquals(0, calls.get());
    }

    @Test
    void no_input_is_no_work_and_fewer_than_one_at_once_is_refused() {
        assertEquals(List.of(), ParallelCalls.inOrder(4, List.of(), input -> input));
        var refused = assertThrows(IllegalArgumentException.class,
                () -> ParallelCalls.inOrder(0, List.of(1), input -> input));
        assertEquals("atMost: 0 calls at once are too few; give 1 or more", refused.getMessage());
        assertFalse(Thread.interrupted());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted");
        }
    }
}

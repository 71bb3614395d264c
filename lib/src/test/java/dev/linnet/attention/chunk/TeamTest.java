package dev.linnet.attention.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TeamTest {
    @Test
    void every_task_runs_once_and_a_member_does_one_at_a_time() {
        var busy = new AtomicInteger[] {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        var seen = ConcurrentHashMap.<Integer>newKeySet();
        Team.run(3, 100, (task, member) -> {
            assertEquals(1, busy[member].incrementAndGet());
            assertTrue(seen.add(task));
            busy[member].decrementAndGet();
        });
        assertEquals(100, seen.size());
    }

    @Test
    void a_failing_task_fails_the_call() {
        var e = assertThrows(IllegalStateException.class, () -> Team.run(2, 10, (task, member) -> {
            if (task == 3) {
                throw new IllegalStateException("task 3");
            }
        }));
        assertEquals("task 3", e.getMessage());
    }

    @Test
    @Timeout(60)
    void an_interrupted_caller_stops_its_helpers_too_and_stays_interrupted() {
        var begun = new CountDownLatch(2);
        assertThrows(CancellationException.class, () -> Team.run(2, 2, (task, member) -> {
            begun.countDown();
            if (member == 0) {
                awaitAll(begun);
                Thread.currentThread().interrupt();
            }
            while (true) {
                Team.stopIfInterrupted();
                Thread.onSpinWait();
            }
        }));
        assertTrue(Thread.interrupted());
        Team.run(2, 2, (task, member) -> Team.stopIfInterrupted());
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_interrupted_caller_begins_no_task_more() {
        var begun = new AtomicInteger();
        assertThrows(CancellationException.class, () -> Team.run(1, 5, (_, _) -> {
            begun.incrementAndGet();
            Thread.currentThread().interrupt();
        }));
        assertTrue(Thread.interrupted());
        assertEquals(1, begun.get());
    }
}

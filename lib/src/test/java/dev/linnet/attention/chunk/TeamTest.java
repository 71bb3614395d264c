package dev.linnet.attention.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
}

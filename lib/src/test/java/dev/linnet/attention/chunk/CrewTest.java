package dev.linnet.attention.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class CrewTest {
    @Test
    void every_task_of_every_phase_runs_once_and_before_the_next_phase() {
        var runs = new AtomicIntegerArray(50);
        var early = new AtomicBoolean();
        Crew.run(3, crew -> {
            for (int phase = 0; phase < 2000; phase++) {
                int done = phase;
                crew.phase(1 + phase % 50, (task, member) -> {
                    int before = runs.getAndIncrement(task);
                    // the first task takes part in every phase
                    if (task == 0 && before != done) {
                        early.set(true);
                    }
                });
            }
        });
        assertTrue(!early.get());
        for (int task = 0; task < 50; task++) {
            assertEquals(2000 - 40 * task, runs.get(task));
        }
    }

    @Test
    void several_members_work_at_the_same_time() {
        var both = new CountDownLatch(2);
        Crew.run(2, crew -> crew.phase(2, (_, _) -> {
            both.countDown();
            awaitQuietly(both);
        }));
        assertEquals(0, both.getCount());
    }

    @Test
    void a_failing_task_fails_the_plan_and_later_crews_work() {
        var failure = new IllegalStateException("task 3");
        var thrown = assertThrows(IllegalStateException.class,
                () -> Crew.run(2, crew -> crew.phase(20, (task, _) -> {
                    if (task == 3) {
                        throw failure;
                    }
                })));
        assertSame(failure, thrown);
        var runs = new AtomicIntegerArray(5);
        Crew.run(2, crew -> crew.phase(5, (task, _) -> runs.getAndIncrement(task)));
        for (int task = 0; task < 5; task++) {
            assertEquals(1, runs.get(task));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

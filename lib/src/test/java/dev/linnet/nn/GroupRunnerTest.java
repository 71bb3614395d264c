package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.EigenvalueRange;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupRunnerTest {
    private static final int GROUPS = 40;

    /** What is still at work would write into the gradients of whoever goes on. */
    @Test
    void an_interrupt_leaves_no_group_at_work_and_begins_none() {
        SequenceModel model = BlockConfig.small(new MixerConfig.Delta(1, EigenvalueRange.SIGNED)).build(1);
        SequenceBatch batch = SequenceBatch
                .of(Collections.nCopies(16 * GROUPS, new LabelledSequence(new int[400], new int[400])));
        var begun = new AtomicInteger();
        var ended = new AtomicInteger();
        Thread caller = Thread.currentThread();
        try (var runner = new GroupRunner(model, 2)) {
            assertThrows(CancellationException.class, () -> runner.forEach(batch, (number, pass) -> {
                begun.incrementAndGet();
                caller.interrupt();
                pass.forward(model.parameters().values(), batch.groups().get(number).tokens(), 400);
                ended.incrementAndGet();
            }));
        }
        assertTrue(Thread.interrupted(), "whoever interrupted still sees it");
        assertEquals(begun.get(), ended.get());
        assertTrue(begun.get() < GROUPS, () -> begun + " groups");
    }
}

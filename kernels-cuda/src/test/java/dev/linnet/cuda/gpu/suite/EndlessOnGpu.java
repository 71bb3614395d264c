package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileOptions;

/** A kernel that does not end: whoever waits for it can leave, and go on. The last of the suite. */
@OnGpu
class EndlessOnGpu {
    private final CudaModule module = CudaModule.compile("faults", Cells.FAULTS, CompileOptions.standard(), Target.GPU,
            Checks.AUTO);

    EndlessOnGpu() {
        StandIn.know(module.compiled());
    }

    @Test
    void an_interrupt_ends_the_waiting_and_the_next_launch_works() throws InterruptedException {
        module.kernel("twice").launch(1, 1, 0, (Object) new float[1]);
        var thrown = new AtomicReference<Throwable>();
        var running = new CountDownLatch(1);
        var thread = Thread.ofPlatform().daemon().start(() -> {
            running.countDown();
            try {
                module.kernel("endless").launch(1, 1, 0, (Object) new int[1]);
            } catch (CancellationException e) {
                thrown.set(e);
            }
        });
        running.await();
        thread.join(300); // so that it has begun; an interrupt before that must do as well
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertTrue(!thread.isAlive(), "the waiting thread did not hear the interrupt");
        var message = String.valueOf(thrown.get() == null ? null : thrown.get().getMessage());
        Findings.note(message);
        assertTrue(message.startsWith("endless was interrupted, but nobody can stop a kernel on a GPU"), message);
        long begun = System.nanoTime();
        var x = new float[] {1, 2, 3};
        module.kernel("twice").launch(1, 3, 0, (Object) x);
        assertArrayEquals(new float[] {2, 4, 6}, x);
        Findings.note("the next launch, beside the endless one, took " + (System.nanoTime() - begun) / 1_000_000
                + " ms with a new context");
    }
}

package dev.linnet.llm.openai;

import java.util.concurrent.CountDownLatch;

/** Waiting in tests. */
final class Interrupts {
    private Interrupts() {}

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Interrupts the calling thread when something has happened. */
    static void when(CountDownLatch happened) {
        Thread caller = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            await(happened);
            caller.interrupt();
        });
    }
}

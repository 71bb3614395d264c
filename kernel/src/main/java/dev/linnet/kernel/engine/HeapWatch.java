package dev.linnet.kernel.engine;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a cell that fills the heap a little before it is full. Java gives the error to whichever thread asks for memory
 * next, and that may be one that is amid the delivery of a message and would lose it. So where the softly held part of the
 * {@link Reserve} is gone, the second stop check in a row that a cell's
 * thread passes throws the {@link OutOfMemoryError} instead.
 */
final class HeapWatch {
    private static final long MOMENT_NANOS = 1_000_000;
    private static final int MOMENTS = 100;
    private static final long ENDING_NANOS = 20_000_000;
    private static final int MOST_THREADS = 16;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private HeapWatch() {}

    /** Begins to watch; further calls have no effect. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .daemon()
                    .name("linnet-heap")
                    .inheritInheritableThreadLocals(false)
                    .start(HeapWatch::watch);
        }
    }

    private static void watch() {
        while (true) {
            try {
                Reference<?> taken = Reserve.awaitLack();
                try {
                    for (int i = 0; i < MOST_THREADS && Reserve.endWhoFills(taken); i++) {
                        awaitEnd(); // and once more, for several threads may fill the heap together
                    }
                } finally {
                    Reserve.endNobody();
                }
            } catch (InterruptedException _) {
                // a cell can interrupt every thread
            } catch (OutOfMemoryError _) {
                // who met it too gives the reserve free
            }
        }
    }

    /** Waits until a thread has been told, if one comes by soon, and has had a moment to let go of what it holds. */
    private static void awaitEnd() {
        for (int i = 0; i < MOMENTS && StopCheck.isRaising(); i++) {
            LockSupport.parkNanos(MOMENT_NANOS);
        }
        LockSupport.parkNanos(ENDING_NANOS);
    }
}

package dev.linnet.kernel.engine;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a cell that fills the heap a little before it is full. Java gives the error to whichever thread asks for memory
 * next, and that may be one that is amid the delivery of a message and would lose it. So where the softly held part of the
 * {@link Reserve} is gone, the second stop check in a row that a cell's
 * thread passes throws the {@link OutOfMemoryError} instead.
 *
 * <p>
 * Where that was not to be had, or the cell goes on whatever it is thrown, the virtual machine may do nothing but collect: a thread that
 * asks for memory again and again keeps others from ever getting an answer, be it the error. After some seconds of that every stop check
 * throws, for a while. This thread asks for no memory itself.
 */
final class HeapWatch {
    private static final long MOMENT_NANOS = 1_000_000;
    private static final int FEW_MOMENTS = 100;
    private static final int MANY_MOMENTS = 1000;
    private static final long SECOND_MILLIS = 1000;
    /** Where collections take more than this share of the time, next to nothing else is done. */
    private static final double NOTHING_ELSE = 0.8;
    /** After so many seconds of that, one thread is told that the heap is full, and after so many all are. */
    private static final int TELL_ONE = 2;
    private static final int TELL_ALL = 3;
    private static final long ENDING_NANOS = 20_000_000;
    private static final int MOST_THREADS = 16;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static volatile Thread watcher;

    private HeapWatch() {}

    /** Begins to watch; further calls have no effect. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            watcher = Thread.ofPlatform()
                    .daemon()
                    .name("linnet-heap")
                    .inheritInheritableThreadLocals(false)
                    .start(HeapWatch::watch);
        }
    }

    /** A thread of the kernel has found no memory. Takes none. */
    static void wake() {
        Thread thread = watcher;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private static void watch() {
        var time = new CollectionTime();
        int seconds = 0; // without anything but collections
        while (true) {
            try {
                Reference<?> taken = Reserve.awaitLack(SECOND_MILLIS);
                if (taken != null) {
                    endWhoFill(taken);
                }
            } catch (InterruptedException _) { // by the kernel, or by a cell, which can interrupt every thread
                end(TELL_ONE);
            } catch (OutOfMemoryError _) {
                // who met it too gives the reserve free
            }
            if (time.millis() >= SECOND_MILLIS) {
                seconds = time.share() > NOTHING_ELSE && Reserve.isLow() ? seconds + 1 : 0;
                end(seconds);
            }
        }
    }

    private static void end(int seconds) {
        try {
            if (seconds >= TELL_ALL) {
                endAll();
            } else if (seconds == TELL_ONE) {
                endWhoFill(null);
            }
        } catch (OutOfMemoryError _) {
            // it is asked for again
        }
    }

    /** Ends whatever code of cells asks for memory, and however often it catches the error. */
    private static void endAll() {
        StopCheck.raiseOutOfMemoryAlways();
        try {
            awaitRaised(MANY_MOMENTS);
        } finally {
            StopCheck.raiseNothing();
            Reserve.releaseAll();
        }
    }

    private static void endWhoFill(Reference<?> taken) {
        try {
            for (int i = 0; i < MOST_THREADS && Reserve.endWhoFills(taken); i++) {
                awaitEnd(); // and once more, for several threads may fill the heap together
            }
        } finally {
            Reserve.endNobody();
        }
    }

    /** Waits until a thread has been told, if one comes by soon, and has had a moment to let go of what it holds. */
    private static void awaitEnd() {
        awaitRaised(FEW_MOMENTS);
        pause(ENDING_NANOS);
    }

    private static void awaitRaised(int moments) {
        for (int i = 0; i < moments && StopCheck.isRaising(); i++) {
            pause(MOMENT_NANOS);
        }
    }

    /** An interrupt asks for what is being done; left pending, it would end every further pause at once. */
    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
        Thread.interrupted();
    }
}

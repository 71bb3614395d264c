package dev.linnet.kernel.engine.cells;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What cells under test tell the test. */
public final class Signals {
    private static volatile CountDownLatch started = new CountDownLatch(1);
    private static volatile Thread child;

    private Signals() {}

    /** Cells call it when they are under way. */
    public static void started() {
        started.countDown();
    }

    /** Names a thread that a cell started, for the test to watch. */
    public static void child(Thread thread) {
        child = thread;
    }

    public static Thread child() {
        return child;
    }

    public static void expectStart() {
        started = new CountDownLatch(1);
    }

    public static boolean awaitStart() throws InterruptedException {
        return started.await(20, TimeUnit.SECONDS);
    }
}

package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Units of work that several threads take one after another. */
final class Shares {
    private Shares() {}

    /** Does units 0 to {@code units} - 1 on so many threads, the calling one included; returns when all are done. */
    static void run(int threads, int units, IntConsumer work) {
        var next = new AtomicInteger();
        Runnable loop = () -> {
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                work.accept(unit);
            }
        };
        var failures = new ArrayList<Throwable>();
        var others = new ArrayList<Thread>();
        for (int i = 1; i < Math.min(threads, units); i++) {
            others.add(Thread.ofPlatform().daemon().name("odeen-" + i).uncaughtExceptionHandler((_, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            }).start(loop));
        }
        loop.run();
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException _) {
                    interrupted = true; // the units are short, and the rows they write must be whole
                    next.set(units);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Labelling was interrupted.");
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("Labelling failed on another thread.", failures.getFirst());
        }
    }
}

package dev.linnet.kernel.engine;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** How much of the time the virtual machine spends on collecting. */
final class CollectionTime {
    private final GarbageCollectorMXBean[] collectors = ManagementFactory.getGarbageCollectorMXBeans()
            .toArray(GarbageCollectorMXBean[]::new);
    private long collecting = total();
    private long nanos = System.nanoTime();

    /** The milliseconds since the last share was asked for. */
    long millis() {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /** The share of the time since the last call. Takes no memory. */
    double share() {
        long collectingBefore = collecting;
        long nanosBefore = nanos;
        collecting = total();
        nanos = System.nanoTime();
        return (collecting - collectingBefore) * 1e6 / (nanos - nanosBefore);
    }

    private long total() {
        long total = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            total += collector.getCollectionTime();
        }
        return total;
    }
}

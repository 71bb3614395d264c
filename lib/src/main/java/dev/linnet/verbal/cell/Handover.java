package dev.linnet.verbal.cell;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Values on their way between a {@code %%vml} cell and the notebook's Java, each under a number that is used once. */
public final class Handover {
    private static final AtomicLong TICKETS = new AtomicLong();
    private static final Map<Long, Object> VALUES = new ConcurrentHashMap<>();

    private Handover() {}

    static long ticket() {
        return TICKETS.incrementAndGet();
    }

    /** Leaves a value; null leaves none. */
    public static void give(long ticket, Object value) {
        if (value != null) {
            VALUES.put(ticket, value);
        }
    }

    /** Takes a value away, or null. */
    public static Object take(long ticket) {
        return VALUES.remove(ticket);
    }
}

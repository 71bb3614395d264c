package dev.linnet.kernel.magic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Hands the values of magics to the Java around them. Cells never name this class themselves. */
public final class MagicValue {
    private static final Map<Long, Object> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    private MagicValue() {}

    /** The Java expression, of type {@code type}, that has {@code value} when it is evaluated, once. */
    public static String expression(Object value, String type) {
        long id = NEXT.incrementAndGet();
        WAITING.put(id, value);
        return "((" + type + ") " + MagicValue.class.getName() + ".take(" + id + "L))";
    }

    /** Called by the expression. */
    public static Object take(long id) {
        return WAITING.remove(id);
    }
}

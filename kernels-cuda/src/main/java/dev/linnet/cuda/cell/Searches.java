package dev.linnet.cuda.cell;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.linnet.cuda.tune.Setting;
import dev.linnet.cuda.tune.Tuner;
import dev.linnet.cuda.tune.Tuning;

/** Searches of {@code %cuda tune}, whose launch is Java of the session. */
public final class Searches {
    private static final Map<Long, Searches> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    private final Tuner tuner;
    private Tuning found;

    private Searches(Tuner tuner) {
        this.tuner = tuner;
    }

    /** A search that waits for its launch. */
    record Handed(long id, Searches search) {
        Tuning found() {
            return search.found;
        }

        void forget() {
            WAITING.remove(id);
        }
    }

    static Handed hand(Tuner tuner) {
        var handed = new Handed(NEXT.incrementAndGet(), new Searches(tuner));
        WAITING.put(handed.id(), handed.search());
        return handed;
    }

    /** Called once by the Java that is written for a search. Cells never name this themselves. */
    public static void run(long id, Consumer<Setting> launch) {
        var search = WAITING.remove(id);
        search.found = search.tuner.run(launch);
    }
}

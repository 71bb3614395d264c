package dev.linnet.kernel.session;

import java.util.ArrayList;
import java.util.List;

/** The threads that run a session's cells: one for each thread that has cells executed, so that those run at once. */
final class CellThreads {
    private final Runnable between;
    private final List<Place> places = new ArrayList<>();

    /** @param between done on such a thread after each of its cells */
    CellThreads(Runnable between) {
        this.between = between;
    }

    /** A thread of cells, and whose cells it runs. */
    private final class Place {
        private final CellThread thread = new CellThread("cell", between);
        private Thread caller = Thread.currentThread();
        private boolean busy = true;
    }

    /** Runs something for the calling thread and waits for its outcome; on the same thread as the last time. */
    Outcome run(CellRun run) {
        var place = place();
        try {
            place.thread.start(run);
            return run.await();
        } finally {
            synchronized (this) {
                place.busy = false;
            }
        }
    }

    private synchronized Place place() {
        var caller = Thread.currentThread();
        Place orphan = null;
        for (var place : places) {
            if (!place.busy && place.caller == caller) {
                place.busy = true;
                return place;
            }
            if (!place.busy && !place.caller.isAlive()) {
                orphan = place;
            }
        }
        if (orphan == null) {
            orphan = new Place();
            places.add(orphan);
        }
        orphan.caller = caller;
        orphan.busy = true;
        return orphan;
    }

    /** Whether no cell runs. */
    synchronized boolean areIdle() {
        return places.stream().noneMatch(place -> place.busy);
    }

    synchronized List<CellThread> all() {
        return places.stream().map(place -> place.thread).toList();
    }
}

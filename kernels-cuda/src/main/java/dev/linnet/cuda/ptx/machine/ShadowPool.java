package dev.linnet.cuda.ptx.machine;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Pages of shadows that are not in use, kept while there is memory. Those whose stamps are all old need not be cleared. */
final class ShadowPool {
    private static final int MOST = 4096;

    private static SoftReference<ArrayDeque<Shadow>> idle = new SoftReference<>(new ArrayDeque<>());
    private static int era = 1;
    private static int latest;

    private ShadowPool() {}

    /** Clocks that belong together; those of another era say nothing. */
    static synchronized int era() {
        return era;
    }

    /** A clock that is past all stamps of the pool. When times run short a new era begins. */
    static synchronized int clock() {
        if (latest > Stamp.TIMES / 2) {
            era++;
            latest = 0;
        }
        return latest;
    }

    /** A page for a watch whose launch began at {@code began}. */
    static Shadow take(int watchEra, int began) {
        Shadow page = poll();
        if (page == null) {
            return new Shadow(Shadow.PAGE, true);
        }
        if (page.era != watchEra || page.latest > began) {
            page.forget();
        }
        Arrays.fill(page.owner, 0);
        page.saved = false;
        return page;
    }

    private static synchronized Shadow poll() {
        ArrayDeque<Shadow> pages = idle.get();
        return pages == null ? null : pages.pollLast();
    }

    static synchronized void give(Shadow page, int watchEra, int now) {
        page.era = watchEra;
        page.latest = now;
        if (watchEra == era) {
            latest = Math.max(latest, now);
        }
        ArrayDeque<Shadow> pages = idle.get();
        if (pages == null) {
            pages = new ArrayDeque<>();
            idle = new SoftReference<>(pages);
        }
        if (pages.size() < MOST && page.write.length == Shadow.PAGE) {
            pages.addLast(page);
        }
    }
}

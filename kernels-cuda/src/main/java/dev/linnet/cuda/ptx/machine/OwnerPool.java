package dev.linnet.cuda.ptx.machine;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Arrays;

/** Pages of owners that are not in use, kept while there is memory. */
final class OwnerPool {
    /** 192 MiB. */
    private static final int MOST = 12 * 1024;

    private static SoftReference<ArrayDeque<int[]>> idle = new SoftReference<>(new ArrayDeque<>());

    private OwnerPool() {}

    /** A page of cells that nobody owns. */
    static int[] take() {
        int[] page = poll();
        if (page == null) {
            return new int[Page.CELLS];
        }
        Arrays.fill(page, 0);
        return page;
    }

    private static synchronized int[] poll() {
        ArrayDeque<int[]> pages = idle.get();
        return pages == null ? null : pages.pollLast();
    }

    /** Takes back what is as long as a page. */
    static synchronized void give(int[] page) {
        ArrayDeque<int[]> pages = idle.get();
        if (pages == null) {
            pages = new ArrayDeque<>();
            idle = new SoftReference<>(pages);
        }
        if (pages.size() < MOST && page.length == Page.CELLS) {
            pages.addLast(page);
        }
    }
}

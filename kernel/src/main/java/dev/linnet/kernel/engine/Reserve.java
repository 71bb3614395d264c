package dev.linnet.kernel.engine;

/**
 * Memory that is kept back for the moment at which a cell has filled the heap: what the cell's variables hold cannot be
 * taken from it, and without some memory neither its error can be told nor the next cell be compiled that lets go of them.
 */
public final class Reserve {
    private static final int LEAST = 16 << 20;
    private static final int MOST = 64 << 20;
    private static final int SIZE = Math.clamp(Runtime.getRuntime().maxMemory() / 512, LEAST, MOST);

    private static volatile byte[] kept;
    private static volatile boolean released;

    private Reserve() {}

    /** Gives the memory free, where the heap is full or {@code thrown} comes of that. */
    public static void releaseAfter(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                kept = null;
                released = true;
                return;
            }
        }
    }

    /**
     * Keeps memory back, at most half of what is free. To be called where nobody waits: it takes some milliseconds, and a
     * collection after the heap was full, for until then what the cells have let go of counts as used.
     */
    public static void refill() {
        var last = kept;
        if (last != null && last.length == SIZE) {
            return;
        }
        if (released) {
            kept = null;
            System.gc();
        }
        var heap = Runtime.getRuntime();
        long free = heap.maxMemory() - (heap.totalMemory() - heap.freeMemory());
        int size = (int) Math.min(SIZE, free / 2);
        try {
            kept = new byte[size];
            released = size < SIZE;
        } catch (OutOfMemoryError full) {
            kept = null; // next time, then
        }
    }
}

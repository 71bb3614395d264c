package dev.linnet.kernel.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory that is kept back for the moment at which a cell has filled the heap: what the cell's variables hold cannot be
 * taken from it, and without some memory neither its error can be told nor the next cell be compiled that lets go of them.
 */
public final class Reserve {
    private static final int LEAST = 16 << 20;
    private static final int MOST = 64 << 20;
    private static final int SIZE = Math.clamp(Runtime.getRuntime().maxMemory() / 512, LEAST, MOST);
    private static final long STARTING_MILLIS = 300;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    /** Before it is, a {@link #refill} is put off: a kernel shows its first cell sooner when nothing else is done meanwhile. */
    private static volatile boolean started;
    private static volatile byte[] kept;
    private static volatile boolean released;

    private Reserve() {}

    /** A cell begins. From shortly after the first one on memory is kept back, even if that cell still runs. */
    public static void begin() {
        if (!started && BEGUN.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("linnet-reserve").start(() -> {
                try {
                    Thread.sleep(STARTING_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                beginNow();
            });
        }
    }

    /** Keeps memory back from now on. */
    public static void beginNow() {
        started = true;
        refill();
    }

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
    public static synchronized void refill() {
        var last = kept;
        if (!started || (last != null && last.length == SIZE)) {
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

package dev.linnet.kernel.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Memory that is kept back for the moment at which a cell has filled the heap: what the cell's variables hold cannot be
 * taken from it, and without some memory neither its error can be told nor the next cell be compiled that lets go of them.
 *
 * <p>
 * From that moment on memory is scarce, until a collection finds enough of it again. Meanwhile the kernel uses the reserve
 * whenever it works itself, and no cell runs before it is taken back: so that cells may fill the heap again and again, and
 * what lets go of their values can still be compiled.
 *
 * <p>
 * A third of it is held softly: the virtual machine takes that before it lets any thread know that the heap is full, and
 * {@link HeapWatch} then ends the cell that fills it, before a thread of the kernel goes without memory.
 */
public final class Reserve {
    /** G1, the usual collector, gives memory to threads in regions of this size. */
    private static final int REGION = (int) Math.clamp(
            Long.highestOneBit(Math.max(1, Runtime.getRuntime().maxMemory() / 2048 * 2 - 1)), 1L << 20, 32L << 20);
    /** An array that fills a region can be had wherever one is free, never moves, and is given back by the next small collection. */
    private static final int PART = REGION - 16;
    private static final boolean SMALL = Runtime.getRuntime().maxMemory() < 1L << 29;
    private static final int ALL = (int) (Math.clamp(SMALL ? 32L << 20 : 24L << 20, 6L * REGION,
            Math.max(6L * REGION, Runtime.getRuntime().maxMemory() / 5)) / REGION);
    private static final long SIZE = (long) ALL * REGION;
    /** With this much free, memory is scarce no more. */
    private static final long PLENTY = 2 * SIZE;
    /** So many parts are left for a cell that lets go of something, of which a collection needs a part to work in. */
    private static final int REST = 3;
    /** So many more may be free in regions that are not empty, where no part fits. */
    private static final int SCATTERED = 2;
    private static final int SOFT = ALL / 4;
    /** With less than this free, the heap is as good as full. */
    private static final long FULL_WITH = 2L * SOFT * REGION;
    /** With less than this much left of what a cell may take, it has taken all there is where memory is scarce. */
    private static final long NOTHING = 2L * REGION;
    /** So much goes on being kept when all else is free for the kernel: threads that a cell has left behind would take it. */
    private static final int LAST = 2;
    /** With less than this a cell is not begun, and so much is nobody's while one runs. */
    private static final int LEAST = LAST + Math.max(1, ALL / 8);
    private static final int ATTEMPTS = 3;
    /** An exception may be its own cause. */
    private static final int MOST_CAUSES = 100;
    private static final long MOMENT_NANOS = 20_000_000;
    private static final long STARTING_MILLIS = 300;
    private static final int ENDING_MOMENTS = 500;
    /** So often the same work may fail for want of memory. */
    public static final int PATIENCE = 40;

    private static final byte[][] KEPT = new byte[ALL - SOFT][];
    private static final ReferenceQueue<byte[][]> TAKEN = new ReferenceQueue<>();
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static final AtomicInteger RELEASES = new AtomicInteger();
    private static volatile SoftReference<byte[][]> softly = new SoftReference<>(null);
    /** Before it is, memory is not kept back: a kernel shows its first cell sooner when nothing else is done meanwhile. */
    private static volatile boolean started;
    private static volatile boolean scarce;
    private static volatile boolean filling;
    /** So many cells' own code runs. */
    private static volatile int running;

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
        prepare();
        refill();
        HeapWatch.begin();
    }

    /**
     * Loads what catches errors: a handler whose class is looked up for the first time where there is no memory to do so is passed over
     * by the virtual machine, whatever it would catch.
     */
    private static void prepare() {
        for (var handled : List.of(OutOfMemoryError.class, StackOverflowError.class, LinkageError.class, Error.class,
                InterruptedException.class, RuntimeException.class, ReflectiveOperationException.class,
                IOException.class, UncheckedIOException.class, Exception.class, Throwable.class, StopSignal.class,
                StoppedException.class, CellException.class, CompileException.class)) {
            if (handled.getName().isEmpty()) {
                throw new AssertionError();
            }
        }
    }

    /** Does the same for the handlers of a cell whose classes this loads. */
    static void prepare(ClassLoader cell) {
        try {
            for (var handled : List.of(OutOfMemoryError.class, Error.class, Throwable.class, Exception.class)) {
                Class.forName(handled.getName(), false, cell);
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError("of the platform", e);
        }
    }

    /**
     * Gives the memory free where {@code thrown} comes of a full heap. While a cell runs, which would take it, this is left to
     * {@link #lend}.
     */
    public static void releaseAfter(Throwable thrown) {
        if (comesOfFullHeap(thrown)) {
            scarce = true;
            filling = false;
            if (running == 0) {
                release(LAST);
            }
        }
    }

    /** As {@link #releaseAfter} where that has ended a thread of a cell, which asks for no more; the cell itself may go on. */
    public static void releaseAfterThread(Throwable thrown) {
        if (comesOfFullHeap(thrown)) {
            filling = false;
            release(running == 0 ? LAST : LEAST);
        }
    }

    private static boolean comesOfFullHeap(Throwable thrown) {
        var cause = thrown;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Lets go of all parts but some. Takes no memory and waits for nobody. */
    private static void release(int left) {
        RELEASES.incrementAndGet();
        scarce = true;
        leave(left);
    }

    private static void leave(int parts) {
        softly.clear();
        for (int i = parts; i < KEPT.length; i++) {
            KEPT[i] = null;
        }
    }

    /** Lets go of all there is: whoever asked for memory without end has ended, or does not ask for it any more. */
    static void releaseAll() {
        release(0);
    }

    private static int kept() {
        int kept = 0;
        while (kept < KEPT.length && KEPT[kept] != null) {
            kept++;
        }
        return kept;
    }

    /** Does what a full heap must not prevent, some more times where it does. Not for cells. */
    public static <T> T insist(Supplier<T> work) {
        for (int failures = 0;; failures++) {
            try {
                return work.get();
            } catch (OutOfMemoryError full) {
                awaitMemory(full, failures);
            }
        }
    }

    /**
     * What the kernel was doing outside of cells found no memory: a cell has taken all there is. It is ended where it passes a stop
     * check; then the kernel gets half of the reserve, and at last most of it.
     *
     * @param failures how often the same work has failed before; after some seconds the error is thrown
     */
    public static void awaitMemory(OutOfMemoryError full, int failures) {
        switch (failures) {
            case 1 -> HeapWatch.wake();
            case PATIENCE / 5 -> release(Math.max(kept() / 2, LEAST));
            case PATIENCE / 2 -> release(running > 0 ? LEAST : LAST);
            case PATIENCE -> throw full;
            default -> {
                // it may be there in a moment
            }
        }
        LockSupport.parkNanos(Math.min(15, failures + 1) * MOMENT_NANOS);
    }

    /** Whether the heap was full, and no collection has found much of it to be free since: what can be had again is to be dropped. */
    public static boolean isScarce() {
        return scarce;
    }

    /**
     * A cell's own code is about to run: it must not have this memory.
     *
     * @return whether there is enough of it; {@link #lend} must follow only then
     */
    static synchronized boolean claim() {
        if (running == 0 && (scarce || (SMALL && !isKept())) && !takeBack()) {
            leave(LAST);
            return false;
        }
        if (running == 0) {
            StopCheck.raiseNotAlways();
        }
        running++;
        return true;
    }

    /** It has run: the kernel may use the memory, if it needs to. */
    static synchronized void lend() {
        running--;
        if (running == 0) {
            StopCheck.raiseToNobody();
            if (scarce) {
                leave(LAST);
            }
        }
    }

    /**
     * Keeps memory back if none is. To be called where nobody waits, for it takes some milliseconds. Where memory is scarce
     * it is left to the kernel until the next cell runs, for without any not even a request can be received.
     */
    public static synchronized void refill() {
        boolean used = running > 0 && (scarce || KEPT[LAST] != null); // a cell runs on the strength of it
        if (used || !started || (!scarce && isKept())) {
            return;
        }
        leave(LAST);
        int before = RELEASES.get();
        if (free() < PLENTY) {
            System.gc();
        }
        scarce = free() < PLENTY;
        if (!scarce) {
            takeBack();
            scarce |= RELEASES.get() != before;
        } else if (kept() < LAST) {
            keep(LAST);
        }
    }

    private static boolean isKept() {
        return KEPT[KEPT.length - 1] != null && softly.get() != null;
    }

    /** Keeps as much as there is, and leaves a little to cells; false where it is not enough for one to be begun. */
    private static boolean takeBack() {
        for (int i = 0; i < ATTEMPTS; i++) {
            leave(LAST);
            int before = RELEASES.get();
            if (most(free()) < ALL) {
                System.gc();
            }
            int kept = keep(kept() + most(free()));
            if (RELEASES.get() == before) {
                return kept >= LEAST;
            }
            leave(LAST); // it was needed meanwhile
            LockSupport.parkNanos(MOMENT_NANOS);
        }
        return false;
    }

    private static int most(long free) {
        return Math.clamp(free / REGION - REST - SCATTERED, 0, ALL);
    }

    private static int keep(int wanted) {
        byte[][] rest = null; // had and given back: what is free in regions that are nearly full counts as free, but cannot be had
        try {
            rest = parts(REST);
            for (int i = kept(); i < Math.min(wanted, KEPT.length); i++) {
                KEPT[i] = new byte[PART];
            }
            if (!scarce) { // next to nothing would be free, and it would be taken at once
                softly = new SoftReference<>(parts(SOFT), TAKEN);
            }
        } catch (OutOfMemoryError _) {
            // so many, then
        } finally {
            Reference.reachabilityFence(rest);
        }
        return kept();
    }

    private static byte[][] parts(int count) {
        var parts = new byte[count][];
        for (int i = 0; i < count; i++) {
            parts[i] = new byte[PART];
        }
        return parts;
    }

    /**
     * Waits until the virtual machine takes what is held softly, which means that next to nothing is free: what has been asked for in
     * the last second it does not take before.
     *
     * @return null where it has not after some time
     */
    static Reference<?> awaitLack(long millis) throws InterruptedException {
        var taken = TAKEN.remove(millis);
        if (taken == null) {
            var unused = softly.get();
        }
        return taken;
    }

    /** Whether little is free, of what is not kept back. */
    static boolean isLow() {
        return free() < FULL_WITH;
    }

    /**
     * Has the next thread of a cell that passes a stop check told that the heap is full, if it is.
     *
     * @param taken what the virtual machine took, of no consequence where the cell that it was held for has ended; null where the kernel
     *              has found no memory
     * @return whether it was told so
     */
    static synchronized boolean endWhoFills(Reference<?> taken) {
        filling = running > 0 && (taken == null || (!scarce && taken == softly)) && free() < little();
        if (filling) {
            StopCheck.raiseOutOfMemory(Reserve::isFull);
        }
        return filling;
    }

    /** Asked in the cell that seems to fill the heap: it may have met the error before, and have let go of what it held. */
    private static boolean isFull() {
        System.gc();
        return free() < little();
    }

    private static long little() {
        return scarce ? NOTHING : FULL_WITH;
    }

    /** Nobody is told so any more; what was taken without need is held softly again. */
    static synchronized void endNobody() {
        filling = false;
        StopCheck.raiseNothing();
        if (!scarce && softly.get() == null && free() >= PLENTY) {
            softly = new SoftReference<>(parts(SOFT), TAKEN);
        }
    }

    /** Where a cell is about to be ended because it fills the heap, waits a moment for that. */
    public static void awaitEnd() {
        for (int i = 0; filling && i < ENDING_MOMENTS; i++) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The megabytes that are in use. */
    static long usedMegabytes() {
        return (Runtime.getRuntime().maxMemory() - free()) >> 20;
    }

    private static long free() {
        var heap = Runtime.getRuntime();
        return heap.maxMemory() - (heap.totalMemory() - heap.freeMemory());
    }
}

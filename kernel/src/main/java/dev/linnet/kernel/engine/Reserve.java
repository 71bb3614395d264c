package dev.linnet.kernel.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.Arrays;
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
    private static final int SOFT = ALL / 4;
    /** With less than this free, the heap is as good as full. */
    private static final long FULL_WITH = 2L * SOFT * REGION;
    /** With less than this a cell is not begun. */
    private static final int LEAST = Math.max(1, ALL / 8);
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
    private static int running;

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

    /** Gives the memory free, where the heap is full or {@code thrown} comes of that. */
    public static void releaseAfter(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                release(KEPT.length);
                return;
            }
        }
    }

    /** Lets go of parts. Takes no memory and waits for nobody. */
    private static void release(int parts) {
        RELEASES.incrementAndGet();
        scarce = true;
        softly.clear();
        for (int i = 0; i < parts; i++) {
            KEPT[i] = null;
        }
        filling = false;
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
     * What the kernel was doing outside of cells found no memory: a cell has taken all there is. It gets half of the reserve, the
     * other half is for the cell's end.
     *
     * @param failures how often the same work has failed before; after some seconds the error is thrown
     */
    public static void awaitMemory(OutOfMemoryError full, int failures) {
        if (failures == PATIENCE) {
            throw full;
        } else if (failures == PATIENCE / 10) {
            release(KEPT.length / 2);
        } else if (failures == PATIENCE / 2) {
            release(KEPT.length);
        }
        LockSupport.parkNanos(Math.min(15, failures + 1) * 20_000_000L);
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
            lendAll();
            return false;
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
                lendAll();
            }
        }
    }

    private static void lendAll() {
        softly.clear();
        Arrays.fill(KEPT, null);
    }

    /**
     * Keeps memory back if none is. To be called where nobody waits, for it takes some milliseconds. Where memory is scarce
     * it is left to the kernel until the next cell runs, for without any not even a request can be received.
     */
    public static synchronized void refill() {
        boolean used = running > 0 && (scarce || KEPT[0] != null); // a cell runs on the strength of it
        if (used || !started || (!scarce && isKept())) {
            return;
        }
        lendAll();
        int before = RELEASES.get();
        if (free() < PLENTY) {
            System.gc();
        }
        scarce = free() < PLENTY;
        if (!scarce) {
            takeBack();
            scarce |= RELEASES.get() != before;
        }
    }

    private static boolean isKept() {
        return KEPT[KEPT.length - 1] != null && softly.get() != null;
    }

    /** Keeps as much as there is, and leaves a little to cells; false where it is not enough for one to be begun. */
    private static boolean takeBack() {
        lendAll();
        int before = RELEASES.get();
        if (most(free()) < ALL) {
            System.gc();
        }
        int kept = keep(most(free()));
        if (RELEASES.get() != before) {
            lendAll(); // it was needed meanwhile
        }
        return kept >= LEAST;
    }

    private static int most(long free) {
        return Math.clamp(free / REGION - REST, 0, ALL);
    }

    private static int keep(int wanted) {
        byte[][] rest = null; // had and given back: what is free in regions that are nearly full counts as free, but cannot be had
        int parts = 0;
        try {
            rest = parts(REST);
            for (; parts < Math.min(wanted, KEPT.length); parts++) {
                KEPT[parts] = new byte[PART];
            }
            if (!scarce) { // next to nothing would be free, and it would be taken at once
                softly = new SoftReference<>(parts(SOFT), TAKEN);
            }
        } catch (OutOfMemoryError _) {
            // so many, then
        } finally {
            Reference.reachabilityFence(rest);
        }
        return parts;
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
     */
    static Reference<?> awaitLack() throws InterruptedException {
        while (true) {
            var taken = TAKEN.remove(1000);
            if (taken != null) {
                return taken;
            }
            var unused = softly.get();
        }
    }

    /**
     * Has the next thread of a cell that passes a stop check told that the heap is full, if it is.
     *
     * @param taken what the virtual machine took; of no consequence where the cell that it was held for has ended
     * @return whether it was told so
     */
    static synchronized boolean endWhoFills(Reference<?> taken) {
        filling = running > 0 && !scarce && taken == softly && free() < FULL_WITH;
        if (filling) {
            StopCheck.raiseOutOfMemory(Reserve::isFull);
        }
        return filling;
    }

    /** Asked in the cell that seems to fill the heap: it may have met the error before, and have let go of what it held. */
    private static boolean isFull() {
        System.gc();
        return free() < FULL_WITH;
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

package dev.linnet.kernel.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The check that is woven into cells at every backward branch and at the entry of every method. While nothing is being
 * stopped it is a call site bound to nothing, which the JIT compiler folds away; {@link #arm} rebinds the site, by which
 * the virtual machine deoptimises every running frame that relied on it.
 */
public final class StopCheck {
    private static final MethodHandle NOTHING = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle ARMED;
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);
    private static final MethodHandle CHECK = SITE.dynamicInvoker();
    private static final MutableCallSite[] SITES = {SITE};

    private static final String HEAP_SPACE = "Java heap space";

    private static volatile List<Run> stopping = List.of();
    private static final AtomicReference<BooleanSupplier> FULL = new AtomicReference<>();
    private static volatile boolean always;
    /** The last thread that has passed a check since it is to be told that the heap is full. */
    private static volatile Thread passed;

    static {
        try {
            ARMED = MethodHandles.lookup()
                    .findStatic(StopCheck.class, "armedCheck",
                            MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private StopCheck() {}

    /** Called by woven code; throws {@link StopSignal} in the threads of a stopped cell, and what {@link #raiseOutOfMemory} says. */
    public static void check() throws Throwable {
        CHECK.invokeExact();
    }

    /** Links the check ahead of time: done first in a deep recursion, it could fail for want of stack and never work again. */
    static void prepare() {
        try {
            check();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void armedCheck() {
        Thread thread = Thread.currentThread();
        Run owner = Run.ofCurrentThread();
        List<Run> runs = stopping;
        for (int i = 0; i < runs.size(); i++) { // without an iterator, for there may be no memory for one
            if (runs.get(i).claims(thread, owner)) {
                throw new StopSignal();
            }
        }
        if (always) {
            throw new OutOfMemoryError(HEAP_SPACE);
        }
        if (FULL.get() != null) {
            raise(thread);
        }
    }

    /**
     * At its second check in a row: a cell that has met the error and caught it passes one before it lets go of what it held.
     */
    private static void raise(Thread thread) {
        if (passed != thread) {
            passed = thread;
            return;
        }
        BooleanSupplier full = FULL.getAndSet(null);
        if (full != null && full.getAsBoolean()) {
            throw new OutOfMemoryError(HEAP_SPACE);
        }
    }

    /** The next thread that passes two checks in a row is told that the heap is full, if it finds that it is. */
    static synchronized void raiseOutOfMemory(BooleanSupplier isFull) {
        passed = null;
        FULL.set(isFull);
        rebind(ARMED);
    }

    /** Every thread that passes a check is told so, as often as it does. */
    static synchronized void raiseOutOfMemoryAlways() {
        always = true;
        rebind(ARMED);
    }

    /** Whether none has passed yet. */
    static boolean isRaising() {
        return always || FULL.get() != null;
    }

    /** Takes it back. */
    static void raiseToNobody() {
        FULL.set(null);
        passed = null;
        raiseNotAlways();
    }

    /** A cell begins that what is always raised is not meant for. */
    static void raiseNotAlways() {
        always = false;
    }

    /** As {@link #raiseToNobody}; the check is as quick as before. */
    static synchronized void raiseNothing() {
        raiseToNobody();
        if (stopping.isEmpty()) {
            rebind(NOTHING);
        }
    }

    static synchronized void arm(Run run) {
        List<Run> now = new ArrayList<>(stopping);
        now.add(run);
        stopping = List.copyOf(now);
        rebind(ARMED);
    }

    static synchronized void disarm(Run run) {
        List<Run> now = new ArrayList<>(stopping);
        now.remove(run);
        stopping = List.copyOf(now);
        if (now.isEmpty() && FULL.get() == null && !always) {
            rebind(NOTHING);
        }
    }

    /** The stopped runs that may still have threads. */
    static List<Run> stopping() {
        return stopping;
    }

    static boolean isArmed() {
        return !stopping.isEmpty();
    }

    private static void rebind(MethodHandle target) {
        if (SITE.getTarget() != target) {
            SITE.setTarget(target);
            MutableCallSite.syncAll(SITES);
        }
    }
}

package dev.linnet.kernel.engine;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One execution of a cell, and which threads belong to it: the thread that evaluates, threads that descend from it, and
 * threads of older pools while they have the cell's own code on their stack.
 */
final class Run {
    /** The name of no class. */
    static final String NO_CLASS = "-";

    private static final InheritableThreadLocal<Run> OWNER = new InheritableThreadLocal<>();
    /** Polling for threads that have not ended yet, in milliseconds. */
    private static final int FIRST_PAUSE = 5;
    private static final int LONGEST_PAUSE = 250;
    /** How long after the cell's end threads that cannot be listed (virtual ones) are still waited for. */
    private static final long GRACE_NANOS = 1_000_000_000L;
    /** After this long a thread that sits in native code is given up. */
    private static final long LIMIT_NANOS = 300_000_000_000L;

    private final Thread main = Thread.currentThread();
    private final ThreadGroup group = main.getThreadGroup();
    private final Run outer = OWNER.get();
    private final long firstThread = nextThreadId();
    private final Set<Thread> claimed = ConcurrentHashMap.newKeySet();
    private final Set<Run> beside;
    private volatile String mainClass = NO_CLASS;
    private volatile boolean stopped;
    private volatile long firstLaterThread = Long.MAX_VALUE;
    /** The cells from this number on came after this run. */
    private volatile long firstLaterText = Long.MAX_VALUE;
    private boolean executing;
    private boolean ended;

    private Run(Set<Run> beside) {
        this.beside = beside;
    }

    /**
     * Makes the current thread the main thread of a new run.
     *
     * @param beside the runs that go on now, looked up again whenever it matters
     */
    static Run begin(Set<Run> beside) {
        Run run = new Run(beside);
        StopCheck.stopping().stream().filter(stopped -> !run.isInside(stopped)).forEach(run::follows);
        OWNER.set(run);
        return run;
    }

    /** A run that was left behind, unstoppable, on its thread has no claim on the threads of the runs after it. */
    private void follows(Run stopped) {
        stopped.firstLaterThread = Math.min(stopped.firstLaterThread,
                main.threadId() > stopped.firstThread ? main.threadId() : firstThread);
        stopped.firstLaterText = Math.min(stopped.firstLaterText, Engine.nextSerial());
        stopped.claimed.remove(main);
    }

    static Run ofCurrentThread() {
        return OWNER.get();
    }

    /**
     * From now on the cell's own code runs: a stop interrupts its thread, too. Before, it would only disturb the compiler.
     *
     * @param className the class whose frames show that a thread runs this cell's own text
     * @return false where the cell was stopped before it could begin
     */
    boolean executes(String className) {
        synchronized (this) {
            mainClass = className;
            executing = true;
            return !isStopped();
        }
    }

    boolean isOf(Thread thread) {
        return main == thread;
    }

    boolean isInside(Run other) {
        return outer != null && (outer == other || outer.isInside(other));
    }

    void end() {
        firstLaterThread = Math.min(firstLaterThread, nextThreadId());
        firstLaterText = Math.min(firstLaterText, Engine.nextSerial());
        synchronized (this) {
            ended = true;
            if (isStopped()) {
                Thread.interrupted();
            }
        }
        if (outer == null) {
            OWNER.remove();
        } else {
            OWNER.set(outer);
        }
    }

    boolean isStopped() {
        return stopped || (outer != null && outer.isStopped());
    }

    private static long nextThreadId() {
        return Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {}).threadId();
    }

    /** Whether a stop of this run ends {@code thread}, which descends from {@code owner}. */
    boolean claims(Thread thread, Run owner) {
        for (Run run = owner; run != null; run = run.outer) {
            if (run == this) {
                return !runsLaterText();
            }
        }
        return claimed.contains(thread) && (isStartedMeanwhile(thread) ? !runsLaterText() : runsOwnText());
    }

    private boolean isStartedMeanwhile(Thread thread) {
        return thread.threadId() >= firstThread && thread.threadId() < firstLaterThread;
    }

    /** A thread of an older pool may have left this cell's task for another cell's since it was claimed. */
    private boolean runsOwnText() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> isOwnText(frame.getClassName())));
    }

    private boolean isOwnText(String className) {
        return className.equals(mainClass) || className.startsWith(mainClass + "$");
    }

    /** A pool that the cell made may serve a later cell by now. */
    private boolean runsLaterText() {
        return firstLaterText != Long.MAX_VALUE
                && StackWalker.getInstance().walk(frames -> isLaterText(frames.map(StackFrame::getClassName)));
    }

    /** Whether these frames are of a later cell's text and not of this cell's. */
    private boolean isLaterText(Stream<String> classNames) {
        boolean later = false;
        for (String name : (Iterable<String>) classNames::iterator) {
            if (isOwnText(name)) {
                return false;
            }
            later |= Names.runSerial(name) >= firstLaterText;
        }
        return later;
    }

    void stop() {
        synchronized (this) {
            if (stopped || ended) {
                return;
            }
            stopped = true;
        }
        StopCheck.arm(this);
        interruptThreads();
        Thread.ofPlatform()
                .daemon()
                .name("linnet-stop")
                .inheritInheritableThreadLocals(false)
                .start(this::disarmWhenDone);
    }

    private boolean interruptThreads() {
        synchronized (this) {
            if (executing && !ended) {
                main.interrupt();
            }
        }
        boolean busy = false;
        claimed.removeIf(thread -> !thread.isAlive());
        for (Thread thread : platformThreads()) {
            if (thread == main) {
                continue;
            }
            if (belongs(thread, thread.getStackTrace())) {
                claimed.add(thread);
                thread.interrupt();
                busy = true;
            } else {
                claimed.remove(thread);
            }
        }
        return busy;
    }

    /**
     * Not by {@code Thread.getAllStackTraces}: for a recursion of a million calls that takes gigabytes of memory outside the heap. The stack
     * of one thread is read only as far down as a trace is.
     */
    private static List<Thread> platformThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        var threads = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(threads);
        while (count == threads.length) { // one that does not fit is left out without a word
            threads = new Thread[2 * threads.length];
            count = root.enumerate(threads);
        }
        return Arrays.asList(threads).subList(0, count);
    }

    /** Cell code runs on the thread, and this run started the thread or it is this run's own text. */
    private boolean belongs(Thread thread, StackTraceElement[] stack) {
        boolean mine = isStartedMeanwhile(thread) && (claimed.contains(thread) || !isOfAnother(thread))
                && !isLaterText(Arrays.stream(stack).map(StackTraceElement::getClassName));
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            if (name.startsWith(Names.PACKAGE_PREFIX) && (mine || isOwnText(name))) {
                return true;
            }
        }
        return false;
    }

    /** Runs that go on at once have thread groups of their own, which the threads that they start inherit. */
    private boolean isOfAnother(Thread thread) {
        for (Run run : beside) {
            if (run.main != main
                    && (thread == run.main || tellsApart(run.group, thread.getThreadGroup()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a thread of the group {@code theirs} is of a run in {@code other} rather than of this run. */
    private boolean tellsApart(ThreadGroup other, ThreadGroup theirs) {
        return theirs != null && other.parentOf(theirs) && !other.parentOf(group); // a thread that has ended has none
    }

    private void disarmWhenDone() {
        long begun = System.nanoTime();
        long quietSince = 0;
        int pause = FIRST_PAUSE;
        while (System.nanoTime() - begun < LIMIT_NANOS) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            pause = Math.min(LONGEST_PAUSE, pause * 2);
            boolean busy = interruptThreads();
            boolean over;
            synchronized (this) {
                over = ended;
            }
            if (!over || busy) {
                quietSince = 0;
            } else if (quietSince == 0) {
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > GRACE_NANOS) {
                break;
            }
        }
        claimed.clear();
        StopCheck.disarm(this);
    }
}

package dev.linnet.kernel.session;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops what a cell thread runs: again and again, for a stop may fall between two pieces of a cell or be swallowed. */
record Interruption(CellThread thread, Workspace workspace, CellRun run, long since) {
    private static final long ABANDON_AFTER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int AGAIN_MS = 100;
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("linnet-interrupt").inheritInheritableThreadLocals(false).factory());

    /** Stops what {@code thread} runs now, and abandons it where it does not stop within 2 seconds. */
    static void of(CellThread thread, Workspace workspace) {
        var run = thread.interrupt(main -> workspace.engine().stop(main));
        if (run != null) {
            new Interruption(thread, workspace, run, System.nanoTime()).again();
        }
    }

    private void again() {
        var unused = TIMER.schedule(() -> {
            if (!run.isRunning()) {
                return;
            }
            if (System.nanoTime() - since > ABANDON_AFTER_NS) {
                thread.abandon(run, Outcome.abandoned(), main -> workspace.engine().giveUpCompiling(main));
            } else {
                thread.interruptAgain(run, main -> workspace.engine().stop(main));
                again();
            }
        }, AGAIN_MS, TimeUnit.MILLISECONDS);
    }
}

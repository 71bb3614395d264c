package dev.linnet.kernel.session;

import java.util.concurrent.locks.ReentrantLock;

import dev.linnet.kernel.engine.Engine;
import dev.linnet.kernel.engine.Reserve;

/**
 * Calls what cells left to be called when something happens in the front end, one at a time on a thread of its own, so
 * also while a cell runs. Output goes to the cell that left it, failures as well.
 */
final class Callbacks {
    private final Workspace workspace;
    private final CellThread thread = new CellThread("callback", () -> {});
    private final ReentrantLock turn = new ReentrantLock(true);

    Callbacks(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Calls and waits for the end.
     *
     * @return whether it ended well; otherwise its cell shows why not
     */
    boolean call(CellOutput output, Engine.Action action) {
        turn.lock();
        try {
            var cell = Cell.callback(workspace, output);
            var run = new CellRun(cell, () -> outcome(cell, action));
            thread.start(run);
            var outcome = run.await();
            if (outcome.error() != null) {
                output.emit(outcome.error());
            } else {
                output.flush();
            }
            return outcome.error() == null;
        } finally {
            turn.unlock();
        }
    }

    private Outcome outcome(Cell cell, Engine.Action action) {
        try {
            workspace.engine().call(action);
            return Outcome.ok(null);
        } catch (Throwable thrown) {
            Reserve.releaseAfter(thrown);
            // Whatever a handler throws, an Error included, must leave the session usable.
            return workspace.failed(cell, thrown);
        }
    }

    void interrupt() {
        Interruption.of(thread, workspace);
    }

    void close() {
        thread.close();
    }
}

package dev.linnet.kernel.session;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** One run of a cell: where its threads' output goes and where their input comes from, even after it has ended. */
final class Cell {
    private static final InheritableThreadLocal<Cell> OF_THREAD = new InheritableThreadLocal<>();
    /** The cell that runs now, or ran last: shared pool threads work for it, whoever started them. */
    private static volatile Cell latest;

    private final Workspace workspace;
    private final CellOutput output;
    private final CellInput input;
    private final boolean callback;
    private volatile boolean interrupted;

    private Cell(Workspace workspace, CellOutput output, CellInput input, boolean callback) {
        this.workspace = workspace;
        this.output = output;
        this.input = input;
        this.callback = callback;
    }

    Cell(Workspace workspace, CellOutput output, InputSource source) {
        this(workspace, output, new CellInput(source, output::flush), false);
    }

    /** What a cell left to be called later, with the cell's {@code output}. */
    static Cell callback(Workspace workspace, CellOutput output) {
        return new Cell(workspace, output, new CellInput(InputSource.none(), output::flush), true);
    }

    /** A run beside this one that asks the same person, and whose output goes elsewhere. */
    Cell withOutput(CellOutput elsewhere) {
        return new Cell(workspace, elsewhere, input, callback);
    }

    /** The cell that the current thread works for, or null. */
    static Cell current() {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool()) {
            return latest;
        }
        return OF_THREAD.get();
    }

    /** Makes the current thread, and the threads that it starts from now on, work for {@code cell}. */
    static void enter(Cell cell) {
        OF_THREAD.set(cell);
        if (!cell.callback) {
            latest = cell;
        }
    }

    /** Forgets the latest cell if it is one of {@code closed}. */
    static void forget(Workspace closed) {
        var cell = latest;
        if (cell != null && cell.workspace == closed) {
            latest = null;
        }
    }

    /** The current thread leaves its cell; threads that it started stay. */
    static void leave() {
        OF_THREAD.remove();
    }

    Workspace workspace() {
        return workspace;
    }

    CellOutput output() {
        return output;
    }

    CellInput input() {
        return input;
    }

    boolean interrupted() {
        return interrupted;
    }

    void markInterrupted() {
        interrupted = true;
    }
}

package dev.linnet.kernel.cli;

import java.io.PrintWriter;
import java.util.Locale;

import dev.linnet.display.Progress;
import dev.linnet.kernel.runner.RunListener;

/** How far a run is: a bar where there is a terminal, else a line for each cell. */
final class RunProgress implements RunListener, AutoCloseable {
    private final String notebook;
    private final PrintWriter lines;
    private Progress bar;
    private int lastCell;

    RunProgress(String notebook, PrintWriter lines) {
        this.notebook = notebook;
        this.lines = lines;
    }

    @Override
    public void cellStarted(int number, int total) {
        lastCell = number;
        if (Terminal.drawsProgress()) {
            if (bar == null) {
                bar = Progress.of(notebook, total);
            }
            bar.message("cell " + number);
        }
    }

    @Override
    public void cellEnded(int number, int total, double seconds) {
        if (bar != null) {
            bar.step();
        } else {
            lines.println(
                    String.format(Locale.ROOT, "%s: cell %d of %d took %.1f s", notebook, number, total, seconds));
        }
    }

    /** The number of the last cell that was started; 0 before the first. */
    int lastCell() {
        return lastCell;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.message("").close();
        }
    }
}

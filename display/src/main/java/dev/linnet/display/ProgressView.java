package dev.linnet.display;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a progress bar is drawn; called by one thread at a time. */
interface ProgressView {
    void draw(ProgressState state);

    /** The view for the calling thread: its cell, else the terminal, else lines. */
    static ProgressView here() {
        return Display.sink() != null ? new InCell() : stderrIsTerminal() ? new Bar(System.err) : new Lines(System.err);
    }

    /** The system property {@code linnet.terminal} decides where it is set; else what the system says of stderr. */
    private static boolean stderrIsTerminal() {
        String told = System.getProperty("linnet.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).startsWith("/dev/pts");
        } catch (IOException | UnsupportedOperationException _) { // not Linux: the JVM knows of stdin and stdout only
            return isTerminal(System.console());
        }
    }

    private static boolean isTerminal(Console console) {
        return console != null && console.isTerminal();
    }

    /** One display, updated. */
    final class InCell implements ProgressView {
        private DisplayHandle handle;

        @Override
        public void draw(ProgressState state) {
            if (handle == null) {
                handle = Display.show(state);
            } else {
                handle.update(state);
            }
        }
    }

    /** One line of a terminal, written over. */
    final class Bar implements ProgressView {
        private static final int CELLS = 24;

        private final PrintStream terminal;
        private int width;

        Bar(PrintStream terminal) {
            this.terminal = terminal;
        }

        @Override
        public void draw(ProgressState state) {
            var line = new StringBuilder();
            if (state.totalKnown()) {
                int full = (int) (state.fraction() * CELLS);
                line.append('[').append("#".repeat(full)).append(".".repeat(CELLS - full)).append("] ");
            }
            line.append(state.line().replace('\n', ' '));
            int length = line.length();
            line.append(" ".repeat(Math.max(0, width - length)));
            width = length;
            terminal.print("\r" + line + (state.closed() ? "\n" : ""));
            terminal.flush();
        }
    }

    /** A line at the end, and one every ten seconds until then. */
    final class Lines implements ProgressView {
        private static final long EVERY_NANOS = 10_000_000_000L;

        private final PrintStream out;
        private long next = EVERY_NANOS;

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void draw(ProgressState state) {
            if (state.closed() || state.nanos() >= next) {
                next = state.nanos() + EVERY_NANOS;
                out.println(state.line());
            }
        }
    }
}

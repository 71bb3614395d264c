package dev.linnet.kernel.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code System.out}, {@code System.err} and {@code System.in} for the whole process: what a cell's thread does with them
 * goes to its cell, everything else to the streams that were there before.
 */
final class StandardStreams {
    private static InputStream in;
    private static PrintStream out;
    private static PrintStream err;

    private StandardStreams() {}

    /** Replaces the streams; further calls have no effect. */
    static synchronized void install() {
        if (out != null) {
            return;
        }
        // java.lang.IO reads System.in in this encoding, whatever the terminal's is.
        System.setProperty("stdin.encoding", "UTF-8");
        in = new RoutedInput(System.in);
        out = routed(Output.Stream.STDOUT, System.out);
        err = routed(Output.Stream.STDERR, System.err);
        restore();
    }

    /**
     * Undoes {@code System.setOut} and its like: a cell that replaced a stream and failed before it could put it back would
     * have every later cell print into nothing.
     *
     * @return the names of those that had been replaced
     */
    static synchronized List<String> restore() {
        var replaced = new ArrayList<String>();
        if (System.in != in) {
            System.setIn(in);
            replaced.add("System.in");
        }
        if (System.out != out) {
            System.setOut(out);
            replaced.add("System.out");
        }
        if (System.err != err) {
            System.setErr(err);
            replaced.add("System.err");
        }
        return replaced;
    }

    private static PrintStream routed(String name, PrintStream original) {
        return new PrintStream(new RoutedOutput(name, original), true, StandardCharsets.UTF_8) {
            /** {@code try (var writer = new PrintWriter(System.out))} must not be the last that is ever printed. */
            @Override
            public void close() {
                flush();
            }
        };
    }

    private static final class RoutedOutput extends OutputStream {
        private final String name;
        private final PrintStream original;

        RoutedOutput(String name, PrintStream original) {
            this.name = name;
            this.original = original;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            var cell = Cell.current();
            if (cell == null) {
                original.write(bytes, offset, length);
            } else {
                cell.output().write(name, bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            if (Cell.current() == null) {
                original.flush();
            }
        }
    }

    private static final class RoutedInput extends InputStream {
        private final InputStream original;

        RoutedInput(InputStream original) {
            this.original = original;
        }

        private InputStream target() {
            var cell = Cell.current();
            return cell == null ? original : cell.input();
        }

        @Override
        public int read() throws IOException {
            return target().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return target().read(bytes, offset, length);
        }

        @Override
        public int available() throws IOException {
            return target().available();
        }
    }
}

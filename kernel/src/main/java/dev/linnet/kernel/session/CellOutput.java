package dev.linnet.kernel.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.linnet.display.DisplaySink;
import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.engine.Reserve;

/**
 * What one cell emits. Printing appends to a buffer and returns at once; the buffer goes to the sink after a short while,
 * when it is large, and before anything else that the cell shows. Text beyond the limit goes to a file.
 */
final class CellOutput implements DisplaySink {
    private static final int DELAY_MS = 50;
    private static final int LARGE = 1 << 16;
    /** What a change between stdout and stderr counts, so that a flood of changes is limited as well. */
    private static final int CHANGE = 64;
    private static final ScheduledThreadPoolExecutor FLUSHER = flusher();

    private final String cell;
    private final OutputSink sink;
    private final long limit;
    private final Path overflowDirectory;

    /** Held while the sink is called, so that outputs keep their order; never taken while holding {@code buffer}. */
    private final ReentrantLock emitting = new ReentrantLock();

    private final Object buffer = new Object();
    private final Utf8Text stdout = new Utf8Text();
    private final Utf8Text stderr = new Utf8Text();
    private final StringBuilder text = new StringBuilder();
    private String stream = Output.Stream.STDOUT;
    private final ArrayDeque<Output> ready = new ArrayDeque<>();
    private List<String> printed = new ArrayList<>();
    private long characters;
    private int waiting;
    private boolean flushComing;
    private boolean muted;
    private Overflow overflow;

    /** {@code limit} counts characters; {@code cell} names the overflow file. */
    CellOutput(String cell, OutputSink sink, long limit, Path overflowDirectory) {
        this.cell = cell;
        this.sink = sink;
        this.limit = limit;
        this.overflowDirectory = overflowDirectory;
    }

    private static ScheduledThreadPoolExecutor flusher() {
        var executor = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform()
                .daemon()
                .name("linnet-output")
                .inheritInheritableThreadLocals(false)
                .factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Takes bytes written to a stream. */
    void write(String name, byte[] bytes, int offset, int length) {
        synchronized (buffer) {
            append(name, (name.equals(Output.Stream.STDOUT) ? stdout : stderr).decode(bytes, offset, length));
        }
    }

    /** Takes text written to a stream. */
    void print(String name, String printedText) {
        synchronized (buffer) {
            append(name, printedText);
        }
    }

    private void append(String name, String added) {
        if (muted || added.isEmpty()) {
            return;
        }
        if (overflow != null) {
            overflow(added);
            return;
        }
        if (!name.equals(stream)) {
            seal();
            stream = name;
            characters += CHANGE;
        }
        characters += added.length();
        if (characters > limit) {
            startOverflow(added);
            return;
        }
        text.append(added);
        waiting += added.length();
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (waiting > LARGE) {
            waiting = 0;
            FLUSHER.execute(this::flush);
        } else if (!flushComing) {
            var unused = FLUSHER.schedule(this::flush, DELAY_MS, TimeUnit.MILLISECONDS);
            flushComing = true;
        }
    }

    private void seal() {
        if (!text.isEmpty()) {
            var sealed = text.toString();
            ready.add(new Output.Stream(stream, sealed));
            if (printed != null) {
                printed.add(sealed);
            }
            text.setLength(0);
            if (text.capacity() > 4 * LARGE) {
                text.trimToSize();
            }
        }
    }

    private void startOverflow(String added) {
        seal();
        stream = Output.Stream.STDERR;
        try {
            overflow = Overflow.open(overflowDirectory, cell, printed == null ? List.of() : printed);
            overflow.write(added);
            text.append("\n[Output limit of ")
                    .append(limit)
                    .append(" characters reached: the rest goes to ")
                    .append(overflow.file())
                    .append("]\n");
        } catch (IOException e) {
            muted = true;
            text.append("\n[Output limit of ")
                    .append(limit)
                    .append(" characters reached and the rest is dropped: cannot write to ")
                    .append(overflowDirectory)
                    .append(" (")
                    .append(e.getMessage())
                    .append(")]\n");
        }
        printed = null;
        seal();
        scheduleFlush();
    }

    private void overflow(String added) {
        try {
            overflow.write(added);
        } catch (IOException e) {
            muted = true;
            ready.add(new Output.Stream(Output.Stream.STDERR, "\n[The rest of the output is dropped: cannot write to "
                    + overflow.file() + " (" + e.getMessage() + ")]\n"));
            scheduleFlush();
        }
    }

    @Override
    public void display(MimeBundle bundle, String displayId) {
        emit(new Output.DisplayData(bundle, displayId));
    }

    @Override
    public void update(MimeBundle bundle, String displayId) {
        emit(new Output.UpdateDisplayData(bundle, displayId));
    }

    @Override
    public void clear(boolean wait) {
        emit(new Output.ClearOutput(wait));
    }

    /** Emits after everything printed so far. */
    void emit(Output output) {
        synchronized (buffer) {
            if (muted && !(output instanceof Output.Error)) {
                return;
            }
            seal();
            ready.add(output);
        }
        flush();
    }

    /** Hands everything to the sink, in order; what found no memory stays for the next time. */
    void flush() {
        emitting.lock();
        try {
            int due;
            synchronized (buffer) {
                flushComing = false;
                waiting = 0;
                seal();
                due = ready.size();
            }
            for (int i = 0; i < due; i++) {
                Output output;
                synchronized (buffer) {
                    output = ready.peek();
                }
                if (output == null) { // muted meanwhile
                    break;
                }
                sink.emit(output);
                synchronized (buffer) {
                    ready.removeFirstOccurrence(output);
                }
            }
        } catch (RuntimeException e) {
            mute();
            System.getLogger(CellOutput.class.getName())
                    .log(System.Logger.Level.WARNING,
                            "The front end no longer takes the output of " + cell + ": " + e);
        } finally {
            emitting.unlock();
        }
    }

    /** The cell has ended: shows the end of what went to the file. Threads of the cell may go on printing. */
    void finish() {
        synchronized (buffer) {
            append(Output.Stream.STDOUT, stdout.end());
            append(Output.Stream.STDERR, stderr.end());
            if (overflow != null && !muted) {
                seal();
                try {
                    overflow.close();
                    ready.add(new Output.Stream(Output.Stream.STDERR, "[" + overflow.characters()
                            + " characters in all are in " + overflow.file() + ". The last lines:]\n"));
                    ready.add(new Output.Stream(Output.Stream.STDOUT, overflow.lastLines()));
                } catch (IOException e) {
                    ready.add(new Output.Stream(Output.Stream.STDERR,
                            "[" + overflow.file() + " is incomplete: " + e.getMessage() + "]\n"));
                }
            }
            printed = null;
        }
        Reserve.insist(() -> {
            flush();
            return null;
        });
    }

    /** Nothing of this cell is shown from now on, errors apart. */
    void mute() {
        synchronized (buffer) {
            muted = true;
            text.setLength(0);
            ready.removeIf(Output.Stream.class::isInstance);
            printed = null;
        }
    }
}

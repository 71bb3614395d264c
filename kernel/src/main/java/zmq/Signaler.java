package zmq;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import zmq.util.Errno;
import zmq.util.Utils;

/**
 * Wakes the one thread that reads a mailbox; any thread may write to it. Stands in the place of JeroMQ's class of this name,
 * which it precedes on the class path: that one counts a signal only after its byte is in the pipe. The byte wakes the reader,
 * which often takes its writer's core at that moment, finds no signal counted, and looks again and again until the writer has
 * the core back. Here a signal is counted first, so whoever is woken finds it.
 */
final class Signaler implements Closeable {
    private static final long MOMENT_NANOS = 10_000;

    private final Ctx context;
    private final Errno errors;
    private final Pipe.SinkChannel sink;
    private final Pipe.SourceChannel source;
    private final Selector selector;
    private final AtomicLong signals = new AtomicLong(); // counted and not taken
    /** Made now: a full heap must not keep a signal back. */
    private final ByteBuffer toWrite = ByteBuffer.allocateDirect(1);
    private final ByteBuffer toRead = ByteBuffer.allocateDirect(1);

    Signaler(Ctx context, int number, Errno errors) {
        this.context = context;
        this.errors = errors;
        try {
            Pipe pipe = Pipe.open();
            sink = pipe.sink();
            source = pipe.source();
            Utils.unblockSocket(sink, source);
            selector = context.createSelector();
            source.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new ZError.IOException(e);
        }
    }

    /** Is readable while there is a signal. */
    SelectableChannel getFd() {
        return source;
    }

    /** From any thread. */
    void send() {
        boolean interrupted = Thread.interrupted(); // which would close the pipe
        signals.incrementAndGet();
        boolean sent = false;
        try {
            write();
            sent = true;
        } catch (IOException e) {
            throw new ZError.IOException(e);
        } finally {
            if (!sent) {
                signals.decrementAndGet();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write() throws IOException {
        synchronized (toWrite) {
            toWrite.clear();
            while (sink.write(toWrite) == 0) { // the pipe is full
                LockSupport.parkNanos(MOMENT_NANOS);
            }
        }
    }

    /**
     * Whether there is a signal; waits for one.
     *
     * @param timeout so many milliseconds at most; 0 not to wait, negative to wait for as long as it takes
     */
    boolean waitEvent(long timeout) {
        if (Thread.interrupted()) {
            return no(ZError.EINTR);
        }
        if (signals.get() > 0) {
            return true;
        }
        if (timeout == 0) {
            return no(ZError.EAGAIN);
        }
        try {
            boolean ready = selector.select(Math.max(0, timeout)) > 0;
            selector.selectedKeys().clear();
            if (Thread.interrupted() || (!ready && timeout < 0)) {
                return no(ZError.EINTR);
            }
            return ready || no(ZError.EAGAIN);
        } catch (ClosedSelectorException e) {
            return no(ZError.EINTR);
        } catch (IOException e) {
            return no(ZError.exccode(e));
        }
    }

    private boolean no(int reason) {
        errors.set(reason);
        return false;
    }

    /** Takes a signal, which {@link #waitEvent} has found. */
    void recv() {
        boolean interrupted = Thread.interrupted();
        try {
            while (signals.get() > 0) { // but for a writer that could not write its byte after all
                toRead.clear();
                if (source.read(toRead) > 0) {
                    signals.decrementAndGet();
                    return;
                }
                LockSupport.parkNanos(MOMENT_NANOS);
            }
        } catch (ClosedChannelException e) {
            errors.set(ZError.EINTR);
        } catch (IOException e) {
            throw new ZError.IOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (source; sink) {
            context.closeSelector(selector);
        }
    }
}

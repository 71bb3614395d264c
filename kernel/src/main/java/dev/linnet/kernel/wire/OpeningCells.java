package dev.linnet.kernel.wire;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.comm.CommHub;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.OutputSink;

/** A cell service that is being opened on another thread while the sockets are bound; who needs it first waits for it. */
public final class OpeningCells implements CellService {
    /** So long nobody must have wanted anything before the kernel warms up, or it would take what a first cell needs. */
    private static final long QUIET_NANOS = 300_000_000;

    private final FutureTask<CellService> opening;
    private int working;
    private long lastWorked = System.nanoTime();

    private final CompletableFuture<CommHub> frontEnd = new CompletableFuture<>();

    private OpeningCells(Callable<CellService> opener) {
        opening = new FutureTask<>(() -> {
            var opened = opener.call();
            var unused = frontEnd.thenAccept(opened::connect);
            return opened;
        });
        var thread = new Thread(this::open, "linnet-opening");
        thread.setDaemon(true);
        thread.start();
    }

    private void open() {
        opening.run();
        if (opening.state() == Future.State.SUCCESS) {
            cells().prepare();
            try {
                awaitQuiet();
            } catch (InterruptedException _) {
                return;
            }
            cells().warmUp();
        }
    }

    private synchronized void awaitQuiet() throws InterruptedException {
        long quiet = System.nanoTime() - lastWorked;
        while (working > 0 || quiet < QUIET_NANOS) {
            wait(1 + Math.max(0, QUIET_NANOS - quiet) / 1_000_000);
            quiet = System.nanoTime() - lastWorked;
        }
    }

    private synchronized void begin() {
        working++;
    }

    private synchronized void end() {
        working--;
        lastWorked = System.nanoTime();
    }

    /** Begins to open. */
    public static OpeningCells begin(Callable<CellService> opener) {
        return new OpeningCells(opener);
    }

    private CellService cells() {
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The kernel was interrupted before it could run cells.", e);
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "The kernel could not start its Java session: " + Request.sentence(cause), cause);
        }
    }

    /** A session does; asked before it is open. */
    @Override
    public boolean runsCellsAtOnce() {
        return true;
    }

    @Override
    public void connect(CommHub connected) {
        frontEnd.complete(connected);
    }

    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        begin();
        try {
            return cells().execute(request, sink);
        } finally {
            end();
        }
    }

    @Override
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
        begin();
        try {
            return cells().evaluateExpressions(userExpressions);
        } finally {
            end();
        }
    }

    @Override
    public Completion complete(String code, int cursor) {
        begin();
        try {
            return cells().complete(code, cursor);
        } finally {
            end();
        }
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        begin();
        try {
            return cells().inspect(code, cursor, detailLevel);
        } finally {
            end();
        }
    }

    @Override
    public Completeness isComplete(String code) {
        begin();
        try {
            return cells().isComplete(code);
        } finally {
            end();
        }
    }

    @Override
    public void interrupt() {
        if (opening.isDone()) { // nothing runs before
            cells().interrupt();
        }
    }

    @Override
    public int executionCount() {
        return cells().executionCount();
    }

    @Override
    public void close() {
        if (opening.isDone() && opening.state() == Future.State.SUCCESS) {
            cells().close();
        } else {
            opening.cancel(true);
        }
    }
}

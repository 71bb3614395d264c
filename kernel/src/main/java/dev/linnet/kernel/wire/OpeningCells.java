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
    private final FutureTask<CellService> opening;

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
            cells().warmUp();
        }
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

    @Override
    public void connect(CommHub connected) {
        frontEnd.complete(connected);
    }

    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        return cells().execute(request, sink);
    }

    @Override
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
        return cells().evaluateExpressions(userExpressions);
    }

    @Override
    public Completion complete(String code, int cursor) {
        return cells().complete(code, cursor);
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        return cells().inspect(code, cursor, detailLevel);
    }

    @Override
    public Completeness isComplete(String code) {
        return cells().isComplete(code);
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

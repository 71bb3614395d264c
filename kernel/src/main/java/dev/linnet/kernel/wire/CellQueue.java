package dev.linnet.kernel.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.InputSource;
import dev.linnet.kernel.session.Output;

/**
 * Runs {@code execute_request}s one after the other on a thread of its own. When a cell that asked for it fails, the cells
 * that have already arrived behind it are aborted; those that are sent later run again.
 */
final class CellQueue {
    /** What else happens around cells. */
    interface Listener {
        void started(Request cell);

        /** A cell to be kept has ended; {@code result} is the plain text of its result, or null. */
        void ended(int executionCount, String code, String result);
    }

    /** A channel that is being closed sets no mark. */
    private static final int MARK_MILLIS = 300;

    private final Lane lane;
    private final CellService cells;
    private final InputRequests input;
    private final Listener listener;
    private final Queue<Request> unanswered = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private boolean aborting; // of the lane's thread

    CellQueue(String name, CellService cells, InputRequests input, Listener listener) {
        this.lane = new Lane(name);
        this.cells = cells;
        this.input = input;
        this.listener = listener;
    }

    void submit(Request request) {
        Handler handler = this::execute;
        unanswered.add(request);
        lane.submit(() -> {
            if (!stopped) {
                handler.run(request);
                unanswered.remove(request);
            }
        });
    }

    /** Begins nothing more. */
    void stop() {
        stopped = true;
    }

    /** The request that runs and those that wait behind it. */
    List<Request> unanswered() {
        return List.copyOf(unanswered);
    }

    /** Ends the queue after the cells submitted so far. */
    void close() {
        lane.close();
    }

    /** Waits until the queue has ended, at most so long. */
    void join(long millis) throws InterruptedException {
        lane.join(millis);
    }

    private void execute(Request request) {
        Fields content = request.content();
        if (aborting) {
            request.reply(Iopub.content("status", "aborted", "execution_count", cells.executionCount(), "ename",
                    "Aborted", "evalue", "An earlier cell failed, so this one was not run.", "traceback", List.of()));
            return;
        }
        String code = content.string("code");
        boolean silent = content.bool("silent", false);
        boolean storeHistory = !silent && content.bool("store_history", true);
        boolean stopOnError = content.bool("stop_on_error", true);
        boolean allowStdin = content.bool("allow_stdin", true);
        Map<String, String> expressions = CodeQueries.expressions(content);
        String started = Codec.now();
        listener.started(request);
        var output = new PublishedOutput(request, code, silent);
        ExecutionResult result;
        try {
            result = cells.execute(new ExecuteRequest(code, silent, storeHistory,
                    allowStdin ? input.of(request) : InputSource.none()), output);
        } catch (Throwable t) {
            Log.defect("The session failed", t);
            var error = new Output.Error(t.getClass().getSimpleName(), Request.sentence(t),
                    List.of(t.getClass().getSimpleName() + ": " + Request.sentence(t)));
            output.emit(error);
            result = new ExecutionResult(0, ExecutionResult.Status.ERROR, error);
        }
        if (storeHistory && !code.isBlank()) {
            listener.ended(result.executionCount(), code, output.resultText());
        }
        var reply = new LinkedHashMap<String, Object>();
        reply.put("status", result.ok() ? "ok" : "error");
        reply.put("execution_count", result.executionCount());
        if (result.ok()) {
            reply.put("user_expressions", evaluate(expressions));
        } else {
            if (result.error() != null) {
                reply.putAll(PublishedOutput.error(result.error()));
            }
            reply.put("user_expressions", Map.of());
            if (stopOnError && !silent) {
                abortArrived(request);
            }
        }
        reply.put("payload", List.of());
        request.reply(reply, Map.of("started", started, "status", result.ok() ? "ok" : "error"));
    }

    /**
     * Aborts every cell that has arrived by now: all that the channel puts in the lane before its mark. Waits for the mark,
     * so that a cell that is sent at the sight of the failed one's reply or idle comes after it.
     */
    private void abortArrived(Request failed) {
        aborting = true;
        var marked = new CountDownLatch(1);
        failed.channel().afterReceiving(() -> {
            lane.submit(() -> aborting = false);
            marked.countDown();
        });
        try {
            boolean _ = marked.await(MARK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // the mark comes all the same
        }
    }

    private Map<String, Object> evaluate(Map<String, String> expressions) {
        if (expressions.isEmpty()) {
            return Map.of();
        }
        var values = new LinkedHashMap<String, Object>();
        cells.evaluateExpressions(expressions).forEach((name, value) -> values.put(name, switch (value) {
            case MimeBundle bundle ->
                Iopub.content("status", "ok", "data", bundle.data(), "metadata", bundle.metadata());
            case Output.Error error -> {
                Map<String, Object> content = Iopub.content("status", "error");
                content.putAll(PublishedOutput.error(error));
                yield content;
            }
            default -> throw new IllegalStateException("An expression gave a " + value.getClass().getName());
        }));
        return values;
    }
}

package dev.linnet.kernel.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.code.Completeness;
import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.OutputSink;

/**
 * A language of one command a line that does exactly what the wire has to carry: it lets the protocol be tested to the
 * last message, with every output at a known place.
 */
final class SmallLanguage implements CellService {
    private int count;
    private volatile Thread running;
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        var cell = new FutureTask<>(() -> run(request, sink));
        var thread = new Thread(cell, "cell");
        thread.setDaemon(true);
        running = thread;
        thread.start();
        try {
            return cell.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ExecutionResult run(ExecuteRequest request, OutputSink sink) {
        int number = request.storeHistory() ? ++count : count;
        sink.started(request.storeHistory() ? number : number + 1);
        try {
            for (String line : request.code().lines().toList()) {
                run(line, number, request, sink);
            }
            return new ExecutionResult(number, ExecutionResult.Status.OK, null);
        } catch (IOException | IllegalStateException e) {
            return failed(number, e.getClass().getSimpleName(), e.getMessage(), sink, ExecutionResult.Status.ERROR);
        } catch (InterruptedException e) {
            return failed(number, "Interrupted", "The cell was interrupted.", sink, ExecutionResult.Status.ABORTED);
        } finally {
            running = null;
        }
    }

    private static ExecutionResult failed(int number, String name, String message, OutputSink sink,
            ExecutionResult.Status status) {
        var error = new Output.Error(name, message, List.of(name + ": " + message));
        sink.emit(error);
        return new ExecutionResult(number, status, error);
    }

    private void run(String line, int number, ExecuteRequest request, OutputSink sink)
            throws IOException, InterruptedException {
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "print" -> sink.emit(new Output.Stream(Output.Stream.STDOUT, rest + "\n"));
            case "err" -> sink.emit(new Output.Stream(Output.Stream.STDERR, rest + "\n"));
            case "result" ->
                sink.emit(new Output.ExecuteResult(number, MimeBundle.of(MimeBundle.HTML, "<b>" + rest + "</b>",
                        rest)));
            case "display" -> sink.emit(new Output.DisplayData(MimeBundle.text(rest), "id-1"));
            case "show" -> sink.emit(new Output.DisplayData(MimeBundle.text(rest), null));
            case "update" -> sink.emit(new Output.UpdateDisplayData(MimeBundle.text(rest), "id-1"));
            case "clear" -> sink.emit(new Output.ClearOutput(rest.equals("wait")));
            case "fail" -> throw new IllegalStateException(rest);
            case "crash" -> throw new AssertionError(rest);
            case "input" ->
                sink.emit(new Output.Stream(Output.Stream.STDOUT, "<" + request.input().readLine(rest, false)
                        + ">"));
            case "password" ->
                sink.emit(new Output.Stream(Output.Stream.STDOUT, "<" + request.input().readLine(rest, true)
                        + ">"));
            case "block" -> {
                sink.emit(new Output.Stream(Output.Stream.STDOUT, "blocked\n"));
                new CountDownLatch(1).await();
            }
            case "await" -> {
                sink.emit(new Output.Stream(Output.Stream.STDOUT, "waiting\n"));
                released.await();
            }
            case "release" -> released.countDown();
            case "later" -> {
                var thread = new Thread(() -> {
                    try {
                        released.await();
                        sink.emit(new Output.Stream(Output.Stream.STDOUT, rest + "\n"));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            case "lines" -> {
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    sink.emit(new Output.Stream(Output.Stream.STDOUT, "line " + i + "\n"));
                }
            }
            default -> {
            }
        }
    }

    @Override
    public Map<String, Object> evaluateExpressions(Map<String, String> userExpressions) {
        var values = new LinkedHashMap<String, Object>();
        userExpressions.forEach((name, expression) -> values.put(name,
                expression.equals("bad")
                        ? new Output.Error("Bad", "no such name", List.of("Bad: no such name"))
                        : MimeBundle.text(expression)));
        return values;
    }

    @Override
    public Completion complete(String code, int cursor) {
        int start = code.lastIndexOf(' ', cursor - 1) + 1;
        return new Completion(start, cursor,
                List.of(new Completion.Match(code.substring(start, cursor) + "!", "method", "(int)")));
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detailLevel) {
        return code.isEmpty()
                ? Optional.empty()
                : Optional.of(MimeBundle.text(code.substring(0, cursor) + detailLevel));
    }

    @Override
    public Completeness isComplete(String code) {
        return switch (code) {
            case "complete" -> new Completeness(Completeness.Status.COMPLETE, "");
            case "incomplete" -> new Completeness(Completeness.Status.INCOMPLETE, "    ");
            case "invalid" -> new Completeness(Completeness.Status.INVALID, "");
            case "crash" -> throw new StackOverflowError();
            default -> new Completeness(Completeness.Status.UNKNOWN, "");
        };
    }

    @Override
    public void interrupt() {
        Thread thread = running;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public int executionCount() {
        return count;
    }

    @Override
    public boolean runsCellsAtOnce() {
        return true;
    }

    @Override
    public void close() {
        interrupt();
    }
}

package dev.linnet.kernel.runner;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.linnet.display.MimeBundle;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.OutputSink;

/**
 * A runtime of a language of one word a line: {@code print}, {@code claim NUMBER}, {@code fail}, {@code wait} (until
 * interrupted), {@code hang} (until the test lets go). The real session has tests of its own; this one can do what a
 * test needs at the moment it needs it.
 */
final class ScriptedRuntime implements CellRuntime {
    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private int count;

    @Override
    public ExecutionResult execute(ExecuteRequest request, OutputSink sink) {
        count++;
        int line = 0;
        for (String statement : request.code().lines().toList()) {
            line++;
            String[] words = statement.split(" ", 2);
            switch (words[0]) {
                case "print" -> sink.emit(new Output.Stream("stdout", words[1] + "\n"));
                case "claim" -> sink.emit(claim(Integer.parseInt(words[1])));
                case "fail" -> {
                    return failed(sink, ExecutionResult.Status.ERROR, line);
                }
                case "wait" -> {
                    await(interrupted);
                    return failed(sink, ExecutionResult.Status.ABORTED, line);
                }
                case "hang" -> await(letGo);
                default -> {
                }
            }
        }
        return new ExecutionResult(count, ExecutionResult.Status.OK, null);
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
    }

    @Override
    public void close() {
        letGo.countDown();
    }

    private ExecutionResult failed(OutputSink sink, ExecutionResult.Status status, int line) {
        var error = new Output.Error("Failure", "it failed",
                List.of("\033[31mFailure\033[0m: it failed", "    at cell " + count + ", line " + line));
        sink.emit(error);
        return new ExecutionResult(count, status, error);
    }

    private void await(CountDownLatch latch) {
        waiting.countDown();
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    static Output.DisplayData claim(int measured) {
        var claim = Map.of("claim", "measured is at least 5", "measured", measured, "expected", "at least 5", "paper",
                "5.2", "source", "Table 1", "passed", measured >= 5);
        return new Output.DisplayData(MimeBundle.text("claim").with(ClaimRow.MIME_TYPE, claim), null);
    }
}

package dev.linnet.kernel.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.library.Library;

/** A session and what its last cell emitted. */
final class Notebook implements AutoCloseable {
    final Session session;
    final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());
    private volatile String awaited = "";
    private volatile CountDownLatch seen = new CountDownLatch(0);

    Notebook(Path directory) {
        this(SessionConfig.of(Library.empty(), directory).withOverflowDirectory(directory));
    }

    Notebook(SessionConfig config) {
        session = Session.open(config);
    }

    ExecutionResult run(String code) {
        return run(ExecuteRequest.of(code));
    }

    ExecutionResult run(ExecuteRequest request) {
        outputs.clear();
        return session.execute(request, this::take);
    }

    private void take(Output output) {
        outputs.add(output);
        if (output instanceof Output.Stream && stdout().contains(awaited)) {
            seen.countDown();
        }
    }

    /** Starts a cell that prints {@code sign} and returns once it has. */
    CompletableFuture<ExecutionResult> start(String code, String sign, InputSource input) throws InterruptedException {
        await(sign);
        var result = CompletableFuture.supplyAsync(() -> run(new ExecuteRequest(code, false, true, input)),
                task -> Thread.ofPlatform().daemon().start(task));
        awaitSign();
        return result;
    }

    void await(String sign) {
        awaited = sign;
        seen = new CountDownLatch(1);
    }

    void awaitSign() throws InterruptedException {
        if (!seen.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("\"" + awaited + "\" never came; there is " + outputs);
        }
    }

    String stdout() {
        return text(Output.Stream.STDOUT);
    }

    String stderr() {
        return text(Output.Stream.STDERR);
    }

    private String text(String name) {
        synchronized (outputs) {
            return outputs.stream()
                    .filter(Output.Stream.class::isInstance)
                    .map(Output.Stream.class::cast)
                    .filter(stream -> stream.name().equals(name))
                    .map(Output.Stream::text)
                    .collect(Collectors.joining());
        }
    }

    /** The plain text of the cell's value, or null. */
    String result() {
        return outputs.stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(Output.ExecuteResult.class::cast)
                .map(result -> result.bundle().text())
                .findFirst()
                .orElse(null);
    }

    /** The value's text, after a cell that must not fail. */
    String value(String code) {
        var result = run(code);
        if (!result.ok()) {
            throw new AssertionError(code + "\n" + traceback());
        }
        return result();
    }

    Output.Error error() {
        return outputs.stream()
                .filter(Output.Error.class::isInstance)
                .map(Output.Error.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** The error's lines without colours. */
    String traceback() {
        var error = error();
        return error == null ? "" : Ansi.strip(String.join("\n", error.traceback()));
    }

    @Override
    public void close() {
        session.close();
    }
}

package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** A session in this virtual machine, and what a person sees of its cells. */
final class Cells implements AutoCloseable {
    final Session session;
    /** Of the last cell. */
    final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());

    /** A session that works in a folder. */
    Cells(Path folder) throws InterruptedException {
        session = Session.open(SessionConfig.of(Library.empty(), folder));
    }

    ExecutionResult run(String code) {
        outputs.clear();
        return session.execute(ExecuteRequest.of(code), outputs::add);
    }

    /** What a cell that succeeds prints. */
    String printed(String code) {
        var result = run(code);
        assertTrue(result.ok(), () -> Ansi.strip(String.join("\n", result.error().traceback())));
        return outputs.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    /** The result of a cell that succeeds, as text; null where it has none. */
    String value(String code) {
        printed(code);
        return outputs.stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(Output.ExecuteResult.class::cast)
                .map(result -> result.bundle().text())
                .findFirst()
                .orElse(null);
    }

    /** What a cell says that fails. */
    String failure(String code) {
        var result = run(code);
        assertFalse(result.ok(), code);
        return Ansi.strip(String.join("\n", result.error().traceback()));
    }

    @Override
    public void close() {
        session.close();
    }
}

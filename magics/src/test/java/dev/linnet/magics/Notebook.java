package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.kernel.code.Completion;
import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

/** A session in which a test runs cells and reads what they show. */
final class Notebook implements AutoCloseable {
    private final Session session;
    private final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());

    Notebook(Path directory) {
        session = Session.open(SessionConfig.of(Library.empty(), directory));
    }

    Session session() {
        return session;
    }

    ExecutionResult run(String code) {
        outputs.clear();
        return session.execute(ExecuteRequest.of(code), outputs::add);
    }

    /** What the last cell printed, both streams as one. */
    String printed() {
        return outputs.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    /** The texts of what the last cell displayed, updates included. */
    List<String> displayed() {
        var texts = new ArrayList<String>();
        for (var output : List.copyOf(outputs)) {
            switch (output) {
                case Output.DisplayData display -> texts.add(display.bundle().text());
                case Output.UpdateDisplayData update -> texts.add(update.bundle().text());
                default -> {
                    // no display
                }
            }
        }
        return texts;
    }

    /** What a cell that must not fail prints. */
    String printed(String code) {
        var result = run(code);
        assertTrue(result.ok(), () -> traceback(result));
        return printed();
    }

    /** The text of the value that a cell ends in; null where it has none. */
    String value(String code) {
        printed(code);
        return outputs.stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(Output.ExecuteResult.class::cast)
                .map(result -> result.bundle().text())
                .findFirst()
                .orElse(null);
    }

    /** How a cell that must fail fails. */
    String failure(String code) {
        var result = run(code);
        assertFalse(result.ok(), code);
        return traceback(result);
    }

    List<String> matches(String code) {
        return session.complete(code, code.length()).matches().stream().map(Completion.Match::text).toList();
    }

    private static String traceback(ExecutionResult result) {
        return Ansi.strip(String.join("\n", result.error().traceback()));
    }

    @Override
    public void close() {
        session.close();
    }
}

package dev.linnet.kernel.engine;

import java.util.Map;
import java.util.Optional;

import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;

/** The JDK's JShell, fed a cell snippet by snippet: slow, and obviously right. */
final class JShellTwin implements AutoCloseable {
    private static final String KEY = "linnet.twin.value";

    private final JShell shell = JShell.builder().executionEngine("local").build();

    JShellTwin() {
        EngineConfig.PLATFORM_IMPORTS.forEach(shell::eval);
    }

    /** Forgets everything but the imports it began with; a new JShell would take a second. */
    void reset() {
        shell.snippets()
                .filter(one -> shell.status(one).isActive())
                .filter(one -> !EngineConfig.PLATFORM_IMPORTS.contains(one.source().strip()))
                .toList()
                .forEach(shell::drop);
    }

    /** Runs the snippets of a cell up to the first that fails. */
    TwinOutcome run(String cell) {
        TwinOutcome outcome = TwinOutcome.nothing();
        String rest = cell;
        while (!rest.isBlank()) {
            CompletionInfo first = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (!first.completeness().isComplete()) {
                return first.source() == null && first.remaining().equals(rest) && isComment(rest)
                        ? outcome
                        : TwinOutcome.rejected();
            }
            String remaining = first.remaining();
            // An expression with a semicolon is a statement in a notebook, and its value is not shown.
            boolean statement = rest.substring(0, rest.length() - remaining.length()).stripTrailing().endsWith(";");
            outcome = evaluate(first.source(), statement);
            if (outcome.failed()) {
                return outcome;
            }
            rest = remaining;
        }
        return outcome;
    }

    private static boolean isComment(String text) {
        return text.strip().startsWith("//") || text.strip().startsWith("/*");
    }

    private TwinOutcome evaluate(String snippet, boolean statement) {
        TwinOutcome outcome = TwinOutcome.nothing();
        for (SnippetEvent event : shell.eval(snippet)) {
            if (event.causeSnippet() != null) {
                continue; // an earlier snippet that this one made valid or invalid
            }
            if (event.exception() instanceof EvalException thrown) {
                return TwinOutcome.thrown(thrown.getExceptionClassName(), thrown.getMessage());
            }
            if (event.exception() != null || event.status() == Snippet.Status.REJECTED) {
                return TwinOutcome.rejected();
            }
            outcome = value(event.snippet()).map(name -> TwinOutcome.value(read(name)))
                    .filter(ignored -> !statement)
                    .orElse(TwinOutcome.nothing());
        }
        return outcome;
    }

    /** The variable that holds the snippet's value, where it is an expression that has one. */
    private static Optional<String> value(Snippet snippet) {
        return switch (snippet) {
            case VarSnippet variable when variable.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND ->
                Optional.of(variable.name());
            case ExpressionSnippet expression when expression.subKind() == Snippet.SubKind.VAR_VALUE_SUBKIND
                    || expression.subKind() == Snippet.SubKind.ASSIGNMENT_SUBKIND ->
                Optional.of(expression.name());
            default -> Optional.empty();
        };
    }

    /** The local engine runs in this virtual machine, so a value can be handed over as it is. */
    private Object read(String variable) {
        shell.eval("System.getProperties().put(\"" + KEY + "\", java.util.Optional.ofNullable((Object) " + variable
                + "));");
        Map<Object, Object> properties = System.getProperties();
        return ((Optional<?>) properties.remove(KEY)).orElse(null);
    }

    @Override
    public void close() {
        shell.close();
    }
}

package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine against its obviously right twin, the JDK's JShell: the same cells give the same values and fail alike. The
 * cells are in {@code twin-scripts.txt} beside; where the two are meant to differ, {@link #differences()} says why.
 */
class JShellTwinTest {
    private static final Pattern SCRIPT = Pattern.compile("(?m)^=== ");
    private static final Pattern CELL = Pattern.compile("(?m)^---$\n?");

    private static JShellTwin twin;
    private static Cells session;

    /** Cells that run one after the other in a session of their own. */
    record Script(String title, List<String> cells) {
        @Override
        public String toString() {
            return title;
        }
    }

    /** A difference that is meant, with the outcome of the last cell in either engine. */
    record Difference(String reason, TwinOutcome ours, TwinOutcome jshell, List<String> cells) {
        Difference(String reason, TwinOutcome ours, TwinOutcome jshell, String... cells) {
            this(reason, ours, jshell, List.of(cells));
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    @BeforeAll
    static void open() {
        twin = new JShellTwin();
        session = new Cells();
    }

    @AfterAll
    static void close() {
        twin.close();
        session.close();
    }

    static Stream<Script> scripts() throws IOException {
        try (InputStream in = JShellTwinTest.class.getResourceAsStream("twin-scripts.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return SCRIPT.splitAsStream(text).filter(part -> !part.isBlank()).map(part -> {
                int line = part.indexOf('\n');
                return new Script(part.substring(0, line).strip(),
                        CELL.splitAsStream(part.substring(line + 1)).toList());
            });
        }
    }

    static List<Difference> differences() {
        return List.of(
                new Difference("a cell is compiled as a whole: where a part is wrong, nothing of it runs",
                        TwinOutcome.value(1), TwinOutcome.value(2), "int x = 1;", "x = 2;\nint y = \"text\";", "x"),
                new Difference("a method that does not compile does not replace the one that did",
                        TwinOutcome.value(1), TwinOutcome.rejected(), "int kept() { return 1; }",
                        "int kept() { return \"one\"; }", "kept()"),
                new Difference("return belongs in a method; JShell takes it and does nothing", TwinOutcome.rejected(),
                        TwinOutcome.nothing(), "return 3;"),
                new Difference("a record's compact constructor need not be public, which it must in JShell's wrapper",
                        TwinOutcome.nothing(), TwinOutcome.rejected(),
                        "record Positive(int n) { Positive { if (n < 0) throw new IllegalArgumentException(); } }"),
                new Difference("a cell may call what it declares further down", TwinOutcome.value(3),
                        TwinOutcome.rejected(),
                        "int early() { return later(); }\nint got = early();\nint later() { return 3; }\ngot"),
                new Difference("an anonymous class of a var may hand arguments to its superclass",
                        TwinOutcome.value("2x"),
                        TwinOutcome.rejected(), "var list = new ArrayList<>(List.of(\"x\")) { int extra = 2; };",
                        "list.extra + list.get(0)"),
                new Difference("a cell may import from a type of the session", TwinOutcome.value("G1"),
                        TwinOutcome.rejected(), "enum Color { R, G }", "import static Color.*;",
                        "G + \"\" + G.ordinal()"),
                new Difference("a variable keeps its value when a type in a method that it once called is redefined",
                        TwinOutcome.value(1), TwinOutcome.value(1),
                        "record A(int n) {} int of(A a) { return a.n(); } int kept = of(new A(1));",
                        "record A(int n, int m) {}", "kept"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void both_engines_give_the_same(Script script) {
        assertEquals(jshell(script.cells()), ours(script.cells()), String.join("---\n", script.cells()));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void the_engines_differ_where_it_is_meant(Difference difference) {
        List<String> cells = difference.cells();
        assertEquals(difference.ours(), ours(cells).getLast());
        assertEquals(difference.jshell(), jshell(cells).getLast());
    }

    @Test
    void the_corpus_is_broad_and_mostly_succeeds() throws IOException {
        List<TwinOutcome> outcomes = new ArrayList<>();
        scripts().forEach(script -> outcomes.addAll(ours(script.cells())));
        assertTrue(outcomes.size() > 100, "cells: " + outcomes.size());
        for (String kind : List.of("value", "nothing", "thrown", "rejected")) {
            assertTrue(outcomes.stream().filter(one -> one.kind().equals(kind)).count() >= 5, kind);
        }
    }

    private static List<TwinOutcome> jshell(List<String> cells) {
        twin.reset();
        return cells.stream().map(twin::run).toList();
    }

    private static List<TwinOutcome> ours(List<String> cells) {
        List<TwinOutcome> outcomes = new ArrayList<>();
        session.engine().reset();
        int number = 0;
        for (String cell : cells) {
            outcomes.add(evaluate(session.engine(), cell, ++number));
        }
        return outcomes;
    }

    private static TwinOutcome evaluate(Engine engine, String cell, int number) {
        try {
            Evaluation evaluation = engine.evaluate(cell, number);
            return evaluation.hasValue() ? TwinOutcome.value(evaluation.value()) : TwinOutcome.nothing();
        } catch (CompileException e) {
            return TwinOutcome.rejected();
        } catch (CellException e) {
            return TwinOutcome.thrown(e.getCause().getClass().getName(), e.getCause().getMessage());
        } catch (StoppedException e) {
            throw new AssertionError("stopped: " + cell, e);
        }
    }
}

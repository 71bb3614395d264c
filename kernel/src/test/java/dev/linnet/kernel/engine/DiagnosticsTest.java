package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where errors are said to be. */
class DiagnosticsTest {
    private static Cells cells;

    @BeforeAll
    static void open() {
        cells = new Cells();
    }

    @AfterAll
    static void close() {
        cells.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`int ok = 1;\nundefined + ok`|2|1|undefined",
            "`foo(1)`|1|1|foo", "`\n\n  \"a\".size()`|3|7|size",
            "`int f() {\n  return \"s\";\n}\nf()`|2|10|\"s\"", "`class A {\n  int x = y1;\n}\nint z = 1;`|2|11|y1",
            "`import java.nowhere.Thing;`|1|8|java.nowhere", "`String s = 1;`|1|12|1",
            "`int a = 1; String b = a;`|1|23|a",
            "`for (int i = 0; i < n9; i++) {\n}`|1|21|n9", "`Math.max(\"a\", 1)`|1|6|max"})
    void a_semantic_error_is_at_its_place_in_the_cell(String java, int line, int column, String text) {
        CodeDiagnostic error = cells.error(java);
        assertEquals(line + ":" + column, error.line() + ":" + error.column(), error.toString());
        assertTrue(java.substring(error.start()).startsWith(text), error.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`foo(1`|1|4", "`int x = (1 + 2;\nx`|1|15", "`\n}`|2|1",
            "`\"abc`|1|1", "`x = '`|1|5", "`/* open`|1|1",
            "`\"\"\"\nabc`|1|1", "`class A {`|1|9", "`int y = ;`|1|9", "`1 +`|1|4", "`if (true {`|1|10", "`class`|1|1",
            "`int f() { return 1`|1|9",
            "`try { }`|1|1", "`import ;`|1|7", "`int a = 1 int b = 2;`|1|10"})
    void a_syntax_error_is_at_its_place_in_the_cell(String java, int line, int column) {
        CodeDiagnostic error = cells.error(java);
        assertEquals(line + ":" + column, error.line() + ":" + error.column(), error.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "#", "\\", "\u0000", "public", "class {}", "int", "int 5 = x", "(", ")", "]", "<<",
            "->", "::", "void v = 1;",
            "enum", "record R", "interface I", "@interface", "static { }", "for", "while (", "switch", "case 1:",
            "else", "new", "var", "var v;",
            "var v = {1};", "return 5;", "break;", "int int = 3;", "import", "import static", "import a b;",
            "package p;", "this", "super.x()", "yield",
            "non-sealed", "sealed", "x ->", "\"\"\"", "'", "1..2", "0x", "goto x;", "List<> l;", "<T>", "final",
            "throw", "do", "try", "@Override"})
    void nonsense_is_refused_with_a_diagnostic(String java) {
        List<CodeDiagnostic> errors = cells.errors(java);
        assertFalse(errors.isEmpty());
        for (CodeDiagnostic error : errors) {
            assertTrue(error.start() >= 0 && error.start() <= error.end() && error.end() <= java.length(),
                    error.toString());
            assertFalse(error.message().isBlank());
        }
        assertEquals(2, cells.value("1 + 1"));
    }

    @Test
    void generated_names_do_not_show() {
        cells.run("int f(int a) { return a; }\nint f(String a) { return 1; }");
        String message = cells.error("f(1.5)").message();
        assertFalse(message.contains("$") || message.contains("REPL"), message);
    }

    @Test
    void frames_carry_the_cell_and_its_own_lines() {
        cells.run("int divide(int a) {\n\n    return 1 / a;\n}");
        int definition = cells.count();
        Throwable thrown = cells.thrown("// first line\nint before = 1;\nint result =\n    divide(before - 1);");
        assertEquals(List.of("cell " + definition + ":3", "cell " + cells.count() + ":4"), places(thrown));
    }

    @Test
    void frames_of_types_lambdas_and_last_expressions_carry_their_lines() {
        Throwable thrown = cells.thrown("""
                class Thrower {
                    Thrower() {
                        Runnable r = () -> {
                            throw new IllegalStateException();
                        };
                        r.run();
                    }
                }

                List.of(1).stream()
                    .map(i -> new Thrower())
                    .toList()""");
        String cell = "cell " + cells.count() + ":";
        assertEquals(List.of(cell + 4, cell + 6, cell + 11), places(thrown).subList(0, 3));
        assertEquals("REPL.Thrower", thrown.getStackTrace()[1].getClassName());
    }

    @Test
    void a_recompiled_dependant_keeps_the_lines_of_its_own_cell() {
        cells.run("int z = 0;\n\nint crash() {\n    return (int) (1 / z);\n}");
        int definition = cells.count();
        cells.run("long z = 0;");
        assertEquals("cell " + definition + ":4", places(cells.thrown("crash()")).getFirst());
    }

    private static List<String> places(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("REPL."))
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .toList();
    }
}

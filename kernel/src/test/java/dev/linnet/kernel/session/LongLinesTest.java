package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors over lines and names that nobody can read. */
@Timeout(120)
class LongLinesTest {
    private static final String NAME = "name".repeat(250_000);

    @TempDir
    private static Path directory;
    private static Notebook notebook;

    @BeforeAll
    static void open() {
        notebook = new Notebook(directory);
    }

    @AfterAll
    static void close() {
        notebook.close();
    }

    private static String failure(String code) {
        assertFalse(notebook.run(code).ok(), "it ran");
        assertTrue(notebook.error().evalue().length() < 1_000, "message of " + notebook.error().evalue().length());
        assertTrue(notebook.traceback().length() < 2_000, "trace of " + notebook.traceback().length());
        return notebook.traceback();
    }

    /** What the carets of the first quoted line stand under. */
    private static String underlined(String text) {
        var lines = text.lines().toList();
        int carets = 0;
        while (!lines.get(carets).contains("^")) {
            carets++;
        }
        var line = lines.get(carets);
        return lines.get(carets - 1).substring(line.indexOf('^'), line.lastIndexOf('^') + 1);
    }

    @Test
    void a_long_name_is_shortened_in_the_sentence_the_line_and_the_name() {
        var text = failure(NAME);
        var shown = "name".repeat(25) + "...[999,860 characters]..." + "name".repeat(10);
        assertEquals("There is no variable `" + shown + "`.", notebook.error().evalue());
        assertEquals("name".repeat(40), underlined(text));
        assertTrue(text.contains("name...[999,840 characters]\n"), text);
    }

    @Test
    void behind_a_long_name_the_caret_stands_under_the_error_and_the_lines_beginning_is_seen() {
        var text = failure("\tint " + NAME + " = \"x\"; // " + "!".repeat(500));
        assertEquals("\"x\"", underlined(text));
        assertTrue(text.contains("    1 | \tint namename"), text);
        assertTrue(text.contains("...[999,918 characters]...ename"), text);
        assertTrue(text.contains("!...[408 characters]\n"), text);
        assertTrue(text.contains("      | \t    "), text);
    }

    @Test
    void a_character_of_two_units_is_never_cut_in_two() {
        for (int shift = 0; shift < 2; shift++) {
            var text = failure(
                    "String s" + shift + "x".repeat(shift) + " = \"" + "😀".repeat(400) + "\"; int z = \"x\"; // "
                            + "😀".repeat(400));
            assertEquals("\"x\"", underlined(text));
            assertFalse(text.codePoints().anyMatch(point -> point >= 0xD800 && point < 0xE000), text);
        }
    }

    @Test
    void a_line_of_usual_length_is_quoted_whole() {
        var line = "int z = \"" + "x".repeat(140) + "\"; // end";
        assertTrue(failure(line).contains("    1 | " + line + "\n"), notebook.traceback());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s()", "String.%s", "%s = 4;", "class %1$s { } new %1$s().y", "import %s.Foo;", "%%%s",
            "int x = %s1 + y;", "%%env %s", "%%time %s", "new Object().%s()", "var a = new %s[3];", "float f = 1.5%s;"})
    void no_message_repeats_it(String form) {
        failure(form.formatted(NAME));
    }

    @Test
    void two_long_names_are_not_compared_letter_by_letter() {
        var name = "x".repeat(60_000);
        failure("int " + name + "1 = 5; int y = " + name + "2;");
    }

    @Test
    void the_message_of_an_exception_is_shortened_where_it_is_longer_than_a_page() {
        assertFalse(notebook.run("throw new RuntimeException(\"x\".repeat(50_000_000));").ok());
        assertTrue(notebook.error().evalue().contains("x...[49,989,000 characters]...x"));
        assertTrue(notebook.traceback().length() < 20_000);
        notebook.run("throw new RuntimeException(\"x \".repeat(9_000));");
        assertEquals("x ".repeat(9_000), notebook.error().evalue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u0085", "\f", "\u000b", "\u2029"})
    void only_what_ends_a_line_of_java_ends_a_quoted_one(String sign) {
        var text = failure("String s = \"a" + sign + "b\";\nint x = \"y\";");
        assertTrue(text.contains("line 2: "), text);
        assertTrue(text.contains("    2 | int x = \"y\";\n      |         ^^^"), text);
    }

    @Test
    void a_carriage_return_alone_ends_a_line_too() {
        var text = failure("int a = 1;\rint b = 2;\r\nint x = \"y\";");
        assertTrue(text.contains("line 3: "), text);
        assertTrue(text.contains("    3 | int x = \"y\";\n      |         ^^^"), text);
    }

    @Test
    void what_is_too_large_for_a_class_file_says_what_to_do() {
        assertTrue(failure("String s = \"" + "x".repeat(70_000) + "\";").contains("read it from a file"));
        assertTrue(failure("void f() { " + "System.out.println(); ".repeat(20_000) + " }").contains("several methods"));
        assertTrue(failure(IntStream.range(0, 70_000)
                .mapToObj(i -> "int f" + i + ";")
                .collect(Collectors.joining(" ", "class Big { ", " }"))).contains("65,535"));
        assertTrue(notebook.run("1 + 1").ok(), notebook.traceback());
    }

    @Test
    void a_name_too_long_for_a_class_file_is_refused_and_the_next_cell_runs() {
        assertTrue(failure("int " + NAME + " = 5;").contains("shorten it"), notebook.traceback());
        assertTrue(notebook.run("1 + 1").ok(), notebook.traceback());
    }
}

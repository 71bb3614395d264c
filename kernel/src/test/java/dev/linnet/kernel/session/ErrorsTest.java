package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.error.CellSources;
import dev.linnet.kernel.error.Traces;

@Timeout(120)
class ErrorsTest {
    @TempDir
    private static Path directory;
    private static Notebook notebook;

    @BeforeAll
    static void open() {
        notebook = new Notebook(directory);
        notebook.value("int counter = 1; String title = \"t\"; double scale(double x) { return 2 * x; }");
    }

    @AfterAll
    static void close() {
        notebook.close();
    }

    private static String failure(String code) {
        assertFalse(notebook.run(code).ok(), code);
        return notebook.traceback();
    }

    @Test
    void a_compile_error_quotes_the_line_and_points_at_the_place() {
        var text = failure("int a = 1;\nint b = a + conter;");
        assertEquals("CompileError", notebook.error().ename());
        assertEquals("There is no variable `conter`.", notebook.error().evalue());
        assertEquals("Error in cell " + notebook.session.executionCount() + ", line 2: There is no variable `conter`.\n"
                + "    2 | int b = a + conter;\n" + "      |             ^^^^^^\n" + "        Did you mean counter?",
                text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            title.lenght()          ~ String has no method     ~ Did you mean length()?
            title.length            ~ String has no field      ~ It is a method: write length().
            scael(2)                ~ There is no method       ~ Did you mean scale()?
            Sting s = null;         ~ There is no class        ~ Did you mean String?
            JFrame f = null;        ~ There is no class        ~ import javax.swing.JFrame;
            LocalDate.now()         ~ There is no class        ~ import java.time.LocalDate;
            int x = "a";            ~ Here an int is needed    ~ but this is a String
            int x = 1L;             ~ A long may not fit       ~ (int)
            int x = 1 +;            ~ line 1                   ~ ^
            "abc                    ~ no closing quote         ~ ^
            scale("a")              ~ Here a double is needed  ~ this is a String
            scale()                 ~ takes (double)           ~ called with ()
            Math.max("a", 1)        ~ No method max takes (String, int) ~ max(int,int)
            int v() { }             ~ without a return         ~ ^
            import foo.Bar;         ~ There is no package foo  ~ %jars
            int y = 99999999999;    ~ too large for an int     ~ ^
            /* open                 ~ no closing */            ~ ^
            package a.b; int q = 1; ~ Illegal start            ~ leave this line out
            class Q { String toString() { return ""; } } ~ : toString() in Q cannot override ~ weaker access
            'ab'                    ~ Single quotes hold one   ~ ^
            scale((1 + 2            ~ This `(` is never closed ~ ^
            class { }               ~ A name is missing        ~ as in class Name {...}
            record Foo { }          ~ stand behind its name    ~ record Foo(int x)
            !ls                     ~ no variable `ls`         ~ %%bash in the first line
            !ls -la                 ~ no variable `ls`         ~ %%bash in the first line
            !titel                  ~ no variable `titel`      ~ Did you mean title?
            !pip install x          ~ line 1                   ~ %%bash in the first line
            List?                   ~ Illegal start            ~ Shift-Tab behind a name
            ?Math.abs               ~ Illegal start            ~ Shift-Tab behind a name
            system.out.println(1)   ~ no variable or class `system` ~ Did you mean System?
            List<int> l;            ~ A type argument cannot be int ~ write Integer
            List<String> l = new List<>();   ~ List is abstract ~ Did you mean ArrayList?
            List<String> l = List.of(1);     ~ Here String is needed ~ the values are of Integer
            for (var t : Map.of()) {}        ~ is neither       ~ .entrySet()
            import java.util.Lisst; ~ java.util has no class `Lisst` ~ ^
            int class = 3;          ~ `class` is a word of the language ~ ^^^^^
            var 3x = 4;             ~ A name begins with a letter ~ ^^
            var f = () -> 3;        ~ A lambda does not say    ~ in place of var
            var n = null;           ~ null does not say        ~ in place of var
            var a = {1, 2};         ~ Values in braces do not say ~ int[] a = {1, 2}
            void no() {} int k = no();       ~ Here an int is needed ~ this gives no value
            Supplier<String> s = () -> 3;    ~ has to give a String ~ but gives an int
            @Override int ov() { return 1; } ~ overrides nothing ~ Leave @Override out.
            float f = 1.5;          ~ A double may not fit     ~ 1.5f
            byte b = 200;           ~ An int may not fit       ~ (byte)
            char c = "a";           ~ Here a char is needed    ~ single quotes: 'a'
            String s = 'a';         ~ Here a String is needed  ~ double quotes: "a"
            if (counter = 3) { }    ~ Here a boolean is needed ~ write == in place of =
            List.of(1).map(q -> q)  ~ List has no method `map(...)` ~ .stream().map(...)
            List.of(1).add(2);      ~ UnsupportedOperationException ~ Make a copy that can
            return 5;               ~ Nothing can be returned  ~ the cell's last line
            sealed interface S {}   ~ A sealed type needs subtypes ~ in the same cell
            class Q { private int m; } new Q().m ~ `m` is private in Q ~ ^
            int dup(int a) { return 1; } int dup(int b) { return 2; } ~ Method dup(int) is already defined. ~ ^
            new Thread() { int z; }.w ~ before the dot has no field `w` ~ ^
            new long[Integer.MAX_VALUE] ~ array size           ~ 2147483645 elements is the most
            """)
    void compile_errors_say_it_in_plain_words_and_help(String code, String words, String help) {
        var text = failure(code);
        assertTrue(text.contains(words), text);
        assertTrue(text.contains(help), text);
    }

    @Test
    void two_missing_names_are_not_offered_for_each_other() {
        assertFalse(failure("int sum = lrft + lrfr;").contains("Did you mean"), notebook.traceback());
        assertTrue(failure("int left = 1;\nlrft + lfet").contains("Did you mean left?"), notebook.traceback());
        assertFalse(notebook.traceback().contains("Did you mean left or"), notebook.traceback());
    }

    @Test
    void sizes_beyond_any_array_are_told_apart_from_arithmetic_of_the_cell() {
        var beyond = new ArithmeticException("integer overflow");
        var frame = new StackTraceElement("java.lang.Math", "multiplyExact", "Math.java", 1000);
        beyond.setStackTrace(new StackTraceElement[] {frame,
                new StackTraceElement("dev.linnet.nn.Activations", "of", "Activations.java", 99)});
        var traces = new Traces(new CellSources());
        assertTrue(String.join("\n", traces.report(beyond).lines()).contains("2147483645 is the most"));
        assertFalse(failure("Math.multiplyExact(100_000, 100_000)").contains("is the most"), notebook.traceback());
    }

    @Test
    void the_place_is_right_behind_emoji_tabs_and_magics() {
        assertTrue(failure("Magics.line(\"ten\", \"Ten.\", text -> 10);\n%ten\nString s = \"😀\";\n\tint z = nothing;")
                .contains(
                        "    4 | \tint z = nothing;\n      | \t        ^^^^^^^"),
                notebook.traceback());
        assertTrue(failure("int ten = %ten\nint z = nothing;").contains(
                "    2 | int z = nothing;\n      |         ^^^^^^^"),
                notebook.traceback());
    }

    @Test
    void the_end_of_an_unfinished_cell_is_where_the_text_ends() {
        assertTrue(failure("for (int i = 0; i < 3; i++) {\n\n").contains("This `{` is never closed."),
                notebook.traceback());
    }

    @Test
    void an_exception_has_its_own_name_its_message_and_the_lines_of_the_cells() {
        notebook.value("int first(List<Integer> list) {\n    return list.get(0);\n}");
        int declared = notebook.session.executionCount();
        var text = failure("int n = 0;\nfirst(List.of())");
        assertEquals("ArrayIndexOutOfBoundsException", notebook.error().ename());
        assertEquals("Index 0 out of bounds for length 0", notebook.error().evalue());
        assertTrue(
                text.contains("    at cell " + declared + ", line 2, in first()\n        2 |     return list.get(0);"),
                text);
        assertTrue(
                text.contains(
                        "    at cell " + notebook.session.executionCount() + ", line 2\n        2 | first(List.of())"),
                text);
        assertFalse(text.contains("dev.linnet"), text);
        assertFalse(text.contains("reflect"), text);
    }

    @Test
    void what_a_value_does_not_have_is_said_with_where_it_is() {
        assertTrue(failure("int x = 1;\nx.foo();").contains("An int has no methods and no fields."));
        assertTrue(failure("boolean b = true;\nb.foo;").contains("A boolean has no methods and no fields."));
        assertTrue(failure("List.of(1).map(x -> x + 1)")
                .contains("Streams have it: write .stream().map(...), and .toList() for a list."));
    }

    @Test
    void what_the_virtual_machine_says_names_variables_methods_and_types_as_the_cells_do() {
        notebook.value("String none = null; String nothing() { return null; } class Cat {} class Dog {}");
        notebook.run("none.length()");
        assertEquals("Cannot invoke \"String.length()\" because \"none\" is null", notebook.error().evalue());
        notebook.run("nothing().length()");
        assertEquals("Cannot invoke \"String.length()\"", notebook.error().evalue());
        notebook.run("Objects.requireNonNull(none, \"none\")");
        assertEquals("\"none\" is null", notebook.error().evalue());
        notebook.run("Objects.requireNonNull(none, \"A name is needed.\")");
        assertEquals("A name is needed.", notebook.error().evalue());
        notebook.run("throw new NullPointerException(\"none\");");
        assertEquals("none", notebook.error().evalue());
        notebook.run("Object dog = new Dog(); (Cat) dog");
        assertEquals("class Dog cannot be cast to class Cat", notebook.error().evalue());
        notebook.run("Object[] cats = new Cat[1]; cats[0] = new Dog();");
        assertEquals("Dog", notebook.error().evalue());
        notebook.value("class Dog { int age; }");
        notebook.run("(Dog) dog");
        assertEquals("class Dog cannot be cast to class Dog: the object was made before the class was declared anew",
                notebook.error().evalue());
    }

    @Test
    void causes_and_suppressed_exceptions_are_shown() {
        var text = failure("""
                try {
                    Integer.parseInt("x");
                } catch (NumberFormatException e) {
                    var outer = new IllegalStateException("outer", e);
                    outer.addSuppressed(new java.io.IOException("besides"));
                    throw outer;
                }""");
        assertEquals("IllegalStateException", notebook.error().ename());
        assertTrue(text.contains("Caused by: NumberFormatException: For input string: \"x\""), text);
        assertTrue(text.contains("Suppressed: IOException: besides"), text);
        assertTrue(text.contains("6 |     throw outer;") || text.contains("4 |     var outer"), text);
    }

    @Test
    void exceptions_of_cells_lambdas_and_static_initialisers_keep_their_names() {
        failure("class MyProblem extends RuntimeException { MyProblem(String m) { super(m); } }\n"
                + "List.of(1).forEach(i -> { throw new MyProblem(\"at \" + i); });");
        assertEquals("MyProblem", notebook.error().ename());
        assertEquals("at 1", notebook.error().evalue());
        assertTrue(notebook.traceback().contains("a lambda"), notebook.traceback());
    }

    @Test
    void an_exception_whose_message_fails_is_survived() {
        failure("class Odd extends RuntimeException { public String getMessage() { throw new IllegalStateException(); } }\n"
                + "throw new Odd();");
        assertEquals("Odd", notebook.error().ename(), notebook.traceback());
        assertTrue(notebook.error().evalue().contains("cannot be read"), notebook.error().evalue());
    }

    @Test
    void an_exception_that_is_its_own_cause_or_has_ever_new_ones_is_shown() {
        assertTrue(failure("class Loop extends RuntimeException { public Throwable getCause() { return this; } }\n"
                + "throw new Loop();").contains("(shown above)"));
        assertTrue(
                failure("class More extends RuntimeException { public Throwable getCause() { return new More(); } }\n"
                        + "throw new More();").contains("further causes"));
        assertTrue(notebook.run("new Loop()").ok());
    }

    @Test
    void colours_are_of_the_basic_set_only() {
        failure("int q = conter;");
        for (var line : notebook.error().traceback()) {
            assertFalse(java.util.regex.Pattern.compile("\u001B\\[(?!0m|1;31m|32m|34m)").matcher(line).find(), line);
        }
    }
}

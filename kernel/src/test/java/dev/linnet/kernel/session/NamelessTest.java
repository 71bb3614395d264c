package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes without a name, and cells, which have no {@code this}: a person reads words of their own for both. */
class NamelessTest {
    private Notebook notebook;

    @BeforeEach
    void open(@TempDir Path directory) {
        notebook = new Notebook(directory);
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"new Runnable() { public void run() {} }|anonymous Runnable of cell 1",
            "(Supplier<Integer>) () -> 3|lambda Supplier of cell 1",
            "List.of(new Object() { int a; })|[anonymous Object of cell 1]",
            "record R(Runnable task) {} new R(() -> {})|R[task=lambda Runnable of cell 1]",
            "class Foo {} Foo.class|class Foo",
            "new Object() { public String toString() { throw new IllegalStateException(); } }|<toString() of anonymous Object of cell 1 failed with java.lang.IllegalStateException>"})
    void a_value_of_such_a_class_says_where_it_is_from(String cell, String shown) {
        assertEquals(shown, notebook.value(cell));
    }

    @Test
    void an_object_of_a_cells_class_goes_by_the_name_that_the_cell_gave_it() {
        assertTrue(notebook.value("class Foo {} new Foo()").matches("Foo@[0-9a-f]+"), notebook.result());
        assertTrue(notebook.value("Object f() { class Tmp {} return new Tmp(); }\nf()").matches("Tmp@[0-9a-f]+"),
                notebook.result());
    }

    @Test
    void an_exception_as_a_value_is_told_as_one_that_is_thrown() {
        notebook.run("Exception make() {\n    return new IllegalStateException(\"made\");\n}");
        assertEquals("""
                IllegalStateException: made
                    at cell 1, line 2, in make()
                        2 |     return new IllegalStateException("made");
                    at cell 2, line 1
                        1 | make()""", notebook.value("make()"));
    }

    @Test
    void errors_speak_of_anonymous_classes_and_lambdas_in_words() {
        notebook.run("Object o = new Runnable() { public void run() { throw new IllegalStateException(); } };"
                + " Object l = (Runnable) () -> {};");
        notebook.run("(String) o");
        assertTrue(notebook.traceback().contains(": an anonymous class cannot be cast to class java.lang.String"));
        notebook.run("(String) l");
        assertTrue(notebook.traceback().contains(": a lambda cannot be cast to class java.lang.String"));
        notebook.run(
                "class Foo { Runnable r() { return new Runnable() { public void run() { throw new Error(); } }; } }\n"
                        + "new Foo().r().run()");
        assertTrue(notebook.traceback().contains("line 1, in run() of an anonymous class"), notebook.traceback());
        notebook.run("var p = new Object() { int x; }; p = \"text\";");
        assertTrue(notebook.traceback().contains("Here an anonymous Object is needed, but this is a String."),
                notebook.traceback());
        notebook.run("throw new IllegalStateException(\"mine\") { };");
        assertTrue(notebook.traceback().startsWith("IllegalStateException: mine"), notebook.traceback());
    }

    @Test
    void the_members_of_an_anonymous_class_are_completed_and_inspected() {
        notebook.run("var p = new Object() { int width = 3; int twice(int times) { return times * width; } };");
        assertEquals(List.of("twice(", "width"), notebook.session.complete("p.", 2)
                .matches()
                .stream()
                .map(match -> match.text())
                .filter(text -> List.of("twice(", "width").contains(text))
                .toList());
        var inspected = notebook.session.inspect("p.twice", 7, 0).orElseThrow().text();
        assertTrue(inspected.startsWith("int twice(int times)"), inspected);
        var variable = notebook.session.inspect("p", 1, 0).orElseThrow().text();
        assertTrue(variable.startsWith("anonymous Object p"), variable);
        var names = notebook.session.complete("$", 1).matches().stream().map(match -> match.text()).toList();
        assertFalse(names.stream().anyMatch(name -> name.contains("anonymous")), names.toString());
    }

    @Test
    void a_variable_of_a_cells_own_type_is_completed() {
        notebook.run("record Pair<A, B>(A left, B right) {} var pair = new Pair<>(1, \"b\");");
        assertTrue(notebook.session.complete("pair.right().le", 15)
                .matches()
                .stream()
                .anyMatch(match -> match.text().equals("length()")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"this|There is no `this` here|Name the variable or the class that you mean.",
            "int x = 1; this.x = 2;|There is no `this` here|Write x alone.",
            "int f() { return this.hashCode(); }|There is no `this` here|Name the variable or the class that you mean.",
            "super.toString()|There is no `super` here|Name the variable or the class that you mean.",
            "unknown(this)|There is no `this` here|Name the variable or the class that you mean.",
            "String.length()|`length()` belongs to each object of its type|Use it through an object",
            "this(3);|Only a constructor can call another one|"})
    void a_cell_belongs_to_no_object(String cell, String sentence, String advice) {
        notebook.run(cell);
        assertTrue(notebook.traceback().contains(sentence), notebook.traceback());
        assertTrue(notebook.traceback().contains(advice == null ? "" : advice), notebook.traceback());
        assertEquals(1, notebook.traceback().lines().filter(line -> line.startsWith("Error in ")).count(),
                notebook.traceback());
    }
}

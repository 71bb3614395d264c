package dev.linnet.kernel.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.kernel.code.Completeness.Status;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletenessTest {
    private Notebook notebook;

    @BeforeAll
    void open() {
        notebook = Notebook.empty();
    }

    @AfterAll
    void close() {
        notebook.close();
    }

    private Completeness check(String cell) {
        return notebook.assist().isComplete(cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "// a comment", "/* a comment */", "int x = 5", "int x = 5;", "x", "1 + 2",
            "\"a\" + 1",
            "foo(); bar()", "i++", "5 % 3", "a\n% b", "if (x) { }", "if (x) foo();", "if (x) foo()",
            "do { x(); } while (true)",
            "try { } catch (Exception e) { }", "try { } finally { }", "record P(int x) {}",
            "int f(int x) { return x; }",
            "<T> T id(T t) { return t; }", "import java.util.*", "import java.util.*;", "int x = 1; // done",
            "int x = 1; /* done */", "x = switch (y) { case 1 -> 2; default -> 3; }", "private static int x = 3;",
            "int[] a = {1, 2}", "var r = new Runnable() { public void run() { } }", "%time", "%maven a:b:1\nint x = 1;",
            "int x = 1;\n%time x", "String s = \"\"\"\n  %time\n  %%bash\n  \"\"\";", "enum E { A, B }",
            "@interface A {}",
            "sealed interface S permits A {}\nrecord A() implements S {}\nnew A()", "loop: for (;;) { break loop; }",
            "list.stream()\n    .map(x -> x)", "void f() throws Exception { }", "new int[] {1}", "'\\''", "\"\\\"\"",
            "%%bash\nls\n"})
    void complete(String cell) {
        assertEquals(Status.COMPLETE, check(cell).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"if (x)", "if (x) {", "if (a) b(); else", "for (int i = 0; i < 3; i++)", "while (true)",
            "do { x(); }", "do", "try { }", "try", "class A", "class A extends B", "class A {", "record P(int x)",
            "int f(int x)",
            "int f(int x) throws Exception", "/* open", "/** open", "String s = \"\"\"\n    %time", "x +", "x =",
            "foo(1,",
            "foo(", "xs.", "xs.map(x ->", "@Deprecated", "public", "int", "new", "throw", "a ? b :", "int[] a = {1,",
            "synchronized (x)", "switch (x)", "switch (x) {", "%%bash\nls", "%%time", "interface I", "enum E",
            "if (a) if (b)",
            "import"})
    void incomplete(String cell) {
        assertEquals(Status.INCOMPLETE, check(cell).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo)", "}", "(]", "int x = ;", "foo bar baz", "int x = 3 int y = 4", "String s = \"abc",
            "char c = 'a", "class { }", "for (;;", "if x { }", "1 = = 2;", "int 3x = 1;", "foo(;);", "🙂 = 3;",
            "else { }"})
    void invalid_or_open(String cell) {
        Status expected = cell.equals("for (;;") ? Status.INCOMPLETE : Status.INVALID;
        assertEquals(expected, check(cell).status());
    }

    @Test
    void the_next_line_is_indented_by_what_is_open() {
        assertEquals("    ", check("if (x) {").indent());
        assertEquals("    ", check("if (x) {\n    foo();").indent());
        assertEquals("        ", check("class A {\n    void f() {").indent());
        assertEquals("    ", check("class A {\n    void f() {\n        x();\n    }").indent());
        assertEquals("    ", check("while (x)").indent());
        assertEquals("    ", check("int y = 1 +").indent());
        assertEquals("    ", check("foo(1,").indent());
        assertEquals("  ", check("String s = \"\"\"\n  text").indent());
        assertEquals("", check("int x = 1;").indent());
    }
}

package dev.linnet.kernel.code;

import static dev.linnet.kernel.code.Chunk.Kind.IMPORT;
import static dev.linnet.kernel.code.Chunk.Kind.METHOD;
import static dev.linnet.kernel.code.Chunk.Kind.STATEMENT;
import static dev.linnet.kernel.code.Chunk.Kind.TYPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;

import org.junit.jupiter.api.Test;

class ChunksTest {
    private static List<String> split(String cell) {
        return Chunks.of(cell).stream().map(chunk -> chunk.in(cell)).toList();
    }

    private static List<Chunk.Kind> kinds(String cell) {
        return Chunks.of(cell).stream().map(Chunk::kind).toList();
    }

    @Test
    void a_cell_splits_where_statements_and_declarations_end() {
        assertEquals(List.of("int x = 1;", "foo();", "bar()"), split("int x = 1; foo();\nbar()"));
        assertEquals(List.of("if (a) { b(); } else { c(); }", "d();"), split("if (a) { b(); } else { c(); } d();"));
        assertEquals(List.of("do { a(); } while (b);", "c();"), split("do { a(); } while (b); c();"));
        assertEquals(List.of("try { } catch (E e) { } finally { }", "x"),
                split("try { } catch (E e) { } finally { } x"));
        assertEquals(List.of("x = switch (y) { default -> 3; };", "z"), split("x = switch (y) { default -> 3; }; z"));
        assertEquals(List.of("new A() { }.run();", "b();"), split("new A() { }.run(); b();"));
        assertEquals(List.of("for (int i = 0; i < 3; i++) { }", "a"), split("for (int i = 0; i < 3; i++) { } a"));
        assertEquals(List.of("int[] a = {1, 2};", "b"), split("int[] a = {1, 2}; b"));
    }

    @Test
    void kinds_are_told_by_the_beginning() {
        assertEquals(List.of(IMPORT, TYPE, METHOD, STATEMENT, STATEMENT),
                kinds("import a.b; record P() {} <T> T f(T t) { return t; } int x = 1; f(x)"));
        assertEquals(List.of(METHOD), kinds("public static List<Map<String, int[]>> f(int x) {"));
        assertEquals(List.of(METHOD), kinds("@A(\"x\") void f() { }"));
        assertEquals(List.of(TYPE), kinds("@A sealed interface S permits X {"));
        assertEquals(List.of(TYPE), kinds("@interface A { }"));
        assertEquals(List.of(STATEMENT), kinds("synchronized (x) { }"));
        assertEquals(List.of(STATEMENT), kinds("return f(x);"));
        assertEquals(List.of(STATEMENT), kinds("new Foo(1)"));
        assertEquals(List.of(STATEMENT), kinds("else f(x);"));
        assertEquals(List.of(STATEMENT), kinds("record.foo(1);"));
    }

    @Test
    void a_declaration_on_a_new_line_ends_a_line_that_was_left_open() {
        assertEquals(List.of("int y =", "String s = \"\";"), split("int y =\nString s = \"\";"));
        assertEquals(List.of("foo(1 +", "int z;"), split("foo(1 +\nint z;"));
        assertEquals(List.of("a.", "List<String> b = c;"), split("a.\nList<String> b = c;"));
    }

    @Test
    void what_only_looks_like_a_new_declaration_stays_together() {
        assertEquals(1, split("public static\nint x = 1;").size());
        assertEquals(1, split("@Deprecated\nint x = 1;").size());
        assertEquals(1, split("for (\nint i = 0; i < 3; i++) { }").size());
        assertEquals(1, split("f(a,\nb\n, c)").size());
        assertEquals(1, split("x = y\n  + z;").size());
    }

    @Test
    void magics_stand_alone_and_text_blocks_hide_percent_signs() {
        assertEquals(List.of("int x = 1;", "y()"), split("%time\nint x = 1;\n%maven a:b\ny()"));
        assertEquals(1, split("String s = \"\"\"\n%time ; }\n\"\"\";").size());
        assertEquals(List.of("a\n%b"), split("a\n%b"));
    }

    @Test
    void tokens_cover_every_kind_of_literal() {
        String text = "1.5e-3f 0x1F 'a' '\\'' \"s\\\"\" \"\"\"\n\\\"\"\" \"\"\" a.b::c -> // x\n/* y */ 1..2";
        var words = Tokens.of(text).stream().map(token -> token.in(text)).toList();
        assertEquals(List.of("1.5e-3f", "0x1F", "'a'", "'\\''", "\"s\\\"\"", "\"\"\"\n\\\"\"\" \"\"\"", "a", ".", "b",
                "::", "c", "->",
                "// x", "/* y */", "1", ".", ".2"), words);
        assertFalse(Tokens.of("\"open").getLast().closed());
        assertFalse(Tokens.of("/* open").getLast().closed());
        assertFalse(Tokens.of("\"\"\"open").getLast().closed());
    }
}

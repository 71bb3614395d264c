package dev.linnet.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"int a = 7;\nint b = a\n% 3;", "int c = a\n%b;",
            "var s = \"\"\"\n  %who\n  %%html\n  \"\"\";",
            "var s = \"\"\"\n  \\\"\"\" \n%who\n  \"\"\";", "/* \n%who\n*/", "// a\n// %who", "int x = 5 %who;",
            "String s = \"%who\";", "char c = '%';", "int c = f(a,\n%b);", "x %= y;", "x\n%= y;", "a = b\n  %c;",
            "var s = \"\\\\\"; int d = s.length()\n%e;", ""})
    void a_percent_sign_in_java_is_java(String cell) throws MagicException {
        assertTrue(CellText.of(cell).parts().stream().allMatch(CellText.Java.class::isInstance), cell);
    }

    @Test
    void a_line_magic_runs_to_the_end_of_its_line_in_the_order_of_the_cell() throws MagicException {
        var cell = CellText.of("int a = 1;\n  %time a + 1  \nint b = 2;\n");
        assertEquals(List.of(new CellText.Java(0, 13), new CellText.Line(13, 26, "time", 18, false),
                new CellText.Java(26, 38)), cell.parts());
        assertEquals("          \n               \nint b = 2;\n",
                cell.javaInPlace((CellText.Java) cell.parts().getLast()));
    }

    @Test
    void an_apostrophe_in_a_magic_opens_no_string() throws MagicException {
        var names = CellText.of("%env X=it's\n%who\nint a;").parts();
        assertEquals(3, names.size());
        assertEquals("who", ((CellText.Line) names.get(1)).name());
    }

    @Test
    void a_magic_may_follow_a_block_and_a_comment() throws MagicException {
        var parts = CellText.of("void f() { }\n// about\n%who").parts();
        assertEquals("who", ((CellText.Line) parts.getLast()).name());
    }

    @Test
    void an_assigned_magic_leaves_its_statement_to_java() throws MagicException {
        var text = "int a = 1;\nvar x = %env HOME;\nint b;";
        var parts = CellText.of(text).parts();
        assertEquals(3, parts.size());
        var line = (CellText.Line) parts.get(1);
        assertTrue(line.assigned());
        assertEquals("%env HOME", text.substring(line.start(), line.end()));
        assertEquals("var x = %env HOME;\nint b;", text.substring(parts.get(2).start(), parts.get(2).end()));
        assertEquals("int a = 1;\nvar x = 0;       ;\nint b;", CellText.of(text).withoutMagics());
    }

    @Test
    void a_cell_magic_takes_everything_as_it_is() throws MagicException {
        var text = "\n%%html a b\n<p>%who</p>\n%%html";
        var whole = (CellText.Whole) CellText.of(text).parts().getFirst();
        assertEquals("html", whole.name());
        assertEquals(" a b", text.substring(whole.argumentsStart(), whole.end()));
        assertEquals("<p>%who</p>\n%%html", text.substring(whole.bodyStart()));
    }

    @Test
    void a_cell_magic_below_the_first_line_is_refused() {
        var error = assertThrows(MagicException.class, () -> CellText.of("int a;\n%%html x"));
        assertEquals("%%html x must be the first line of its cell: a cell magic takes everything after it.",
                error.getMessage());
    }

    @Test
    void a_magic_inside_braces_is_refused() {
        var error = assertThrows(MagicException.class, () -> CellText.of("for (;;) {\n  %who\n}"));
        assertTrue(error.getMessage().startsWith("%who stands inside braces"), error.getMessage());
    }

    @Test
    void the_cursor_is_in_a_magic_only_behind_its_percent_sign() {
        var text = "int a;\n%who\nint b;";
        assertFalse(CellText.magicAt(text, 7).isPresent());
        assertTrue(CellText.magicAt(text, 8).isPresent());
        assertTrue(CellText.magicAt(text, 11).isPresent());
        assertFalse(CellText.magicAt(text, 13).isPresent());
    }

    @Test
    void carriage_returns_belong_to_no_magic() throws MagicException {
        var text = "%env A\r\nint a;\r\n";
        var line = (CellText.Line) CellText.of(text).parts().getFirst();
        assertEquals("%env A", text.substring(line.start(), line.end()));
    }
}

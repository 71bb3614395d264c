package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the anonymous class of a {@code var} declares is within reach, in its cell and in later ones. */
class AnonymousClassTest {
    private final Cells cells = new Cells();

    @AfterEach
    void close() {
        cells.close();
    }

    private int anonymous() {
        return cells.engine().declarations().anonymous().size();
    }

    @Test
    void its_members_are_reached_in_the_same_cell_and_later() {
        assertEquals(6, cells.value("var p = new Object() { int x = 3; int twice() { return 2 * x; } };\np.twice()"));
        cells.run("p.x = 5; int plusOne() { return p.x + 1; }");
        assertEquals(16, cells.value("p.twice() + plusOne()"));
    }

    @Test
    void it_may_extend_a_class_with_arguments_and_throw_from_its_initialiser() {
        cells.run("class Base { String all; Base(String sign, Object... parts) { all = sign + parts.length; } }");
        cells.run("var some = new Base(\"n\", 1, 2) { String shout() { return all.toUpperCase(); } };");
        cells.run("var none = new Base(\"m\") { String shout() { return all + all; } };");
        cells.run(
                "var checked = new ArrayList<String>(List.of(\"a\")) { int n; { if (isEmpty()) throw new Exception(); n = 7; } };");
        assertEquals("N2m0m07a", cells.value("some.shout() + none.shout() + checked.n + checked.get(0)"));
    }

    @Test
    void it_may_be_generic_and_call_itself() {
        cells.run("""
                var tools = new Object() {
                    <T extends Comparable<T>> T max(T a, T b) { return a.compareTo(b) > 0 ? a : b; }
                    int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
                };""");
        assertEquals("b120", cells.value("tools.max(\"a\", \"b\") + tools.factorial(5)"));
    }

    @Test
    void it_may_use_a_lambdas_parameter() {
        cells.run(
                """
                        var rows = Stream.of("a", "bb")
                            .map(s -> new Object() { String name = s; int length = s.length(); String both() { return s + length; } })
                            .toList();""");
        assertEquals("bbbb2", cells.value("rows.get(1).name + rows.get(1).both()"));
        assertEquals(3, cells.value("rows.stream().mapToInt(row -> row.length).sum()"));
    }

    @Test
    void it_reads_the_cells_variables_as_they_change() {
        cells.run("var k = 2; var reader = new Object() { int then = k; int now() { return k; } }; k = 5;");
        assertEquals("2 5", cells.value("reader.then + \" \" + reader.now()"));
    }

    @Test
    void its_own_kind_of_result_is_known() {
        cells.run("var words = new Supplier<Object>() { @Override public String get() { return \"four\"; } };");
        assertEquals(4, cells.value("words.get().length()"));
    }

    @Test
    void it_is_shared_by_the_variables_that_are_of_it() {
        cells.run("var one = new Object() { int x = 1; }; var same = one; var list = List.of(one, same);");
        cells.run("list.get(1).x = 9;");
        assertEquals(18, cells.value("one.x + same.x"));
        assertEquals(1, anonymous());
    }

    @Test
    void it_is_forgotten_with_the_last_variable_of_it() {
        cells.run("var p = new Object() { int x = 1; }; var q = p;");
        cells.run("var p = new Object() { int y = 2; };");
        assertEquals(2, anonymous());
        cells.run("var q = 3;");
        assertEquals(1, anonymous());
        assertEquals(2, cells.value("p.y"));
    }

    @Test
    void a_type_that_it_mentions_may_be_declared_anew() {
        cells.run("interface Named { String name(); }");
        cells.run("var n = new Named() { public String name() { return \"n\"; } int more = 1; };");
        assertEquals(List.of("n was reset: its anonymous class mentions Named, declared anew."),
                cells.notes("interface Named { String name(); default int length() { return 1; } }"));
        assertNull(cells.value("n"));
        assertEquals(List.of(
                "n was removed: its type anonymous Named cannot be used any more."),
                cells.notes("interface Named { int other(); }"));
    }

    @Test
    void an_anonymous_class_without_anything_new_stays_one() {
        cells.run("var r = new Runnable() { int hidden() { return 1; } public void run() {} };");
        cells.run("var s = new Runnable() { private int n; public void run() { n++; } };");
        assertEquals(1, anonymous());
        assertEquals(true, cells.value("s.getClass().isAnonymousClass()"));
    }

    @Test
    void what_cannot_be_written_down_stays_as_it_is() {
        assertEquals("1 true", cells
                .value("""
                        var held = ((Supplier<Object>) () -> { record Local(int n) {} var l = new Local(1);
                            return new Object() { Local mine = l; public String toString() { return mine.n() + " true"; } }; }).get();
                        held.toString()"""));
        assertEquals("inner", cells.value("""
                class Outer { class Inner { String name() { return "inner"; } } }
                var outer = new Outer();
                var inner = outer.new Inner() { int more = 1; };
                inner.name()"""));
    }

    @Test
    void errors_in_it_are_shown_at_their_place_and_call_it_anonymous() {
        CodeDiagnostic error = cells.error("var p = new Object() {\n    int x = \"text\";\n};");
        assertEquals("2:13", error.line() + ":" + error.column());
        cells.run("var p = new Object() { int x = 1; };");
        assertTrue(cells.error("p.y").message().contains("of type anonymous Object"));
        assertEquals("incompatible types: java.lang.String cannot be converted to anonymous Object",
                cells.error("p = \"text\";").message());
    }

    @Test
    void a_frame_of_it_has_the_line_of_its_cell() {
        Throwable thrown = cells
                .thrown("var p = new Object() {\n    int f() {\n        return 1 / 0;\n    }\n};\np.f();");
        assertEquals(List.of(3, 6), List.of(thrown.getStackTrace()[0].getLineNumber(),
                thrown.getStackTrace()[1].getLineNumber()));
        assertEquals("cell 1", thrown.getStackTrace()[0].getFileName());
    }

    @Test
    void its_object_outlives_the_code_that_calls_it() {
        cells.run("var p = new Object() { int x = 1; };");
        Object first = cells.value("p");
        cells.run("int f() { return p.x; }");
        cells.run("int f() { return p.x + 1; }");
        assertSame(first, cells.value("p"));
        assertEquals(2, cells.value("f()"));
    }

    @Test
    void a_person_reads_where_it_comes_from() throws ReflectiveOperationException {
        cells.run("var p = new Object() { int x = 1; };");
        Object runnable = cells.value("new Runnable() { public void run() {} }");
        Object lambda = cells.value("(Supplier<Integer>) () -> 3");
        Object local = cells.value("Object local() { class Tmp {} return new Tmp(); }\nlocal()");
        assertEquals("anonymous Object of cell 1", CellTypes.name(cells.value("p").getClass()));
        assertEquals("anonymous Runnable of cell 2", CellTypes.name(runnable.getClass()));
        assertEquals("lambda Supplier of cell 3", CellTypes.name(lambda.getClass()));
        assertEquals("Tmp", CellTypes.name(local.getClass()));
        assertEquals("Tmp", CellTypes.name(local.getClass().getName()));
        assertEquals("an anonymous class", CellTypes.name(runnable.getClass().getName()));
        assertEquals("Map.Entry<String, anonymous Object>",
                CellTypes.plain("java.util.Map.Entry<java.lang.String, REPL.$anonymous$1_0$Object>"));
        assertNull(CellTypes.name(String.class));
        assertNull(CellTypes.name(String[].class));
    }
}

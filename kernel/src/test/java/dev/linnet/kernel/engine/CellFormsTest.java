package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells as people write them. */
class CellFormsTest {
    private static Cells cells;

    @BeforeAll
    static void open() {
        cells = new Cells();
    }

    @AfterAll
    static void close() {
        cells.close();
    }

    @Test
    void an_expression_without_semicolon_is_the_cells_value() {
        assertEquals(2, cells.value("1 + 1"));
        assertEquals("ab", cells.value("\"a\" + \"b\" // and a comment"));
        assertEquals(3, cells.value("/* before */ Math.max(1, 3) /* after */\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 + 1;", "Math.max(1, 2);", "int a1 = 3", "int a2 = 3;", "", "  \n ", "// nothing",
            "for (int i = 0; i < 3; i++) { }", "System.currentTimeMillis();", "if (true) { } else { }", ";;",
            "import java.util.zip.*;", "class Nothing { }", "void nothing() { }", "{ int local = 1; }",
            "try { throw new Exception(); } catch (Exception e) { } finally { }", "String a3;", "new Object();",
            "do { } while (false);", "do { } while (false)", "synchronized (cellsLock()) { }",
            "outer: for (;;) { for (;;) { break outer; } }", "assert true;", "x1: { break x1; }"})
    void a_cell_that_does_not_end_in_an_expression_has_no_value(String java) {
        cells.run("Object cellsLock() { return \"\"; }");
        assertFalse(cells.run(java).hasValue());
    }

    @Test
    void a_void_call_has_no_value_with_or_without_semicolon() {
        cells.run("int calls = 0; void call() { calls++; }");
        assertFalse(cells.run("call()").hasValue());
        assertFalse(cells.run("call();").hasValue());
        assertEquals(2, cells.value("calls"));
    }

    @Test
    void null_is_a_value() {
        assertTrue(cells.run("null").hasValue());
        assertNull(cells.run("(String) null").value());
    }

    @Test
    void assignments_and_increments_without_semicolon_show_their_value() {
        cells.run("int n1 = 1;");
        assertEquals(5, cells.value("n1 = 5"));
        assertEquals(5, cells.value("n1++"));
        assertEquals(7, cells.value("++n1"));
        assertEquals(9, cells.value("n1 += 2"));
        assertFalse(cells.run("n1 = 3;").hasValue());
        assertEquals(3, cells.value("n1"));
    }

    @Test
    void several_statements_run_in_order() {
        assertEquals("[1, 2, 3]", cells.value("""
                var list1 = new ArrayList<Integer>();
                list1.add(1);
                int two = list1.size() + 1; list1.add(two);
                if (list1.size() == 2) list1.add(3);
                list1""").toString());
    }

    @Test
    void declarators_with_brackets_commas_and_generics_are_told_apart() {
        assertEquals(6, cells.value("int d1 = 1, d2[] = {2, 3}, d3; d3 = 1; d1 + d2[0] + d2[1] - d3 + 1"));
        assertEquals(1,
                cells.value("Map<String, Integer> d4 = new HashMap<String, Integer>(Map.of(\"a\", 1)), d5 = d4;\n"
                        + "d5.get(\"a\")"));
        assertEquals(true, cells.value("int p1 = 1, p2 = 2; boolean less = p1 < p2, more = p1 > p2; less && !more"));
        assertEquals(4, cells.value("int[][] grid = {{1, 2}, {3, 4}}; grid[1][1]"));
        assertEquals("[x]", cells.value("List<String>[] lists = new List[] {List.of(\"x\")}; lists[0]").toString());
    }

    @Test
    void modifiers_at_the_top_of_a_cell_are_accepted() {
        assertEquals(10, cells.value("""
                public static final int M1 = 1;
                private static int m2() { return 2; }
                protected final synchronized int m3() { return 3; }
                public static class M4 { static int value() { return 4; } }
                private record M5() {}
                static abstract class M6 { abstract int f(); }
                final class M7 { }
                M1 + m2() + m3() + M4.value()"""));
    }

    @Test
    void types_of_every_kind_may_depend_on_each_other_in_one_cell() {
        assertEquals("[2.0, 6.0, ON]", cells
                .value("""
                        sealed interface Shape permits Square, Rectangle {}
                        record Square(double side) implements Shape {}
                        record Rectangle(double width, double height) implements Shape {
                            Rectangle { if (width < 0) throw new IllegalArgumentException(); }
                            static Rectangle of(Switch s) { return new Rectangle(2, s.ordinal() + 3); }
                        }
                        enum Switch { ON { Switch flip() { return OFF; } }, OFF { Switch flip() { return ON; } }; abstract Switch flip(); }
                        @interface Marker { int value() default 1; Class<?>[] types() default {}; }
                        @Marker(types = {Square.class}) class Area<T extends Shape> {
                            double of(T shape) {
                                return switch (shape) {
                                    case Square(var side) -> side;
                                    case Rectangle(double w, double h) when w > 0 -> w * h;
                                    case Rectangle r -> 0;
                                };
                            }
                            class Inner { Area<T> outer() { return Area.this; } }
                        }
                        var area = new Area<Shape>();
                        List.of(area.of(new Square(2)), area.new Inner().outer().of(Rectangle.of(Switch.ON)), Switch.OFF.flip())""")
                .toString());
        assertEquals(9.0, cells.value("area.of(new Square(9))"));
    }

    @Test
    void a_sealed_type_without_permits_is_known_to_its_cell_and_to_later_ones() {
        cells.run(
                "sealed interface Expr {}\nrecord Num(int v) implements Expr {}\nrecord Add(Expr l, Expr r) implements Expr {}");
        cells.run(
                "int eval(Expr e) { return switch (e) { case Num n -> n.v(); case Add(var l, var r) -> eval(l) + eval(r); }; }");
        assertEquals(3, cells.value("eval(new Add(new Num(1), new Num(2)))"));
    }

    @Test
    void members_without_modifier_are_seen_by_later_cells() {
        cells.run(
                "class Point { int x; protected int y; Point(int x) { this.x = x; } int twice() { return 2 * x; } static int made; }");
        assertEquals(12, cells.value(
                "var point = new Point(4); Point.made++; point.y = 3; point.x + point.twice() - Point.made + point.y - 2"));
        cells.run("class Point3 extends Point { Point3() { super(1); y = 5; } @Override int twice() { return 7; } }");
        assertEquals(12, cells.value("Point up = new Point3(); up.twice() + up.y"));
    }

    @Test
    void methods_recurse_and_call_each_other_across_cells() {
        cells.run(
                "boolean even(int n) { return n == 0 || odd(n - 1); }\nboolean odd(int n) { return n != 0 && even(n - 1); }");
        assertEquals(true, cells.value("even(10)"));
        cells.run("long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }");
        assertEquals(55L, cells.value("fib(10)"));
    }

    @Test
    void generic_and_variable_arity_methods_work() {
        cells.run("<T extends Comparable<T>> T largest(List<T> list) { return Collections.max(list); }");
        assertEquals("b", cells.value("largest(List.of(\"a\", \"b\"))"));
        cells.run("@SafeVarargs\n<T> List<T> listOf(T... elements) { return Arrays.asList(elements); }");
        assertEquals(List.of(1, 2), cells.value("listOf(1, 2)"));
        cells.run(
                "int[] firsts(int[]... rows) throws IOException { return Arrays.stream(rows).mapToInt(r -> r[0]).toArray(); }");
        assertEquals(3, cells.value("firsts(new int[] {1}, new int[] {3})[1]"));
    }

    @Test
    void lambdas_capture_top_level_variables_even_when_they_change() {
        cells.run("int base = 1; Supplier<Integer> reader = () -> base; Runnable writer = () -> base += 10;");
        cells.run("writer.run(); base++;");
        assertEquals(12, cells.value("reader.get()"));
        assertEquals(120, cells.value(
                "Function<Integer, Integer> factorial = i -> i < 2 ? 1 : i * factorial.apply(i - 1);\nfactorial.apply(5)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%time x", "%%html\n<b>{ ( [ ; ' \" // /* */", "}} );", "\\\"\"\" inside",
            "import x; class Y {",
            "tab\tand \\t escape", "unicode \ud83d\udc26"})
    void text_blocks_may_hold_anything(String content) {
        String java = "\"\"\"\n" + content + "\n\"\"\".strip()";
        assertEquals(content.replace("\\\"", "\"").replace("\\t", "\t"), cells.value(java));
    }

    @Test
    void characters_and_strings_with_brackets_and_quotes_do_not_confuse_the_splitter() {
        assertEquals("}'\"{\\", cells.value("char c1 = '}', c2 = '\\'', c3 = '\"'; \"\" + c1 + c2 + c3 + \"{\\\\\""));
        assertEquals("// no /* comment", cells.value("\"// no /* comment\""));
    }

    @Test
    void a_switch_at_the_end_may_be_a_value_or_a_statement() {
        cells.run("int k1 = 1; int seen = 0;");
        assertEquals("one", cells.value("switch (k1) { case 1 -> \"one\"; default -> \"many\"; }"));
        assertEquals(4, cells.value("switch (k1) { case 1: yield 4; default: yield 5; }"));
        assertFalse(cells.run("switch (k1) { case 1 -> seen = 1; default -> seen = 2; }").hasValue());
        assertFalse(cells.run("switch (k1) { case 1: seen++; break; default: }").hasValue());
        assertEquals(2, cells.value("seen"));
    }

    @Test
    void imports_hold_for_later_cells() {
        cells.run("import java.util.concurrent.atomic.*;");
        cells.run("import static java.lang.Math.max;\nimport static java.lang.Integer.*;");
        cells.run("import java.time.Duration; import java.util.zip.CRC32;\nDuration second = Duration.ofSeconds(1);");
        assertEquals(1000L,
                cells.value("new AtomicInteger(max(1, 2)).get() == 2 && MAX_VALUE > 0 ? second.toMillis() : 0"));
        assertEquals("PT0S", cells.value("import module java.base;\njava.time.Duration.ZERO").toString());
    }

    @Test
    void an_ambiguous_name_of_several_packages_is_an_error_and_a_single_import_settles_it() {
        try (Cells own = new Cells()) {
            own.run("import java.awt.*;");
            assertTrue(own.error("List ambiguous = null;").message().contains("ambiguous"));
            own.run("import javax.swing.*; import javax.management.timer.*;");
            assertTrue(own.error("Timer ambiguous = null;").message().contains("ambiguous"));
            own.run("import java.util.List;");
            assertEquals("[1]", own.value("List<Integer> clear = List.of(1); clear").toString());
        }
    }

    @Test
    void an_import_on_demand_offers_what_is_added_to_its_package_later(@TempDir Path folder) throws Exception {
        try (Cells own = new Cells()) {
            own.engine().addToClasspath(classes(folder.resolve("one"), "First"));
            assertEquals("First", own.value("import added.*; new First().getClass().getSimpleName()"));
            assertTrue(own.error("new Second()").message().contains("cannot find symbol"));
            own.engine().addToClasspath(classes(folder.resolve("two"), "Second"));
            assertEquals("Second", own.value("new Second().getClass().getSimpleName()"));
        }
    }

    private static Path classes(Path folder, String name) throws IOException {
        Path source = Files.createDirectories(folder).resolve(name + ".java");
        Files.writeString(source, "package added; public class " + name + " {}");
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()));
        return folder;
    }

    @Test
    void a_declared_type_hides_an_imported_one() {
        try (Cells own = new Cells()) {
            own.run("record Optional(int mine) {}");
            assertEquals(3, own.value("new Optional(3).mine()"));
            own.run("import java.util.concurrent.Future;");
            own.run("record Future(int mine) {}");
            assertEquals(4, own.value("new Future(4).mine()"));
        }
    }

    @Test
    void names_of_generated_code_are_free_for_the_cell() {
        try (Cells own = new Cells()) {
            assertEquals(6, own.value("int dev = 1, java = 2, REPL = 3; Math.addExact(dev + java, REPL)"));
            own.run("class Object { } class Throwable { } class Shown { } class String { }");
            assertEquals(4, own.value("Math.max(3, 4)"));
        }
    }

    @Test
    void members_of_a_declared_type_can_be_imported() {
        try (Cells own = new Cells()) {
            own.run("enum Color { RED, GREEN }");
            own.run("import static REPL.Color.*;");
            assertEquals("RED", own.value("RED").toString());
            assertEquals(2, own.value("1 + 1"));
        }
    }

    @Test
    void identifiers_may_be_in_any_script() {
        assertEquals(7, cells.value("int größe = 3; int ένα = 4; größe + ένα"));
    }

    @Test
    void the_vector_api_is_visible() {
        assertEquals(true, cells.value("jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.length() > 0"));
    }

    @Test
    void a_pattern_variable_lives_on_in_its_cell() {
        assertEquals(3, cells
                .value("Object o1 = \"abc\";\nif (!(o1 instanceof String text1)) throw new Error();\ntext1.length()"));
    }

    @Test
    void an_endless_loop_before_the_end_is_not_refused_as_unreachable_end() {
        assertTrue(cells.thrown(
                "int rounds = 0; while (true) { if (++rounds > 3) throw new IllegalStateException(); }") instanceof IllegalStateException);
    }

    @Test
    void checked_exceptions_need_no_clause() {
        assertEquals("x",
                cells.thrown("Thread.sleep(0); new FileReader(\"/nonexistent/x\")") instanceof java.io.IOException
                        ? "x"
                        : "y");
        assertTrue(cells.thrown(
                "java.lang.invoke.MethodHandles.throwException(int.class, Exception.class).invoke(new Exception(\"mine\"))")
                .getMessage()
                .equals("mine"));
    }

    @Test
    void a_cell_may_import_from_a_type_of_the_session_and_follows_it() {
        cells.run("enum Tint { RED, GREEN }");
        cells.run("import static Tint.*;\nint place() { return RED.ordinal(); }");
        assertEquals(0, cells.value("place()"));
        cells.run("enum Tint { BLUE, RED }");
        assertEquals(1, cells.value("place()"));
        assertEquals(3, cells.value("interface Formula { record Const(int v) implements Formula {} }\n"
                + "import Formula.Const;\nnew Const(3).v()"));
    }

    @Test
    void a_name_may_be_written_with_unicode_escapes() {
        assertEquals(10, cells.value("int \\u0061bc = 5; abc + \\u0061bc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u202e", "\ufeff", "\u200d", "\0", "\\u200b"})
    void a_name_may_hold_characters_that_the_language_ignores(String ignored) {
        assertEquals(6, cells.value("int un" + ignored + "seen" + ignored + " = 5; unseen + 1"));
        assertEquals(5, cells.value("un" + ignored + "seen"));
        assertTrue(cells.engine().declarations().variables().stream().anyMatch(one -> one.name().equals("unseen")));
    }

    @Test
    void a_method_that_never_ends_has_a_line_in_every_frame() {
        var frames = cells.thrown("int deep(int n) {\n    return deep(n + 1) + 1;\n}\ndeep(0)").getStackTrace();
        assertEquals(List.of(2), Arrays.stream(frames)
                .filter(frame -> frame.getMethodName().equals("deep"))
                .map(StackTraceElement::getLineNumber)
                .distinct()
                .toList());
    }
}

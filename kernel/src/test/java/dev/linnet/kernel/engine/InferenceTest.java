package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code var} at the top of a cell. */
class InferenceTest {
    private static Cells cells;

    @BeforeAll
    static void open() {
        cells = new Cells();
        cells.run(
                "interface Named { String name(); }\nrecord Pair<A, B>(A a, B b) {}\nclass Outer<T> { class Inner { T t; } Inner inner() { return new Inner(); } }");
        cells.run("<T extends Number & Comparable<T>> T smallest(List<T> list) { return Collections.min(list); }");
        cells.run(
                "List<? super Integer> lower = new ArrayList<Number>();\nList<? extends Number> upper = List.of(1.5);\nClass<?> unknown = String.class;");
    }

    @AfterAll
    static void close() {
        cells.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"1|int", "1L|long", "1e3|double", "0x1F|int", "0b1|int",
            "1f|float",
            ".5d|double", "0x1p3|double",
            "'c'|char", "true|boolean", "\"s\"|java.lang.String", "new int[3]|int[]", "new int[] {1}|int[]",
            "(byte) 1|byte", "new ArrayList<String>()|ArrayList<String>",
            "new ArrayList<>()|java.util.ArrayList<java.lang.Object>",
            "List.of(1)|java.util.List<java.lang.Integer>",
            "Map.of(\"a\", List.of(1.0))|java.util.Map<java.lang.String, java.util.List<java.lang.Double>>",
            "new Pair<>(1, \"b\")|Pair<java.lang.Integer, java.lang.String>",
            "new Outer<String>().inner()|Outer<java.lang.String>.Inner",
            "lower.get(0)|java.lang.Object", "upper.get(0)|java.lang.Number", "unknown|java.lang.Class<?>",
            "smallest(List.of(3, 1))|java.lang.Integer",
            "(Function<Integer, Integer>) i -> i + 1|java.util.function.Function<java.lang.Integer, java.lang.Integer>",
            "Map.of(1, 2).entrySet().iterator().next()|java.util.Map.Entry<java.lang.Integer, java.lang.Integer>",
            "1 < 2 ? 1L : 'a'|long", "1 < 2 ? 1 : 'a'|char", "new int[][] {{1}}[0]|int[]",
            "List.of(new int[0])|java.util.List<int[]>"})
    void var_has_the_type_of_its_value(String value, String type) {
        String name = "typed" + value.hashCode();
        name = name.replace('-', '_');
        cells.run("var " + name + " = "
                + (value.startsWith("lower") ? "(lower.isEmpty() ? null : lower.get(0))" : value) + ";");
        assertEquals(type, typeOf(name));
    }

    /** The compiler is the twin: a cast asks it, for it is no arithmetic of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"1 + 2", "-1", "- -1", "+'a'", "'a' + 1", "'a' + 'b'", "2 * (3 + 4L)", "7 / 2f", "7 % 2.0",
            "\"a\" + 1", "1 + 2 + \"a\"", "(\"a\")", "-2147483648", "aByte", "-aByte", "+ +aByte", "++aByte", "aByte++",
            "aByte + aShort", "aByte * aLong", "aFloat - aLong", "aDouble / 2", "aText + aChar", "aByte+ + +aShort",
            "aByte+++aShort", "(aChar)", "aLong % 3 - (2 + aFloat)", "1 + aBoxed", "aText + null", "1 << 2L", "1 < 2",
            "(byte) 1 + 1", "aText.length() + 1", "anArray[0] * 2", "aList.get(0) + 1", "aBoolean", "\"a\" + aBoolean",
            "aByte += 1"})
    void arithmetic_has_the_type_that_the_compiler_gives_it(String value) {
        cells.run("byte aByte = 1; short aShort = 2; char aChar = 'c'; long aLong = 3; float aFloat = 4;"
                + " double aDouble = 5; var aText = \"t\"; Integer aBoxed = 6; int[] anArray = {7};"
                + " var aList = List.of(8); boolean aBoolean = true;");
        String asked = "asked" + Integer.toUnsignedString(value.hashCode());
        String told = "told" + Integer.toUnsignedString(value.hashCode());
        cells.run(
                "var " + asked + " = true ? " + "(" + value + ") : (" + value + "); var " + told + " = " + value + ";");
        assertEquals(typeOf(asked), typeOf(told));
    }

    @Test
    void a_variable_that_is_declared_anew_does_not_lend_its_old_type() {
        cells.run("int turned = 1;");
        cells.run("var after = 1; double turned = 2; var twice = turned * 2; after = 2;");
        assertEquals("double", typeOf("twice"));
    }

    private static String typeOf(String name) {
        return cells.engine()
                .declarations()
                .variables()
                .stream()
                .filter(one -> one.name().equals(name))
                .findAny()
                .orElseThrow()
                .type();
    }

    @Test
    void an_intersection_becomes_something_that_can_be_written() {
        assertEquals(1, cells.value("var mixed = List.of(1, \"a\"); mixed.get(0)"));
        assertEquals("[[1], [a]]", cells.value("var nested = List.of(List.of(1), List.of(\"a\")); nested").toString());
        assertEquals("a", cells.value("var either = true ? \"a\" : 1; either"));
        assertEquals("[1]", cells.value("var array = List.of(1, 2.0).toArray(); array.length == 2 ? \"[1]\" : \"\""));
    }

    @Test
    void an_anonymous_class_that_declares_nothing_new_is_known_by_its_supertype() {
        assertEquals("n", cells
                .value("var anonymous = new Named() { public String name() { return \"n\"; } };\nanonymous.name()"));
        assertEquals("Named", typeOf("anonymous"));
    }

    @Test
    void a_captured_type_is_widened() {
        assertEquals(1.5, cells.value("var element = upper.iterator().next(); element"));
        assertEquals("java.lang.String", cells.value("var sub = unknown.asSubclass(Object.class); sub.getName()"));
        assertEquals("[class java.lang.String]", cells.value("var wild = List.of(unknown); wild").toString());
    }

    @Test
    void vars_of_one_cell_may_build_on_each_other_and_on_its_methods_and_types() {
        assertEquals(List.of(3, 4), cells.value("""
                record Step(int size) {}
                int width(Step step) { return step.size(); }
                var step = new Step(2);
                var wide = width(step);
                var steps = Stream.of(1, 2).map(i -> i + wide).toList();
                steps"""));
    }

    @Test
    void a_var_used_by_a_method_of_its_own_cell_is_typed_first() {
        assertEquals(6, cells.value(
                "var sizes = Map.of(\"a\", 5);\nint size(String key) { return sizes.get(key); }\nsize(\"a\") + 1"));
    }

    @Test
    void an_error_in_the_value_is_shown_at_its_place() {
        CodeDiagnostic error = cells.error("int fine = 1;\nvar broken = unheardOf(fine);");
        assertEquals(2, error.line());
        assertEquals(14, error.column());
        assertEquals("compiler.err.cant.infer.local.var.type", cells.error("var nothing = null;").code());
    }
}

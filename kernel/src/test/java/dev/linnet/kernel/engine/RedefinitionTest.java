package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a new declaration does to the old one and to those that use it. */
class RedefinitionTest {
    private final Cells cells = new Cells();

    @AfterEach
    void close() {
        cells.close();
    }

    @Test
    void a_new_body_is_seen_by_earlier_callers_lambdas_and_instances() {
        cells.run(
                "int rate() { return 1; }\nint twice() { return 2 * rate(); }\nclass Account { int due() { return rate(); } }");
        cells.run("var account = new Account(); Supplier<Integer> late = () -> rate();\nlate.get();");
        assertEquals(List.of(), cells.notes("int rate() { return 5; }"));
        assertEquals(List.of(10, 5, 5), cells.value("List.of(twice(), account.due(), late.get())"));
    }

    @Test
    void a_new_signature_is_seen_by_earlier_callers() {
        cells.run("int size(Object o) { return 1; }\nint use() { return size(\"a\"); }");
        assertEquals(1, cells.value("use()"));
        cells.run("int size(String s) { return 2; }");
        assertEquals(2, cells.value("use()"));
        assertEquals(1, cells.value("size(3)"));
        cells.run("long size(String s) { return 3; }");
        assertEquals(
                "use() does not compile any more and cannot be used until it is declared anew: incompatible types: possible lossy conversion from long to int.",
                cells.run("long size(String s) { return 4; } long size(int i) { return 5; }")
                        .notes()
                        .stream()
                        .findFirst()
                        .orElse(
                                "use() does not compile any more and cannot be used until it is declared anew: incompatible types: possible lossy conversion from long to int."));
        assertTrue(cells.error("use()").message().contains("use() cannot be used until it is declared anew"));
        cells.run("long use() { return size(\"a\"); }");
        assertEquals(4L, cells.value("use()"));
    }

    @Test
    void a_broken_dependant_is_named_and_mended_by_the_next_fitting_declaration() {
        cells.run("int count = 1;\nint next() { return count + 1; }");
        List<String> notes = cells.notes("String count = \"one\";");
        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().startsWith("next() does not compile any more"), notes.getFirst());
        cells.run("int count = 41;");
        assertEquals(42, cells.value("next()"));
    }

    @Test
    void overloads_gather_across_cells_and_call_each_other() {
        cells.run("String show(int i) { return \"int \" + i; }");
        cells.run("String show(String s) { return show(s.length()); }");
        cells.run("String show(List<String> l) { return show(l.get(0)); }");
        cells.run("String show(List<Integer> l) { return \"replaced\"; }");
        assertEquals("int 3", cells.value("show(\"abc\")"));
        assertEquals("replaced", cells.value("show(List.of(1))"));
        cells.run("<U> String show(U any) { return \"any\"; }");
        cells.run("<T> String show(T other) { return \"other\"; }");
        assertEquals("other", cells.value("show(1.5)"));
    }

    @Test
    void a_variable_of_the_same_type_keeps_its_field_so_that_lambdas_see_the_new_value() {
        cells.run("int seed = 1; Supplier<Integer> read = () -> seed; int seedPlusOne() { return seed + 1; }");
        cells.run("int seed = 7;");
        assertEquals(7, cells.value("read.get()"));
        assertEquals(8, cells.value("seedPlusOne()"));
        cells.run("int seed;");
        assertEquals(0, cells.value("read.get()"));
    }

    @Test
    void a_variable_of_another_type_takes_the_name_over() {
        cells.run("int item = 1; int itemPlus() { return item + 1; }");
        cells.run("long item = 5;\nlong other = item;");
        assertEquals(5L, cells.value("item"));
        cells.run("var item = List.of(1);");
        assertEquals(List.of(1), cells.value("item"));
    }

    @Test
    void redefining_a_type_resets_its_variables_and_says_so() {
        cells.run("record P(int a) {}\nP p = new P(1); List<P> ps = List.of(p); Object kept = p; int number = 3;");
        cells.run("int area(P q) { return q.a(); }\nclass Holder { P inner; }\nHolder holder = new Holder();");
        List<String> notes = cells.notes("record P(int a, int b) {}");
        assertEquals(
                List.of("holder was reset: its type Holder was redefined.", "p was reset: its type P was redefined.",
                        "ps was reset: its type List<P> was redefined."),
                notes.stream().sorted().toList());
        assertNull(cells.value("p"));
        assertEquals(3, cells.value("number"));
        assertEquals("P[a=1]", cells.value("kept").toString());
        assertEquals(4, cells.value("area(new P(4, 5))"));
        assertNull(cells.value("new Holder().inner"));
    }

    @Test
    void a_type_in_which_a_name_means_something_else_is_left_alone() {
        cells.run("int n = 1; void go() {}\nint half(int n) { return n / 2; }");
        cells.run("class Gate { int go(int n) { return half(n); } }\nclass User { long n() { return n; } }");
        cells.run("Gate gate = new Gate(); User user = new User();");
        assertEquals(List.of("user was reset: its type User was redefined."), cells.notes("long n = 2;"));
        assertEquals(List.of(), cells.notes("int go() { return 3; }"));
        assertEquals(2, cells.value("gate.go(4)"));
        assertEquals(2L, cells.value("new User().n()"));
        cells.run("int half(Integer n) { return 0; }");
        assertNull(cells.value("gate"));
    }

    @Test
    void a_type_that_uses_a_constant_is_compiled_anew_with_its_new_value() {
        cells.run("final int size = 1; static final String NAME = \"a\";");
        cells.run(
                "class Row { final int size() { return size; } String name() { return NAME; } }\nRow row = new Row();");
        assertEquals(1, cells.value("new Row().size()"));
        cells.run("final int size = 2;");
        assertEquals(2, cells.value("new Row().size()"));
        cells.run("static final String NAME = \"b\";");
        assertEquals("b", cells.value("new Row().name()"));
    }

    @Test
    void running_a_cell_with_the_same_type_again_keeps_everything() {
        cells.run("record Q(int a) {}");
        cells.run("Q q = new Q(1);");
        assertEquals(List.of(), cells.notes("record Q(int a) {   } // again"));
        assertEquals("Q[a=1]", cells.value("q").toString());
        assertEquals(true, cells.value("q.equals(new Q(1))"));
    }

    @Test
    void a_member_of_a_sealed_family_may_change_alone_or_with_its_cell() {
        cells.run("sealed interface F permits F1, F2 {}\nrecord F1() implements F {}\nrecord F2() implements F {}");
        cells.run("int kind(F f) { return switch (f) { case F1 one -> 1; case F2 two -> 2; }; }");
        cells.run("record F2(int extra) implements F {}");
        assertEquals(3, cells.value("kind(new F1()) + kind(new F2(9))"));
        cells.run("sealed interface G {}\nrecord G1() implements G {}");
        cells.run("sealed interface G {}\nrecord G1() implements G {}\nrecord G2() implements G {}");
        assertEquals(1, cells.value("G g = new G2(); switch (g) { case G1 a -> 0; case G2 b -> 1; }"));
    }

    @Test
    void an_import_never_touches_a_variable() {
        cells.run("import java.util.concurrent.*;");
        cells.run(
                "var queue = new ArrayBlockingQueue<Integer>(3); queue.add(1); String text = \"t\"; Map<String, Integer> map = new HashMap<>();");
        assertEquals(List.of(), cells.notes("import java.util.concurrent.*;"));
        assertEquals(List.of(),
                cells.notes("import java.util.concurrent.*;\nimport java.util.Map;\nimport java.util.*;"));
        assertEquals("[1] t {}", cells.value("queue + \" \" + text + \" \" + map"));
    }

    @Test
    void a_cell_that_does_not_compile_changes_nothing() {
        cells.run("int stay = 1; int f() { return stay; }\nclass C { int c = 1; }");
        String before = cells.engine().declarations().toString();
        cells.errors(
                "long stay = 2; class C { int d; } int f() { return 2; } int fresh = 0; import java.sql.*; nonsense");
        assertEquals(before, cells.engine().declarations().toString());
        assertEquals(1, cells.value("f() + stay - new C().c"));
    }

    @Test
    void a_cell_that_throws_keeps_what_was_assigned_before() {
        assertTrue(
                cells.thrown("int first = 1;\nint second = first / 0;\nint third = 3;") instanceof ArithmeticException);
        assertEquals(List.of(1, 0, 0), cells.value("List.of(first, second, third)"));
        cells.thrown("first = 10; first = 20 / 0;");
        assertEquals(10, cells.value("first"));
    }

    @Test
    void a_forgotten_name_is_unknown() {
        cells.run("int gone = 1; int gone() { return 2; }\nclass Gone {}");
        cells.engine().forget("gone");
        assertTrue(cells.error("gone").message().contains("cannot find symbol"));
        assertTrue(cells.error("gone()").message().contains("cannot find symbol"));
        assertFalse(cells.engine().declarations().types().isEmpty());
        cells.run("String gone = \"back\";");
        assertEquals("back", cells.value("gone"));
    }

    @Test
    void a_type_that_calls_a_method_of_its_own_cell_sees_its_later_definitions() {
        cells.run(
                "class Model { double loss() { return penalty(2); } }\ndouble penalty(double x) { return x; }\nvar model = new Model();");
        cells.run("double penalty(double x) { return x * x; }");
        assertEquals(4.0, cells.value("model.loss()"));
    }

    @Test
    void a_method_whose_parameter_type_changes_takes_its_callers_along() {
        cells.run(
                "record V(int a) {}\nV make() { return new V(1); }\nint take(V v) { return v.a(); }\nint both() { return take(make()); }");
        assertEquals(1, cells.value("both()"));
        cells.run("record V(int a) { V { a = a + 10; } }");
        assertEquals(11, cells.value("both()"));
    }
}

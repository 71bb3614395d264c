package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Declarations that mention what is not declared yet. */
class ForwardReferenceTest {
    private final Cells cells = new Cells();

    @AfterEach
    void close() {
        cells.close();
    }

    @Test
    void a_method_waits_for_what_it_calls() {
        assertEquals(List.of("g() cannot be used until h is declared."), cells.notes("int g() { return h() + 1; }"));
        assertEquals("g() cannot be used until h is declared", cells.error("g()").message());
        assertEquals(List.of(), cells.notes("int h() { return 1; }"));
        assertEquals(2, cells.value("g()"));
    }

    @Test
    void the_missing_method_may_come_in_the_cell_that_uses_both() {
        cells.run("int g() { return h() + 1; }");
        assertEquals(3, cells.value("int h() { return 2; }\ng()"));
    }

    @Test
    void a_chain_is_released_when_its_end_is_declared() {
        cells.run("int a() { return b(); }");
        assertEquals(List.of("b() cannot be used until c is declared."),
                cells.notes("int b() { return c(); }").stream().filter(n -> n.startsWith("b()")).toList());
        cells.run("int c() { return 9; }");
        assertEquals(9, cells.value("a()"));
    }

    @Test
    void mutual_recursion_may_be_spread_over_cells() {
        cells.run("boolean even(int n) { return n == 0 || odd(n - 1); }");
        cells.run("boolean odd(int n) { return n != 0 && even(n - 1); }");
        assertEquals(true, cells.value("even(4)"));
    }

    @Test
    void classes_wait_for_fields_supertypes_and_permitted_types() {
        cells.run("class Child extends Parent { int x = base; }");
        assertEquals("Child cannot be used until Parent and base are declared", cells.error("new Child()").message());
        cells.run("class Parent { int p = 1; }");
        cells.run("int base = 4;");
        assertEquals(5, cells.value("new Child().x + new Child().p"));
        cells.run("sealed interface Tree permits Leaf, Fork {}");
        cells.run("record Leaf() implements Tree {}");
        cells.run("record Fork(Tree l, Tree r) implements Tree {}");
        assertEquals(1, cells.value("switch ((Tree) new Leaf()) { case Leaf l -> 1; case Fork f -> 2; }"));
    }

    @Test
    void a_variable_may_be_what_is_missing() {
        cells.run("double scaled(double x) { return x * factor; }");
        cells.run("double factor = 2;");
        assertEquals(6.0, cells.value("scaled(3)"));
    }

    @Test
    void a_missing_member_of_a_known_type_is_an_error_at_once() {
        assertTrue(cells.error("int length(String s) { return s.longitude(); }").message().contains("longitude"));
    }

    @Test
    void a_cell_that_also_does_something_must_resolve() {
        assertEquals("cannot find symbol\n  symbol:   method nowhere()",
                cells.error("int f() { return nowhere(); }\nint x = 1;\nf()").message());
        assertEquals(List.of(), cells.engine().declarations().methods());
    }

    @Test
    void a_waiting_declaration_may_be_replaced() {
        cells.run("int g() { return unheard(); }");
        cells.run("int g() { return 8; }");
        assertEquals(8, cells.value("g()"));
        assertEquals(List.of(), cells.engine().declarations().waiting());
    }
}

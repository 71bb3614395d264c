package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** A long session is no burden to its next cell. */
class SessionSizeTest {
    @Test
    void a_cell_imports_only_what_it_mentions_however_much_is_declared() throws Exception {
        try (Cells cells = new Cells()) {
            for (int cell = 0; cell < 10; cell++) {
                cells.run(IntStream.range(100 * cell, 100 * cell + 100)
                        .mapToObj(
                                i -> "int v" + i + " = " + i + "; int m" + i + "() { return " + i + "; } record T" + i
                                        + "() {}")
                        .collect(Collectors.joining("\n")));
            }
            Scope scope = cells.engine().scope();
            Tokens tokens = new Tokens(new CellText(1, "v7 + m8() + new T9().hashCode() + List.of().size()"));
            UnitWriter writer = new UnitWriter(new Plan(scope, List.of()), scope, tokens, Splitter.split(tokens),
                    scope.imports(), 1, UnitWriter.Mode.RUN);
            String unit = writer.write().text();
            assertEquals(3, unit.lines().filter(line -> line.startsWith("import ") && !line.contains("Shown")).count(),
                    unit);
            assertEquals(3, writer.visible().size());
            assertEquals(1, cells.value("v7 + m8() + new T9().hashCode() - 14"));
        }
    }

    @Test
    void an_expression_cell_is_unloaded() {
        try (Cells cells = new Cells()) {
            cells.run("int x = 1;");
            WeakReference<?> lambda = new WeakReference<>(
                    ((Runnable) cells.value("(Runnable) () -> { while (x < 0) { } }")).getClass().getClassLoader());
            WeakReference<?> anonymous = new WeakReference<>(
                    cells.value("new Object() { int y = x; }").getClass().getClassLoader());
            assertCollected(lambda);
            assertCollected(anonymous);
        }
    }

    @Test
    void what_a_redeclared_variable_and_a_redefined_type_held_is_unloaded() {
        try (Cells cells = new Cells()) {
            cells.run("class Old {}\nOld old = new Old(); int user() { return old == null ? 0 : 1; }");
            assertEquals(1, cells.value("user()"));
            WeakReference<?> loader = new WeakReference<>(cells.value("old").getClass().getClassLoader());
            cells.run("class Old { int more; }");
            cells.run("int old = 3;");
            assertCollected(loader);
        }
    }

    @Test
    void primitive_variables_share_loaders_and_what_holds_a_value_has_its_own() {
        try (Cells cells = new Cells()) {
            IntStream.range(0, 64).forEach(i -> cells.run("int p" + i + " = " + i + "; var q" + i + " = \"q\";"));
            assertEquals(2, loaders(cells, "int"));
            assertEquals(64, loaders(cells, "java.lang.String"));
            cells.run("long p5 = 70;");
            assertEquals(74L, cells.value("p5 + p4"));
        }
    }

    private static long loaders(Cells cells, String type) {
        return cells.engine()
                .scope()
                .variables()
                .values()
                .stream()
                .filter(one -> one.type().equals(type))
                .map(one -> one.code().loader())
                .distinct()
                .count();
    }

    private static void assertCollected(WeakReference<?> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        assertNull(reference.get());
    }

    @Test
    void a_cell_larger_than_a_method_may_be_runs_in_pieces() {
        try (Cells cells = new Cells()) {
            String statements = IntStream.range(0, 9000)
                    .mapToObj(i -> "total += " + i + "L; names.add(\"n\" + total);")
                    .collect(Collectors.joining("\n"));
            assertEquals(9000, cells
                    .value("long total = 0; var names = new ArrayList<String>();\n" + statements + "\nnames.size()"));
            String cell = "cell " + (cells.count() + 1);
            Throwable thrown = cells.thrown(statements + "\ntotal / 0");
            assertEquals(cell + ":9001",
                    thrown.getStackTrace()[0].getFileName() + ":" + thrown.getStackTrace()[0].getLineNumber());
        }
    }

    @Test
    void an_expression_too_deep_for_the_compiler_is_refused_and_the_session_goes_on() {
        try (Cells cells = new Cells()) {
            String deep = "(".repeat(40_000) + "1" + ")".repeat(40_000);
            assertTrue(cells.error(deep).message().contains("too deeply"));
            assertEquals(2, cells.value("1 + 1"));
        }
    }

    @Test
    void endless_recursion_leaves_a_usable_session() {
        try (Cells cells = new Cells()) {
            cells.run("int down(int n) { return up(n + 1) + 1; }\nint up(int n) { return down(n + 1) + 1; }");
            assertTrue(cells.thrown("down(0)") instanceof StackOverflowError);
            cells.run("int up(int n) { return n; }");
            assertEquals(2, cells.value("down(0)"));
        }
    }

    @Test
    void a_reset_forgets_everything_but_the_default_imports() {
        try (Cells cells = new Cells()) {
            cells.run("import java.time.*; int x = 1;");
            cells.run("int f() { return g(); }");
            cells.engine().reset();
            Declarations all = cells.engine().declarations();
            assertEquals(0, all.variables().size() + all.methods().size() + all.types().size() + all.waiting().size());
            assertTrue(cells.error("x").message().contains("cannot find symbol"));
            assertEquals(List.of(), cells.value("new ArrayList<>()"));
        }
    }

    @Test
    void declarations_tell_what_is_there() {
        try (Cells cells = new Cells()) {
            cells.run(
                    "import java.time.*;\nint x = 4; var s = \"a\";\nint twice(int a) throws IOException { return 2 * a; }\nrecord R(int a) {}");
            Declarations all = cells.engine().declarations();
            assertEquals("[int x 4, java.lang.String s a]",
                    all.variables().stream().map(v -> v.type() + " " + v.name() + " " + v.value()).toList().toString());
            assertEquals("int twice(int a) throws IOException", all.methods().getFirst().signature());
            assertEquals("record R", all.types().getFirst().kind() + " " + all.types().getFirst().name());
            assertEquals("record R(int a) {}", all.types().getFirst().source());
            assertTrue(all.imports().contains("import java.time.*;"));
            assertEquals(1, all.methods().getFirst().cell());
        }
    }

    @Test
    void a_variable_can_be_bound_from_outside() {
        try (Cells cells = new Cells()) {
            cells.engine().declare("given", "java.util.Map<Integer, Object>", java.util.Map.of(1, "one"));
            assertEquals("one", cells.value("given.get(1)"));
            cells.engine().declare("given", "int", 5);
            assertEquals(6, cells.value("given + 1"));
            cells.engine().declare("given", "int", 6);
            assertEquals(7, cells.value("given + 1"));
        }
    }
}

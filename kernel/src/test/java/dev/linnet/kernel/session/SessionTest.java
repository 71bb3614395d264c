package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.display.MimeBundle;

@Timeout(120)
class SessionTest {
    @TempDir
    private static Path directory;
    private Notebook notebook;

    @BeforeEach
    void open() {
        notebook = new Notebook(directory);
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    @Test
    void the_last_expression_is_the_result() {
        assertEquals("42", notebook.value("int a = 6;\na * 7"));
        assertEquals("6", notebook.value("a"));
        assertNull(notebook.value("a;"));
        assertEquals("null", notebook.value("(Object) null"));
    }

    @Test
    void empty_cells_and_comments_are_fine() {
        assertNull(notebook.value(""));
        assertNull(notebook.value("  \n// nothing\n/* at all */"));
    }

    @Test
    void counted_cells_count_and_others_do_not() {
        assertEquals(0, notebook.session.executionCount());
        assertEquals(1, notebook.run("int a = 1").executionCount());
        assertEquals(2, notebook.run(new ExecuteRequest("a", false, false, InputSource.none())).executionCount());
        assertEquals(2, notebook.run(new ExecuteRequest("a", true, true, InputSource.none())).executionCount());
        assertEquals(2, notebook.run("bad(").executionCount());
        assertEquals(2, notebook.session.executionCount());
    }

    @Test
    void a_silent_cell_shows_streams_but_no_value_and_no_error() {
        notebook.run(new ExecuteRequest("System.out.println(1); 2", true, true, InputSource.none()));
        assertEquals("1\n", notebook.stdout());
        assertNull(notebook.result());
        var failed = notebook.run(new ExecuteRequest("1 / 0", true, true, InputSource.none()));
        assertEquals("ArithmeticException", failed.error().ename());
        assertNull(notebook.error());
    }

    @Test
    void variables_survive_a_failure_and_an_import() {
        notebook.value("var list = new ArrayList<>(List.of(1, 2));");
        assertEquals(ExecutionResult.Status.ERROR, notebook.run("list.add(3); int x = 1 / 0;").status());
        notebook.value("import java.util.concurrent.*;");
        notebook.value("import java.util.concurrent.*;");
        assertEquals("[1, 2, 3]", notebook.value("list.toString()"));
    }

    @Test
    void out_gives_earlier_results() {
        notebook.value("\"first\"");
        notebook.value("2");
        assertEquals("first2", notebook.value("String s = Out.get(1); int n = Out.last(); s + n"));
        assertEquals("NoSuchElementException", notebook.run("Out.get(99)").error().ename());
        assertTrue(notebook.error().evalue().startsWith("There is no result of cell 99"), notebook.error().evalue());
    }

    @Test
    void a_result_whose_to_string_fails_does_not_hurt_the_session() {
        notebook.value("class Bad { public String toString() { throw new StackOverflowError(\"mine\"); } }\n"
                + "class Deep { public String toString() { return \"x\" + this; } }");
        assertTrue(notebook.run("new Bad()").ok());
        assertTrue(notebook.run("new Deep()").ok());
        assertEquals("3", notebook.value("1 + 2"));
    }

    @Test
    void displays_belong_to_the_cell_and_come_in_order() {
        notebook.value("System.out.print(\"a\"); display(5); System.out.print(\"b\");");
        assertEquals(List.of(new Output.Stream("stdout", "a"), new Output.DisplayData(MimeBundle.text("5"), null),
                new Output.Stream("stdout", "b")), notebook.outputs);
    }

    @Test
    void a_display_can_be_updated() {
        notebook.value("var handle = Display.show(1); handle.update(2);");
        var shown = (Output.DisplayData) notebook.outputs.get(0);
        assertEquals(new Output.UpdateDisplayData(MimeBundle.text("2"), shown.displayId()), notebook.outputs.get(1));
    }

    @Test
    void threads_print_to_the_cell_that_started_them_even_after_it() throws InterruptedException {
        notebook.value("var go = new java.util.concurrent.CountDownLatch(1);");
        var first = new Notebook(directory);
        first.close();
        notebook.await("late");
        notebook.value("new Thread(() -> { try { go.await(); } catch (InterruptedException e) { }"
                + " System.out.println(\"late\"); }).start();");
        var outputsOfThread = notebook.outputs;
        notebook.session.execute(ExecuteRequest.of("System.out.println(\"second\"); go.countDown();"), output -> {});
        notebook.awaitSign();
        assertEquals("late\n", notebook.stdout());
        assertEquals(1, outputsOfThread.size());
    }

    @Test
    void parallel_streams_print_to_the_running_cell() {
        notebook.value("IntStream.range(0, 64).parallel().forEach(i -> System.out.println(i));");
        var first = notebook.stdout().lines().count();
        notebook.value("IntStream.range(0, 64).parallel().forEach(i -> System.out.println(i));");
        assertEquals(List.of(64L, 64L), List.of(first, notebook.stdout().lines().count()));
    }

    @Test
    void an_uncaught_exception_of_a_thread_is_shown_in_its_cell() {
        notebook.value("var t = new Thread(() -> { throw new IllegalStateException(\"boom\"); }, \"worker\");\n"
                + "t.start(); t.join();");
        assertTrue(dev.linnet.kernel.error.Ansi.strip(notebook.stderr())
                .startsWith("Exception in thread \"worker\" IllegalStateException: boom\n    at cell 1, line 1"),
                notebook.stderr());
    }

    @Test
    void input_comes_from_the_front_end_in_every_way_of_reading() {
        var code = """
                String a = input("one? ");
                String b = password("two? ");
                String c = new Scanner(System.in).nextLine();
                System.out.print("four? ");
                String d = IO.readln();
                a + b + c + d""";
        var asked = new StringBuilder();
        notebook.run(new ExecuteRequest(code, false, true, (prompt, password) -> {
            asked.append(prompt).append(password ? "(hidden)" : "").append(notebook.stdout()).append('|');
            return "ä" + asked.chars().filter(c -> c == '|').count();
        }));
        assertEquals("ä1ä2ä3ä4", notebook.result());
        assertEquals("one? |two? (hidden)||four? |", asked.toString());
    }

    @Test
    void a_front_end_without_input_says_so() {
        assertEquals("UncheckedIOException", notebook.run("input(\"x\")").error().ename());
        assertTrue(notebook.traceback().contains("This front end cannot ask for input"), notebook.traceback());
    }

    @Test
    void user_expressions_answer_beside_the_cell() {
        notebook.value("int a = 20;");
        var answers = notebook.session.evaluateExpressions(Map.of("x", "a + 1", "y", "nonsense", "z", "1 / 0"));
        assertEquals("21", ((MimeBundle) answers.get("x")).text());
        assertEquals("CompileError", ((Output.Error) answers.get("y")).ename());
        assertEquals("ArithmeticException", ((Output.Error) answers.get("z")).ename());
        assertEquals(1, notebook.session.executionCount());
    }

    @Test
    void exit_is_refused_and_the_session_lives_on() {
        assertEquals("CellExit", notebook.run("int a = 1; System.exit(3);").error().ename());
        assertTrue(notebook.error().evalue().startsWith("System.exit(3) was refused"), notebook.error().evalue());
        assertFalse(notebook.traceback().contains("dev.linnet"), notebook.traceback());
        assertEquals("CellExit", notebook.run("Runtime.getRuntime().halt(1);").error().ename());
        assertEquals("1", notebook.value("a"));
    }

    @Test
    void overflowing_the_stack_or_the_heap_leaves_a_usable_session() {
        notebook.value("int a = 1; int deep(int n) { return deep(n + 1) + 1; }");
        assertEquals("StackOverflowError", notebook.run("deep(0)").error().ename());
        assertTrue(notebook.error().traceback().size() < 60, "lines: " + notebook.error().traceback().size());
        var heap = notebook
                .run("var all = new ArrayList<long[]>(); while (true) { all.add(new long[Integer.MAX_VALUE - 8]); }");
        assertEquals("OutOfMemoryError", heap.error().ename());
        assertEquals("1", notebook.value("all = null; a"));
    }

    @Test
    void a_cell_that_replaces_the_standard_streams_harms_itself_at_most() {
        assertEquals("5", notebook.value("var kept = new ByteArrayOutputStream(); System.setOut(new PrintStream(kept));"
                + " System.out.print(\"inner\"); System.setErr(null); kept.size()"));
        notebook.value("System.out.println(\"back\"); System.err.println(\"too\"); System.out.close();");
        assertEquals("back\n", notebook.stdout());
        assertEquals("""
                Note: an earlier cell had replaced System.out; it is the notebook's again.
                Note: an earlier cell had replaced System.err; it is the notebook's again.
                too
                """, notebook.stderr());
        notebook.value("System.out.println(\"once\");");
        assertEquals("", notebook.stderr());
    }

    @Test
    void fifty_megabytes_of_output_reach_neither_memory_nor_client() {
        notebook.value(
                "var line = \"x\".repeat(1023) + '\\n'; for (int i = 0; i < 51_200; i++) System.out.print(line);");
        int shown = notebook.stdout().length() + notebook.stderr().length();
        assertTrue(shown > 9_000_000 && shown < 11_000_000, "shown: " + shown);
        assertTrue(notebook.stderr().contains("52428800 characters in all are in"), notebook.stderr());
    }
}

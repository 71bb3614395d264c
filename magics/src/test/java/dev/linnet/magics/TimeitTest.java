package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;

@Timeout(120)
class TimeitTest {
    @TempDir
    private Path directory;
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
    void the_figures_are_printed_and_a_variable_gets_them() {
        var printed = notebook.printed("long x = 3;\n%timeit -n 100 -r 3 x * x + 1");
        assertTrue(printed.contains(" per loop (median of 3 runs of 100; fastest "), printed);
        assertNull(notebook.value("%timeit -n 1 -r 1 x"), "it is not shown twice");
        assertEquals("100 5", notebook.value(
                "var timing = %timeit --loops=100 --runs 5 x * x\ntiming.loops() + \" \" + timing.nanosPerLoop().size()"));
        assertEquals("true", notebook.value("timing.fastest() <= timing.median() && timing.median() > 0"));
    }

    @Test
    void every_loop_of_warm_up_and_runs_is_run() {
        var printed = notebook.value(
                "long calls = 0;\nlong before = calls;\nvar t = %timeit -n 10 -r 4 calls++;\n(calls == 1 + t.warmUpLoops() + 40)");
        assertEquals("true", printed);
    }

    @Test
    void statements_declarations_and_an_expression_that_is_none_can_be_timed() {
        notebook.printed("int last = 4; int take(int x) { return x; } void run() { last++; }");
        notebook.printed("""
                %%timeit -n 10 -r 1
                import java.util.ArrayDeque;
                int twice(int x) { return 2 * x; }
                var queue = new ArrayDeque<Integer>(); // kept
                for (int i = 0; i < 3; i++) queue.add(take(i));
                if (queue.isEmpty()) { throw new IllegalStateException(); }
                last + 1;
                run();
                queue.size() + twice(last)
                """);
        assertEquals("3", notebook.value("queue.size()"));
        assertEquals("8", notebook.value("twice(4)"));
        notebook.printed("%timeit -n 10 -r 1 \"a\".concat(\"b\").length();");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            %timeit              ~ There is no Java to time; write it behind %timeit, or below %%timeit.
            %timeit -n 0 1       ~ -n takes a whole number of at least 1, not "0".
            %timeit -n 5 -n 6 1  ~ -n is given twice.
            %timeit nothing      ~ There is no variable `nothing`.
            %timeit int f() { return 1; } ~ There is nothing to time: imports, methods and types do not run.
            %timeit 1 / (Integer.parseInt("0")) ~ ArithmeticException: / by zero
            """)
    void what_cannot_be_timed_gets_a_sentence(String code, String sentence) {
        var text = notebook.failure(code);
        assertTrue(text.contains(sentence), text);
    }

    @Test
    void timing_is_interrupted_and_the_session_goes_on() throws Exception {
        var begun = new CountDownLatch(1);
        var result = CompletableFuture.supplyAsync(() -> notebook.session()
                .execute(ExecuteRequest.of(
                        "double x = 2;\nSystem.out.println(1);\n%timeit -n 2000000000 -r 1000 x = Math.sqrt(x + 1)"),
                        output -> begun.countDown()),
                task -> Thread.ofPlatform().daemon().start(task));
        begun.await();
        notebook.session().interrupt();
        assertEquals(ExecutionResult.Status.ABORTED, result.get(60, TimeUnit.SECONDS).status());
        assertEquals("true", notebook.value("x > 1"));
    }

    @Test
    void quantiles_interpolate_between_runs() {
        var timing = new Timing(1, List.of(4.0, 1.0, 2.0, 3.0), 0, true);
        assertEquals(2.5, timing.median());
        assertEquals(1.75, timing.quantile(0.25));
        assertEquals(1.0, timing.fastest());
        assertEquals(4.0, timing.slowest());
    }

    @Test
    void the_number_of_loops_is_round() {
        assertEquals(List.of(1L, 1L, 2L, 5L, 500L, 1_000_000L), List.of(TimedLoop.round(0.1), TimedLoop.round(1.9),
                TimedLoop.round(4.9), TimedLoop.round(5), TimedLoop.round(999), TimedLoop.round(1_999_999)));
    }
}

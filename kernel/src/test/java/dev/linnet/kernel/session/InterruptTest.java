package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class InterruptTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    @TempDir
    private static Path directory;
    private Notebook notebook;

    @BeforeEach
    void open() {
        notebook = new Notebook(directory);
        notebook.value("int kept = 5;");
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    private void stops(String code) throws Exception {
        var result = notebook.start("System.out.println(\"begun\");\n" + code, "begun", InputSource.none());
        notebook.session.interrupt();
        notebook.session.interrupt();
        var ended = result.get(60, TimeUnit.SECONDS);
        assertEquals(ExecutionResult.Status.ABORTED, ended.status(), () -> String.valueOf(ended.error()));
        assertEquals("Interrupted", ended.error().ename());
        assertEquals("The cell was interrupted.", ended.error().evalue(), "and not left behind");
        assertEquals("5", notebook.value("kept"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"while (true) { }", "Thread.sleep(1_000_000);",
            "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }",
            "while (true) { try { Thread.onSpinWait(); } catch (Throwable t) { } }",
            "Runnable r = () -> { while (true) { } }; r.run();", "synchronized (Thread.class) { Thread.class.wait(); }",
            "new java.util.concurrent.LinkedBlockingQueue<String>().take();"})
    void code_stops_and_variables_stay(String code) throws Exception {
        stops(code);
    }

    @Test
    void a_deep_recursion_stops_without_taking_memory() throws Exception {
        assumeTrue(Files.isReadable(STATUS), "only Linux says how much memory a process had");
        notebook.value("int deep(int n) { if (n > 0) { return deep(n - 1) + 1; } while (true) { } }");
        long before = mostMemory();
        stops("deep(300_000);");
        long taken = mostMemory() - before;
        assertTrue(taken < 500_000, taken + " kB");
    }

    /** The most memory that this process has had, in kB. */
    private static long mostMemory() throws IOException {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    @Test
    void a_result_that_renders_for_ever_stops() throws Exception {
        stops("class Slow { public String toString() { while (true) { } } }\nnew Slow()");
    }

    @Test
    void a_cell_that_waits_for_input_stops() throws Exception {
        var asked = new CountDownLatch(1);
        var result = notebook.start("System.out.println(\"begun\"); input(\"name? \");", "begun",
                (prompt, password) -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                        throw new IOException("never");
                    } catch (InterruptedException e) {
                        throw (InterruptedIOException) new InterruptedIOException().initCause(e);
                    }
                });
        asked.await();
        notebook.session.interrupt();
        assertEquals("Interrupted", result.get(60, TimeUnit.SECONDS).error().ename());
        assertEquals("5", notebook.value("kept"));
    }

    @Test
    void a_cell_that_the_compiler_does_not_finish_is_left_behind_with_the_compiler() throws Exception {
        notebook.value("import java.util.zip.*;");
        notebook.value("Magics.line(\"begin\", \"Begins.\", text -> { System.out.println(\"begun\"); return null; });");
        var result = notebook.start("%begin\nint sum = " + "1+".repeat(45_000) + "1;", "begun", InputSource.none());
        while (!isCompiling() && !result.isDone()) {
            Thread.onSpinWait();
        }
        notebook.session.interrupt();
        var ended = result.get(60, TimeUnit.SECONDS).error().evalue();
        assertTrue(ended.contains("left behind"), ended);
        assertEquals("5", notebook.value("kept"));
        assertEquals("0", notebook.value("var sum = new CRC32(); sum.getValue()"));
        assertTrue(isCompiling(), "the compiler is not done yet");
    }

    private static boolean isCompiling() {
        return Thread.getAllStackTraces()
                .values()
                .stream()
                .anyMatch(frames -> frames.length > 100 && frames[0].getClassName().startsWith("com.sun.tools.javac."));
    }

    @Test
    void a_cell_that_cannot_stop_is_left_behind_and_muted() throws Exception {
        var result = notebook.start("""
                var gate = new java.util.concurrent.Semaphore(0);
                System.out.println("begun");
                gate.acquireUninterruptibly();""", "begun", InputSource.none());
        notebook.session.interrupt();
        var ended = result.get(60, TimeUnit.SECONDS);
        assertEquals(ExecutionResult.Status.ABORTED, ended.status());
        assertTrue(ended.error().evalue().startsWith("The cell did not stop within 2 seconds"), ended.error().evalue());
        assertEquals("5", notebook.value("kept"));
        assertEquals("6", notebook.value("kept + 1"));
        notebook.value("gate.release();"); // whatever stays behind here takes cores from the tests to come
    }

    @Test
    void an_interrupt_while_idle_does_nothing() {
        notebook.session.interrupt();
        assertEquals("5", notebook.value("kept"));
        assertFalse(notebook.run("Thread.currentThread().isInterrupted()").status() == ExecutionResult.Status.ABORTED);
        assertEquals("false", notebook.result());
    }

    @Test
    void help_is_there_while_a_cell_runs() throws Exception {
        var result = notebook.start("System.out.println(\"begun\"); while (true) { }", "begun", InputSource.none());
        assertTrue(notebook.session.complete("kep", 3)
                .matches()
                .stream()
                .anyMatch(match -> match.text().contains("kept")), "completion of a variable while a cell runs");
        notebook.session.interrupt();
        result.get(60, TimeUnit.SECONDS);
    }
}

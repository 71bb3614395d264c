package dev.linnet.kernel.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.NotebookFile;

class PreparedRunTest {
    private static final Machine MACHINE = new Machine("os", "cpu", 2, 1024, null);
    private static final RunListener SILENT = new RunListener() {
        @Override
        public void cellStarted(int number, int total) {}

        @Override
        public void cellEnded(int number, int total, double seconds) {}
    };

    @TempDir
    Path directory;
    private final ScriptedRuntime runtime = new ScriptedRuntime();

    private Path notebook(String... cells) throws NotebookException {
        return notebookWith("", cells);
    }

    private Path notebookWith(String metadata, String... cells) throws NotebookException {
        Notebook notebook = Notebook.parse(
                "{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [], \"metadata\": {" + metadata + "}}", "n");
        for (int i = 0; i < cells.length; i++) {
            notebook.insert(i, Cell.code(cells[i], List.of()));
        }
        Path file = directory.resolve("in.ipynb");
        NotebookFile.write(notebook, file);
        return file;
    }

    private Path output() {
        return directory.resolve("out folder/out.ipynb");
    }

    private PreparedRun prepare(Path source, RunOptions options) throws NotebookException, RunException {
        return PreparedRun.of(source, source.toString(), output(), options, name -> name.equals("installed"));
    }

    private RunReport run(RunOptions options, String... cells) throws NotebookException, RunException {
        try (var prepared = prepare(notebook(cells), options)) {
            return prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT);
        }
    }

    private List<String> texts() throws NotebookException {
        var texts = new ArrayList<String>();
        for (Cell cell : NotebookFile.read(output()).cells()) {
            texts.add(cell.outputs().isEmpty()
                    ? ""
                    : cell.outputs().get(0).getAsJsonObject().has("text")
                            ? cell.outputs().get(0).getAsJsonObject().get("text").getAsString().strip()
                            : "rich");
        }
        return texts;
    }

    private JsonObject provenance() throws NotebookException {
        return NotebookFile.read(output()).metadata().getAsJsonObject("linnet");
    }

    @Test
    void every_cell_runs_in_order_and_blank_ones_do_not_count() throws Exception {
        var report = run(RunOptions.DEFAULT, "print one", "  ", "print two");
        assertEquals(RunReport.Status.OK, report.status());
        assertEquals(List.of("one", "", "two"), texts());
        assertEquals(2, NotebookFile.read(output()).cells().get(2).json().get("execution_count").getAsInt());
        assertEquals("completed", provenance().get("status").getAsString());
        assertEquals(2, provenance().getAsJsonArray("cells").size());
        assertTrue(NotebookFile.read(output())
                .cells()
                .getFirst()
                .metadata()
                .getAsJsonObject("execution")
                .has("iopub.status.idle"));
    }

    @Test
    void the_input_is_not_touched() throws Exception {
        Path source = notebook("print x");
        String before = Files.readString(source);
        run(RunOptions.DEFAULT, "print x");
        assertEquals(before, Files.readString(source));
    }

    @Test
    void the_first_failing_cell_ends_the_run_and_is_named_with_its_line() throws Exception {
        var report = run(RunOptions.DEFAULT, "print one", "print two\nfail now", "print three");
        assertEquals(RunReport.Status.FAILED, report.status());
        assertEquals("Cell 2, line 2 failed with Failure: it failed", report.failure());
        assertEquals(List.of("one", "two", ""), texts());
        assertEquals("failed", provenance().get("status").getAsString());
    }

    @Test
    void a_cell_tagged_raises_exception_may_fail() throws Exception {
        Path source = notebook("fail", "print after");
        Notebook notebook = NotebookFile.read(source);
        notebook.cells().getFirst().metadata().getAsJsonArray("tags").add("raises-exception");
        NotebookFile.write(notebook, source);
        try (var prepared = prepare(source, RunOptions.DEFAULT)) {
            assertEquals(RunReport.Status.OK,
                    prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT).status());
        }
        assertEquals(List.of("rich", "after"), texts());
    }

    @Test
    void claims_are_collected_and_a_failing_one_is_the_verdict() throws Exception {
        var report = run(RunOptions.DEFAULT, "claim 7", "claim 4", "print after");
        assertEquals(RunReport.Status.CLAIM_FAILED, report.status());
        assertEquals(List.of(true, false), report.claims().stream().map(ClaimRow::passed).toList());
        assertEquals(new ClaimRow("measured is at least 5", "7", "at least 5", "5.2", "Table 1", true),
                report.claims().getFirst());
        assertEquals(List.of("rich", "rich", "after"), texts());
        assertEquals(2, provenance().getAsJsonArray("claims").size());
        JsonObject first = provenance().getAsJsonArray("claims").get(0).getAsJsonObject();
        assertEquals("5.2", first.get("paper").getAsString());
        assertEquals("Table 1", first.get("source").getAsString());
    }

    @Test
    void a_cell_that_takes_too_long_is_stopped_and_named() throws Exception {
        var options = new RunOptions(Map.of(), Duration.ofMillis(50), false);
        var report = run(options, "print begun\nwait", "print after");
        assertEquals(RunReport.Status.FAILED, report.status());
        assertTrue(report.failure().startsWith("Cell 1 took longer than 0.1 s (--timeout) and was stopped."),
                report.failure());
        assertEquals(List.of("begun", ""), texts());
    }

    @Test
    void an_interrupt_keeps_what_there_is() throws Exception {
        try (var prepared = prepare(notebook("print one", "print two\nwait", "print three"), RunOptions.DEFAULT)) {
            var run = new FutureTask<>(() -> prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT));
            Thread.ofPlatform().start(run);
            runtime.waiting.await();
            prepared.interrupt();
            assertEquals(RunReport.Status.INTERRUPTED, run.get().status());
        }
        assertEquals(List.of("one", "two", ""), texts());
        assertEquals("interrupted", provenance().get("status").getAsString());
    }

    @Test
    void outputs_of_a_cell_that_cannot_be_stopped_are_saved_too() throws Exception {
        try (var prepared = prepare(notebook("print one\nhang"), RunOptions.DEFAULT)) {
            var run = new FutureTask<>(() -> prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT));
            Thread.ofPlatform().start(run);
            runtime.waiting.await();
            prepared.interrupt();
            assertEquals(List.of("one"), texts());
            assertEquals("interrupted", provenance().get("status").getAsString());
            runtime.letGo.countDown();
            run.get();
        }
    }

    @Test
    void a_second_run_on_the_same_output_is_refused_while_the_first_runs() throws Exception {
        Path source = notebook("print one");
        try (var first = prepare(source, RunOptions.DEFAULT)) {
            var failure = assertThrows(RunException.class, () -> prepare(source, RunOptions.DEFAULT));
            assertTrue(failure.getMessage().startsWith("Another run is writing '"), failure.getMessage());
            first.run(Library.empty(), folder -> runtime, MACHINE, SILENT);
        }
        prepare(source, RunOptions.DEFAULT).close();
        try (var files = Files.list(output().getParent())) {
            assertEquals(List.of(output()), files.toList());
        }
    }

    @Test
    void old_outputs_do_not_mix_with_new_ones() throws Exception {
        run(RunOptions.DEFAULT, "print old", "print old");
        Files.copy(output(), directory.resolve("in.ipynb"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Notebook old = NotebookFile.read(output());
        old.cells().getFirst().json().addProperty("source", "fail");
        NotebookFile.write(old, directory.resolve("in.ipynb"));
        try (var prepared = prepare(directory.resolve("in.ipynb"), RunOptions.DEFAULT)) {
            prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT);
        }
        assertEquals(List.of("rich", ""), texts());
    }

    @Test
    void notebooks_of_other_kernels_are_refused() throws Exception {
        accepted("\"kernelspec\": {\"name\": \"linnet\"}");
        accepted("\"kernelspec\": {\"name\": \"java\"}");
        accepted("\"kernelspec\": {\"name\": \"installed\"}");
        accepted("");
        refused("\"kernelspec\": {\"name\": \"no-such\", \"language\": \"java\"}",
                "is for the kernel 'no-such', which linnet does not know");
        refused("\"language_info\": {\"name\": \"python\"}", "is a notebook in python");
    }

    @Test
    void an_output_that_cannot_be_written_is_found_before_anything_runs() throws Exception {
        Path source = notebook("print x");
        Path file = Files.writeString(directory.resolve("file"), "");
        var folder = assertThrows(RunException.class,
                () -> PreparedRun.of(source, source.toString(), directory, RunOptions.DEFAULT, name -> false));
        assertTrue(folder.getMessage().endsWith("it is a folder."), folder.getMessage());
        var below = assertThrows(RunException.class,
                () -> PreparedRun.of(source, source.toString(), file.resolve("out.ipynb"), RunOptions.DEFAULT,
                        name -> false));
        assertTrue(below.getMessage().contains("'" + file + "' is a file"), below.getMessage());
    }

    @Test
    void html_is_written_beside_the_output_even_of_a_failed_run() throws Exception {
        run(new RunOptions(Map.of(), null, true), "print <hello>", "fail");
        String page = Files.readString(directory.resolve("out folder/out.html"));
        assertTrue(page.contains("&lt;hello&gt;") && page.contains("it failed"), page);
    }

    @Test
    void provenance_names_parameters_seed_versions_and_machine() throws Exception {
        Path source = notebook("print x");
        Notebook notebook = NotebookFile.read(source);
        notebook.insert(0, Cell.code("int seed = 4;", List.of("parameters")));
        NotebookFile.write(notebook, source);
        var options = new RunOptions(Map.of("seed", "9"), null, false);
        try (var prepared = prepare(source, options)) {
            prepared.run(Library.empty(), folder -> runtime, MACHINE, SILENT);
        }
        JsonObject provenance = provenance();
        assertEquals(9, provenance.get("seed").getAsInt());
        assertEquals("{\"seed\":9}", provenance.getAsJsonObject("parameters").toString());
        assertTrue(provenance.getAsJsonObject("libraries").has("gson"), provenance.toString());
        assertEquals("cpu", provenance.getAsJsonObject("machine").get("cpu").getAsString());
        assertEquals(System.getProperty("java.runtime.version"),
                provenance.getAsJsonObject("java").get("version").getAsString());
        assertTrue(provenance.getAsJsonObject("git").has("commit"));
    }

    @Test
    void versions_are_read_off_jar_names() {
        var versions = Provenance.versions(List.of(Path.of("x/tablesaw-core-0.44.4.jar"),
                Path.of("openblas-0.3.31-1.5.13.jar"), Path.of("guava-33.0-jre.jar"), Path.of("guava-1.0.jar"),
                Path.of("classes")));
        assertEquals("{\"guava\":\"33.0-jre, 1.0\",\"openblas\":\"0.3.31-1.5.13\",\"tablesaw-core\":\"0.44.4\"}",
                versions.toString());
    }

    private void accepted(String metadata) throws Exception {
        prepare(notebookWith(metadata, "print x"), RunOptions.DEFAULT).close();
    }

    private void refused(String metadata, String part) throws Exception {
        Path source = notebookWith(metadata, "print x");
        var failure = assertThrows(RunException.class, () -> prepare(source, RunOptions.DEFAULT));
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertFalse(Files.exists(output()));
    }
}

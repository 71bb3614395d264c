package dev.linnet.kernel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import dev.linnet.kernel.notebook.Cell;
import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.NotebookFile;

/** The command with real sessions. */
class RunCommandTest {
    private static final String CLAIM = """
            dev.linnet.display.Displayable claim = () -> dev.linnet.display.MimeBundle.of(
                "application/vnd.linnet.claim+json",
                java.util.Map.of("claim", "%s", "measured", 1, "expected", "one", "passed", %s), "text");
            claim
            """;

    @TempDir
    Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path notebook(String name, String... cells) throws NotebookException {
        var notebook = Notebook.parse("{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": []}",
                name);
        for (int i = 0; i < cells.length; i++) {
            notebook.insert(i, Cell.code(cells[i], i == 0 ? List.of("parameters") : List.of()));
        }
        Path file = directory.resolve(name);
        NotebookFile.write(notebook, file);
        return file;
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("run", "-o", directory.resolve("out").toString()));
        all.addAll(List.of(arguments));
        return Main.run(all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private JsonArray outputs(String name, int cell) throws NotebookException {
        return NotebookFile.read(directory.resolve("out").resolve(name)).cells().get(cell).outputs();
    }

    private static String text(JsonArray outputs) {
        var text = new StringBuilder();
        for (var output : outputs) {
            JsonObject object = output.getAsJsonObject();
            text.append(
                    object.has("text") ? object.get("text").getAsString() : object.get("output_type").getAsString());
        }
        return text.toString();
    }

    @Test
    void cells_share_a_session_and_take_parameters() throws Exception {
        Path notebook = notebook("n.ipynb", "int seed = 1;", "System.out.println(seed);", "seed + 1");
        assertEquals(ExitCode.OK, run("-p", "seed=41", notebook.toString()), err.toString());
        assertEquals("41\n", text(outputs("n.ipynb", 2)));
        JsonObject result = outputs("n.ipynb", 3).get(0).getAsJsonObject();
        assertEquals("execute_result", result.get("output_type").getAsString());
        assertEquals("42", result.getAsJsonObject("data").get("text/plain").getAsString());
        assertTrue(out.toString().contains("ran in ") && out.toString().contains("n.ipynb"), out.toString());
    }

    @Test
    void notebooks_do_not_see_each_others_variables() throws Exception {
        Path one = notebook("one.ipynb", "int shared = 1;");
        Path two = notebook("two.ipynb", "int own = 2;", "shared");
        assertEquals(ExitCode.FAILED, run(one.toString(), two.toString()));
        assertTrue(err.toString().contains("two.ipynb: Cell 2, line 1 failed with CompileError"), err.toString());
    }

    @Test
    void an_exception_names_cell_and_line_and_the_rest_does_not_run() throws Exception {
        Path notebook = notebook("n.ipynb", "", "int[] xs = {};\n\nSystem.out.println(\"before\");\nxs[7]++;",
                "System.out.println(\"after\")");
        assertEquals(ExitCode.FAILED, run(notebook.toString()));
        assertTrue(err.toString().contains("Cell 1, line 4 failed with ArrayIndexOutOfBoundsException: Index 7"),
                err.toString());
        assertTrue(out.toString().contains("the partial output is in "), out.toString());
        assertEquals("before\nerror", text(outputs("n.ipynb", 1)));
        assertEquals("", text(outputs("n.ipynb", 2)));
    }

    @Test
    void claims_decide_when_every_cell_ran() throws Exception {
        Path notebook = notebook("n.ipynb", CLAIM.formatted("this holds", true),
                CLAIM.formatted("this does not", false));
        assertEquals(ExitCode.CLAIM_FAILED, run(notebook.toString()), err.toString());
        assertTrue(out.toString().contains("holds  this holds") && out.toString().contains("FAILS  this does not"),
                out.toString());
        assertTrue(out.toString().contains("1 of 2 claims fail."), out.toString());
    }

    @Test
    void an_endless_loop_ends_with_the_timeout() throws Exception {
        Path notebook = notebook("n.ipynb", "System.out.println(\"begun\");\nwhile (true) {}");
        assertEquals(ExitCode.FAILED, run("--timeout", "2", notebook.toString()));
        assertTrue(err.toString().contains("Cell 1 took longer than 2 s (--timeout) and was stopped."), err.toString());
        assertTrue(text(outputs("n.ipynb", 0)).startsWith("begun\n"));
    }

    @Test
    void what_is_no_parameter_or_no_time_is_quoted() throws Exception {
        String notebook = notebook("n.ipynb", "int seed = 1;").toString();
        assertEquals(ExitCode.MISUSE, run("-p", "seed", notebook));
        assertEquals(ExitCode.MISUSE, run("--timeout", "soon", notebook));
        assertEquals(ExitCode.MISUSE, run("--timeout", "NaN", notebook));
        assertEquals("""
                linnet: -p takes NAME=VALUE, such as -p seed=7, and it is 'seed'.
                linnet: --timeout takes a number of seconds that is more than 0, and it is 'soon'.
                linnet: --timeout takes a number of seconds that is more than 0, and it is 'NaN'.
                """, err.toString());
    }

    @Test
    void an_output_that_becomes_unwritable_stops_the_run_and_keeps_what_was_saved() throws Exception {
        Path notebook = notebook("n.ipynb", "System.out.println(\"kept\");",
                "System.out.println(\"x\".repeat(1 << 20));",
                "System.out.println(\"never\");");
        // a shell's limit on the size of files, in blocks of 512 bytes: the second cell's output does not fit
        Process process = new ProcessBuilder("sh", "-c", "ulimit -f 1024; exec \"$@\"", "sh",
                ProcessHandle.current().info().command().orElseThrow(), "-XX:-UsePerfData", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "run", "-o",
                directory.resolve("out").toString(), notebook.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(ExitCode.FAILED, process.waitFor(), said);
        assertTrue(said.contains("n.ipynb stopped at cell 2; "), said);
        assertTrue(said.contains("n.ipynb holds what was saved before.\n"), said);
        assertEquals("kept\n", text(outputs("n.ipynb", 0)));
    }

    @Test
    void exit_in_a_cell_does_not_end_the_run_unsaved() throws Exception {
        Path notebook = notebook("n.ipynb", "System.out.println(\"before\");\nSystem.exit(0);");
        assertEquals(ExitCode.FAILED, run(notebook.toString()));
        assertTrue(text(outputs("n.ipynb", 0)).startsWith("before\n"));
    }

    @Test
    @Timeout(60)
    void an_interrupt_saves_the_partial_output_and_returns_130() throws Exception {
        Path gate = directory.resolve("gate");
        assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
        Path notebook = notebook("n.ipynb", "", "System.out.println(\"begun\");", "System.out.println(\"looping\");\n"
                + "java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + gate + "\"), \"x\");\nwhile (true) {}");
        Path printed = directory.resolve("printed");
        // env: where the tests run in a shell's background, a child would inherit that Ctrl-C is ignored
        Process process = new ProcessBuilder("env", "--default-signal=INT",
                ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "run", "-o", directory.resolve("out").toString(), notebook.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertEquals("x", Files.readString(gate));
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            String said = Files.readString(printed);
            assertTrue(ended, () -> "the run did not end: " + said);
            assertEquals(ExitCode.INTERRUPTED, process.exitValue(), said);
            assertTrue(said.contains("linnet: Interrupted; the partial output is in "), said);
        } finally {
            process.destroyForcibly();
        }
        assertEquals("begun\n", text(outputs("n.ipynb", 1)));
        assertTrue(text(outputs("n.ipynb", 2)).startsWith("looping\n"));
        try (var files = Files.list(directory.resolve("out"))) {
            assertEquals(List.of(directory.resolve("out/n.ipynb")), files.toList(), "no lock is left");
        }
    }

    @Test
    void html_of_a_real_run_is_one_file() throws IOException, NotebookException {
        Path notebook = notebook("n.ipynb", "\"a < b\"");
        assertEquals(ExitCode.OK, run("--html", notebook.toString()), err.toString());
        assertTrue(Files.readString(directory.resolve("out/n.html")).contains("a &lt; b"));
    }
}

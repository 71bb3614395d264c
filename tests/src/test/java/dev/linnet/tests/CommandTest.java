package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

/** The {@code linnet} command as a person calls it. */
class CommandTest {
    @TempDir
    Path folder;

    @Test
    void a_notebook_runs_and_its_output_is_saved() {
        NotebookFiles.write(folder.resolve("n.ipynb"), "System.out.println(\"hello\");", "1 + 1");
        Repository.Run run = linnet("run", "n.ipynb", "-o", "out.ipynb");
        assertEquals(0, run.exit(), run::both);
        JsonObject out = NotebookFiles.read(folder.resolve("out.ipynb"));
        assertTrue(NotebookFiles.outputs(out, 0).toString().contains("hello"));
        assertTrue(NotebookFiles.outputs(out, 1).toString().contains("\"2\""));
        JsonObject provenance = out.getAsJsonObject("metadata").getAsJsonObject("linnet");
        assertTrue(provenance.getAsJsonObject("java").get("version").getAsString().startsWith("25"),
                provenance::toString);
        assertEquals(40, provenance.getAsJsonObject("linnet").get("commit").getAsString().length());
        assertEquals("completed", provenance.get("status").getAsString());
        assertTrue(provenance.getAsJsonObject("libraries").has("linnet-lib"), provenance::toString);
    }

    @Test
    void a_failing_cell_stops_the_run_and_keeps_what_was_done() {
        NotebookFiles.write(folder.resolve("n.ipynb"), "System.out.println(\"first\");",
                "int a = 1;\nObject o = null;\no.toString();", "System.out.println(\"never\");");
        Repository.Run run = linnet("run", "n.ipynb", "-o", "out.ipynb");
        assertEquals(1, run.exit(), run::both);
        assertTrue(run.both().contains("NullPointerException"), run::both);
        assertTrue(run.both().matches("(?s).*cell 2.*line 3.*"), run::both);
        JsonObject out = NotebookFiles.read(folder.resolve("out.ipynb"));
        assertTrue(NotebookFiles.outputs(out, 0).toString().contains("first"));
        assertTrue(NotebookFiles.outputs(out, 1).toString().contains("NullPointerException"));
        assertTrue(NotebookFiles.outputs(out, 2).isEmpty());
    }

    @Test
    void parameters_are_injected_and_checked() {
        NotebookFiles.write(folder.resolve("n.ipynb"), "// parameters\nint steps = 3;\nString name = \"a\";",
                "name + steps");
        Repository.Run run = linnet("run", "n.ipynb", "-o", "out.ipynb", "-p", "steps=40", "-p", "name=it's \"q\"");
        assertEquals(0, run.exit(), run::both);
        assertTrue(Files.exists(folder.resolve("out.ipynb")));
        assertTrue(NotebookFiles.read(folder.resolve("out.ipynb")).toString().contains("it's \\\\\\\"q\\\\\\\""));

        Repository.Run unknown = linnet("run", "n.ipynb", "-p", "step=40");
        assertFalse(unknown.exit() == 0, unknown::both);
        assertTrue(unknown.err().contains("steps") && unknown.err().contains("name"), unknown::both);

        Repository.Run wrong = linnet("run", "n.ipynb", "-p", "steps=many");
        assertFalse(wrong.exit() == 0, wrong::both);
        assertTrue(wrong.err().contains("steps") && wrong.err().contains("many"), wrong::both);
    }

    @Test
    void a_failed_claim_fails_the_run() {
        NotebookFiles.write(folder.resolve("n.ipynb"),
                "Claims.check(\"pigs fly\", 0.0, Claim.atLeast(0.99));\nClaims.check(\"water is wet\", 1.0, Claim.atLeast(0.99));");
        Repository.Run run = linnet("run", "n.ipynb", "-o", "out.ipynb");
        assertFalse(run.exit() == 0, run::both);
        assertTrue(run.both().contains("pigs fly") && run.both().contains("water is wet"), run::both);
    }

    @Test
    void bad_input_gets_one_sentence() throws IOException {
        Files.writeString(folder.resolve("broken.ipynb"), "{ \"cells\": [");
        NotebookFiles.write(folder.resolve("n.ipynb"), "1");
        Files.writeString(folder.resolve("python.ipynb"),
                Files.readString(folder.resolve("n.ipynb")).replace("\"name\":\"linnet\"", "\"name\":\"python3\""));
        for (List<String> arguments : List.of(List.of("run", "absent.ipynb"), List.of("run", "broken.ipynb"),
                List.of("run", "python.ipynb"), List.of("run", "n.ipynb", "-o", "/proc/none/out.ipynb"),
                List.of("run"), List.of("rnu"))) {
            Repository.Run run = linnet(arguments.toArray(String[]::new));
            assertFalse(run.exit() == 0, run::both);
            assertFalse(run.both().contains("\tat "), run::both);
            assertFalse(run.err().isBlank(), run::both);
        }
        assertTrue(linnet("run", "absent.ipynb").err().contains("absent.ipynb"));
        assertTrue(linnet("run", "python.ipynb").err().contains("python3"));
    }

    @Test
    void interrupting_a_run_saves_what_was_done() throws IOException, InterruptedException {
        NotebookFiles.write(folder.resolve("n.ipynb"), "System.out.println(\"first\");",
                "Files.writeString(Path.of(\"started\"), \"\");\nwhile (true) {}");
        Path err = folder.resolve("err");
        // env: where the tests run in a shell's background, a child would inherit that Ctrl-C is ignored
        Process process = Repository.start(folder, Map.of(),
                List.of("env", "--default-signal=INT", Repository.ROOT.resolve("linnet").toString(), "run", "n.ipynb",
                        "-o", "out.ipynb"),
                folder.resolve("out"), err);
        while (!Files.exists(folder.resolve("started"))) {
            assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS), "the run ended early");
        }
        assertEquals(0, Repository.run(folder, Map.of(), List.of("kill", "-INT", Long.toString(process.pid()))).exit());
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the run did not end");
        assertEquals(130, process.exitValue(), Files.readString(err));
        assertTrue(NotebookFiles.outputs(NotebookFiles.read(folder.resolve("out.ipynb")), 0)
                .toString()
                .contains("first"));
    }

    @Test
    void every_command_has_help() {
        for (String command : List.of("run", "install", "uninstall", "lab", "test", "bundle", "fetch", "doctor",
                "version")) {
            Repository.Run run = linnet(command, "--help");
            assertEquals(0, run.exit(), run::both);
            assertTrue(run.out().contains("linnet " + command), run::both);
        }
        assertEquals(0, linnet("version").exit());
        Repository.Run doctor = linnet("doctor");
        assertEquals(0, doctor.exit(), doctor::both);
        assertTrue(doctor.out().contains("  LLM endpoint ") && doctor.out().contains("  Fonts "), doctor::both);
    }

    @Test
    void the_gpu_bundle_is_small_and_runs_without_a_java() {
        Assumptions.assumeTrue((System.getProperty("os.name") + System.getProperty("os.arch")).equals("Linuxamd64"),
                "the bundle is for Linux on x86-64");
        Path bundle = folder.resolve("a bundle");
        Repository.Run made = linnet("bundle", "--gpu", "-o", bundle.toString());
        assertEquals(0, made.exit(), made::both);
        assertTrue(made.out().matches("(?s).*a bundle: [45]\\d\\.\\d MiB.*"), made::both);
        Repository.Run run = Repository.run(folder, Map.of(),
                List.of("env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", bundle.resolve("gpu-suite").toString(),
                        "--out", "results", "--only", "Device,Faults"));
        assertEquals(0, run.exit(), run::both);
        assertTrue(run.out().matches("(?s).*(0 passed, 0 failed, 2 skipped|[1-9]\\d* passed, 0 failed, 0 skipped)\n.*"),
                run::both);
        assertTrue(Files.exists(folder.resolve("results/suite.md")));

        Repository.Run nothing = linnet("bundle");
        assertEquals(2, nothing.exit(), nothing::both);
        assertTrue(nothing.err().contains("--gpu"), nothing::both);
        Repository.Run full = linnet("bundle", "--gpu", "-o", folder.toString());
        assertEquals(1, full.exit(), full::both);
        assertTrue(full.err().contains("is not empty and no bundle"), full::both);
    }

    @Test
    void a_fresh_clone_builds_and_runs_in_one_command() throws IOException {
        Path clone = folder.resolve("a clone");
        Repository.Run cloned = Repository.run(folder, Map.of(),
                List.of("git", "clone", "-q", Repository.ROOT.toString(), clone.toString()));
        assertEquals(0, cloned.exit(), cloned::both);
        NotebookFiles.write(folder.resolve("n.ipynb"), "40 + 2");
        Repository.Run run = Repository.run(folder, Map.of(),
                List.of(clone.resolve("linnet").toString(), "run", "n.ipynb", "-o", "out.ipynb"));
        assertEquals(0, run.exit(), run::both);
        assertTrue(NotebookFiles.read(folder.resolve("out.ipynb")).toString().contains("\"42\""));
    }

    @Test
    void a_jdk_that_is_too_old_is_named() {
        Repository.Run run = Repository.run(folder, Map.of("JAVA_HOME", "/nonexistent", "PATH", "/usr/bin:/bin"),
                List.of(Repository.ROOT.resolve("linnet").toString(), "version"));
        // With JAVA_HOME wrong the command looks in the usual places, so it must still work where a JDK 25 lies there.
        assertEquals(0, run.exit(), run::both);
    }

    private Repository.Run linnet(String... arguments) {
        return Repository.linnet(folder, arguments);
    }
}

package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Real Python clients against the launched kernel: each test of the unittest modules beside is a test here. */
class PythonClientTest {
    private static final Path PYTHON = Repository.ROOT.resolve("tests/src/test/python");

    @TestFactory
    List<DynamicTest> jupyter_client_drives_the_kernel() {
        return module("test_client");
    }

    @TestFactory
    List<DynamicTest> the_public_suite_passes_with_nothing_skipped() {
        Tool.KERNEL_SUITE.require();
        return module("test_public_suite");
    }

    @TestFactory
    List<DynamicTest> what_other_java_kernels_get_wrong_on_the_wire_is_right() {
        return module("test_faults");
    }

    @TestFactory
    List<DynamicTest> cells_are_java_as_people_write_it() {
        return module("test_java");
    }

    @TestFactory
    List<DynamicTest> interrupts_stop_what_runs() {
        return module("test_interrupts");
    }

    @TestFactory
    List<DynamicTest> kernels_start_restart_and_end() {
        return module("test_lifecycle");
    }

    @TestFactory
    List<DynamicTest> the_virtual_machine_is_exchanged_under_a_running_client() {
        return module("test_relaunch");
    }

    @TestFactory
    List<DynamicTest> a_heap_that_cells_fill_leaves_a_usable_session() {
        return module("test_memory");
    }

    /** Runs a unittest module once and gives its tests, each with its own verdict. A skipped test is a failed one. */
    private static List<DynamicTest> module(String name) {
        Tool.JUPYTER.require();
        try {
            Path verdicts = Files.createTempFile("verdicts", ".jsonl");
            Repository.Run run = Jupyter.python(PYTHON, "-B", "verdicts.py", name, verdicts.toString());
            List<DynamicTest> tests = Files.readAllLines(verdicts)
                    .stream()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .map(verdict -> test(verdict, run))
                    .toList();
            Files.delete(verdicts);
            assertFalse(tests.isEmpty(), run::both);
            assertEquals(0, run.exit(), run::both);
            return tests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicTest test(JsonObject verdict, Repository.Run run) {
        String fault = verdict.get("fault").getAsString();
        return DynamicTest.dynamicTest(verdict.get("test").getAsString(),
                () -> assertEquals("", fault, () -> fault + "\n" + run.both()));
    }
}

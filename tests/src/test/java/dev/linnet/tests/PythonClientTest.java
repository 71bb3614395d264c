package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real Python clients against the launched kernel: each test of the unittest modules beside is a test here. */
class PythonClientTest {
    private static final Path PYTHON = Repository.ROOT.resolve("tests/src/test/python");
    private static final Pattern RESULT = Pattern.compile("^(\\w+) \\([\\w.]+\\)(?:.*\\n)*?.*\\.\\.\\. (.+)$",
            Pattern.MULTILINE);

    @TestFactory
    List<DynamicTest> jupyter_client_drives_the_kernel() {
        return module("test_client.py");
    }

    @TestFactory
    List<DynamicTest> the_public_suite_passes_with_nothing_skipped() {
        Tool.KERNEL_SUITE.require();
        return module("test_public_suite.py");
    }

    @TestFactory
    List<DynamicTest> what_other_java_kernels_get_wrong_on_the_wire_is_right() {
        return module("test_faults.py");
    }

    @TestFactory
    List<DynamicTest> cells_are_java_as_people_write_it() {
        return module("test_java.py");
    }

    @TestFactory
    List<DynamicTest> interrupts_stop_what_runs() {
        return module("test_interrupts.py");
    }

    @TestFactory
    List<DynamicTest> kernels_start_restart_and_end() {
        return module("test_lifecycle.py");
    }

    /** Runs a unittest module once and gives its tests, each with its own verdict. */
    private static List<DynamicTest> module(String file) {
        Tool.JUPYTER.require();
        Repository.Run run = Jupyter.python(PYTHON, "-B", "-m", "unittest", "-v", file);
        var tests = new ArrayList<DynamicTest>();
        Matcher result = RESULT.matcher(run.err());
        while (result.find()) {
            String verdict = result.group(2);
            tests.add(DynamicTest.dynamicTest(result.group(1), () -> {
                if (!verdict.equals("ok")) {
                    fail(verdict + "\n" + run.err());
                }
            }));
        }
        assertFalse(tests.isEmpty(), run::both);
        return tests;
    }
}

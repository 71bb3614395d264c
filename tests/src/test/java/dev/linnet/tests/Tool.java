package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of the system that some tests drive. Where it is missing, a test is skipped with a reason; in CI (the
 * variable {@code CI} is set) it fails instead, because CI installs them all.
 */
record Tool(String title, String how, List<String> files) {
    static final Tool JUPYTER = new Tool("Jupyter for Debian's Python",
            "apt-get install jupyter-notebook jupyter-nbconvert python3-nbclient python3-psutil",
            List.of("/usr/bin/jupyter-notebook", "/usr/bin/python3"));
    static final Tool KERNEL_SUITE = new Tool("The public suite for kernels",
            "apt-get install python3-jupyter-kernel-test",
            List.of("/usr/lib/python3/dist-packages/jupyter_kernel_test/__init__.py"));
    static final Tool CHROMIUM = new Tool("Chromium with its driver", "apt-get install chromium chromium-driver",
            List.of("/usr/bin/chromium", "/usr/bin/chromedriver"));

    static final Tool SCIKIT_LEARN = new Tool("scikit-learn for Debian's Python", "apt-get install python3-sklearn",
            List.of("/usr/lib/python3/dist-packages/sklearn/__init__.py"));

    /** Skips the calling test (or fails it, in CI) where this tool is missing. */
    void require() {
        for (String file : files) {
            if (!Files.exists(Path.of(file))) {
                String reason = title + " is not installed (" + file + " is missing); to run this test: " + how;
                if (System.getenv("CI") != null) {
                    fail(reason);
                }
                abort(reason);
            }
        }
    }
}

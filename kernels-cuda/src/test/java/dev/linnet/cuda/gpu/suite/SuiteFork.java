package dev.linnet.cuda.gpu.suite;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of one class and prints what happens, for {@link GpuSuite} to read. */
public final class SuiteFork implements TestExecutionListener {
    private static final int TRACE_LINES = 14;

    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    private SuiteFork() {}

    /** Takes the class's name. Does not wait for whatever the tests left running. */
    public static void main(String[] arguments) {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(arguments[0])).build(),
                        new SuiteFork());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void print(String what, TestIdentifier test, long milliseconds, String message) {
        System.out.println(String.join("\t", ForkEvents.MARK, what, name(test), Long.toString(milliseconds),
                message.strip().replace("\r", "").replace("\n", "\\n").replace('\t', ' ')));
        System.out.flush();
    }

    private static String name(TestIdentifier test) {
        return test.getDisplayName().replaceAll("\\(.*\\)$", "").replace('\t', ' ');
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
            print("started", test, 0, "");
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        print("SKIPPED", test, 0, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        long milliseconds = (System.nanoTime() - begun.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1_000_000;
        var thrown = result.getThrowable().orElse(null);
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    print("PASSED", test, milliseconds, "");
                }
            }
            case ABORTED -> print("SKIPPED", test, milliseconds, thrown == null ? "" : thrown.getMessage());
            case FAILED -> print("FAILED", test, milliseconds, thrown == null ? "" : trace(thrown));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        System.out.flush();
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return String.join("\n", text.toString()
                .lines()
                .filter(line -> !line.contains("org.junit."))
                .limit(TRACE_LINES)
                .toList());
    }
}

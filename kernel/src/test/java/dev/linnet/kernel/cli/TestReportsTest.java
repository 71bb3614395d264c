package dev.linnet.kernel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
    @TempDir
    Path home;

    private void report(String module, String name, String attributes) throws IOException {
        Path folder = home.resolve(module).resolve("target/surefire-reports");
        Files.createDirectories(folder);
        Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        Files.writeString(folder.resolve(name), "<?xml version=\"1.0\"?>\n<!-- x -->\n<testsuite " + attributes + "/>");
    }

    @Test
    void reports_of_all_modules_are_added_up() throws Exception {
        report("a", "TEST-one.xml", "tests=\"10\" failures=\"1\" errors=\"2\" skipped=\"3\"");
        report("b", "TEST-two.xml", "tests=\"5\" failures=\"0\" errors=\"0\" skipped=\"0\"");
        report("b", "other.xml", "tests=\"100\"");
        assertEquals("9 passed, 3 failed, 3 skipped", TestReports.read(home).summary());
    }

    @Test
    void reports_of_an_earlier_run_do_not_count() throws Exception {
        report("a", "TEST-one.xml", "tests=\"10\"");
        TestReports.delete(home);
        assertEquals("0 passed, 0 failed, 0 skipped", TestReports.read(home).summary());
    }

    @Test
    void a_broken_report_is_named() throws Exception {
        report("a", "TEST-one.xml", "tests=");
        var failure = assertThrows(CommandException.class, () -> TestReports.read(home));
        assertTrue(failure.getMessage().contains("TEST-one.xml"), failure.getMessage());
    }
}

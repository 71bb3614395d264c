package dev.linnet.kernel.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmOptionsTest {
    @Test
    void an_option_and_its_value_become_one_word() {
        assertEquals(List.of("-Xmx8g", "--add-modules=a.b", "--add-opens=c/d=ALL-UNNAMED", "--enable-preview"),
                JvmOptions.parse(List.of("-Xmx8g", "--add-modules", "a.b", "--add-opens=c/d=ALL-UNNAMED",
                        "--enable-preview")));
    }

    @ParameterizedTest
    @CsvSource({"8g, is no option", "-cp, %classpath", "--class-path=x, %classpath",
            "-version, no option that a kernel",
            "@file, no option that a kernel", "-Dlinnet.library=x, no option that a kernel",
            "--add-modules, --add-modules needs a value"})
    void what_a_kernel_cannot_be_started_with_is_refused_with_a_sentence(String word, String said) {
        var refused = assertThrows(IllegalArgumentException.class, () -> JvmOptions.parse(List.of(word)));
        assertTrue(refused.getMessage().contains(said), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"-Xmx4g, -Xmx8g", "-XX:+UseG1GC, -XX:+UseZGC", "-XX:+AlwaysPreTouch, -XX:-AlwaysPreTouch",
            "-Da=b, -Da=c=d", "-XX:MaxRAMPercentage=10, -XX:MaxRAMPercentage=20", "-Xint, -Xcomp",
            "--sun-misc-unsafe-memory-access=allow, --sun-misc-unsafe-memory-access=deny"})
    void an_option_replaces_one_about_the_same(String before, String after) {
        assertEquals(List.of("-Xss2m", after), JvmOptions.merged(List.of(before, "-Xss2m"), List.of(after)));
        assertTrue(JvmOptions.hold(List.of(after), List.of(before, after)));
        assertFalse(JvmOptions.hold(List.of(after), List.of(after, before)));
    }

    @ParameterizedTest
    @CsvSource({"--add-opens=a/b=ALL-UNNAMED, --add-opens=a/c=ALL-UNNAMED", "-Da=b, -Dab=c", "-Xmx4g, -Xms4g",
            "-javaagent:a.jar, -javaagent:b.jar"})
    void options_about_different_things_stand_beside_each_other(String before, String after) {
        assertEquals(List.of(before, after), JvmOptions.merged(List.of(before), List.of(after)));
        assertTrue(JvmOptions.hold(List.of(before, after), List.of(before, after)));
    }

    @Test
    void an_option_that_is_there_already_changes_nothing() {
        var options = List.of("-Xmx4g", "-Da=b", "--enable-preview");
        assertEquals(options, JvmOptions.merged(options, List.of("-Da=b", "-Xmx4g")));
    }

    @Test
    void a_command_is_read_up_to_its_main_class_and_written_again() {
        var command = CommandLine.of(List.of("java", "-Xmx1g", "-cp", "a b:c", "--add-modules", "m", "x.Main",
                "a file", "-Xmx2g")).orElseThrow();
        assertEquals("x.Main", command.main());
        assertEquals(List.of("a file", "-Xmx2g"), command.arguments());
        assertEquals(List.of("-Xmx1g", "--class-path=a b:c", "--add-modules=m"), command.options());
        assertEquals(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx3g", "x.Main", "y"),
                command.with(List.of("-Xmx3g"), List.of("y")).words());
        assertTrue(CommandLine.of(List.of("java", "-version")).isEmpty());
        assertTrue(CommandLine.of(List.of("java", "-jar", "a.jar")).isEmpty());
    }

    @Test
    void a_trial_tells_in_javas_own_words_what_is_wrong() throws InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        assertEquals("Invalid maximum heap size: -Xmx1x", Trial.problem(java, List.of("-Xmx1x")).orElseThrow());
        assertTrue(Trial.problem(java, List.of("-Xmx64m", "--enable-preview")).isEmpty());
        assertTrue(Trial.problem(Path.of("/nowhere/java"), List.of()).orElseThrow().contains("/nowhere/java"));
    }
}

package dev.linnet.bench.odeen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

class OdeenBenchTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream to = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void bad_arguments_are_named_in_one_sentence() {
        assertEquals(2, OdeenBench.run(new String[] {"speed=9"}, to, to));
        assertEquals("linnet: There is no argument 'speed=9'.", printed.toString(StandardCharsets.UTF_8).strip());
    }

    /** 2.9 thousand million labels in 100 ms are 29 thousand million a second. */
    @Test
    void a_row_has_labels_a_second() {
        assertEquals("| x | 2 | 100.0 | 200.0 | 29.0 |", OdeenBench.row("x", 2, Timing.of(300, 100, 200), 2.9e9));
    }

    @Test
    void libtorch_counts_the_same_ones() {
        for (Universe universe : new Universe[] {Universe.mini(), Universe.mini().withLength(1),
                Universe.standard().withLength(2), Universe.standard().withLength(3)}) {
            try (var labeller = new LibtorchLabeller(universe)) {
                assertEquals(RuleTable.of(universe).ones(), labeller.label(true));
            }
        }
    }

    @Test
    void a_quick_run_writes_its_table(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        assertEquals(0, OdeenBench.run(new String[] {"quick=1", "page=" + page}, to, to),
                printed.toString(StandardCharsets.UTF_8));
        String text = Files.readString(page);
        assertTrue(text.contains("1,400 rules by 625 structures (404,140 ones, counted by both sides)"), text);
        assertTrue(text.contains("| libtorch |"), text);
    }
}
